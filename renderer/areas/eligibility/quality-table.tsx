import { useTranslation } from 'react-i18next';
import { shownCount } from '../../ui/dates.ts';
import styles from './quality.module.css';
import type { QualityRow } from './quality-rows.ts';

interface QualityTableProps<Name extends string> {
  title: string;
  rows: QualityRow<Name>[];
  nameOf: (row: QualityRow<Name>) => string;
  /** What the share is of, where that is not all the checks. */
  noteOf?: (row: QualityRow<Name>) => string | null;
}

/** Counts, shares, and each share as a bar beside its number. */
export function QualityTable<Name extends string>({ title, rows, nameOf, noteOf }: QualityTableProps<Name>) {
  const { t } = useTranslation();
  return (
    <table className={styles.table} data-testid="quality-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('quality.what')}</th>
          <th scope="col" className={styles.number}>
            {t('quality.count')}
          </th>
          <th scope="col" className={styles.number}>
            {t('quality.share')}
          </th>
          <th scope="col" className={styles.barCell}>
            <span className="hidden">{t('quality.share')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name} data-row={row.name}>
            <th scope="row">
              {nameOf(row)} <span className={styles.soft}>{noteOf?.(row)}</span>
            </th>
            <td className={`${styles.number} nums`}>{shownCount(row.count)}</td>
            <td className={`${styles.number} nums`}>{row.share === null ? '–' : `${row.share} %`}</td>
            <td className={styles.barCell} aria-hidden="true">
              <span className={`${styles.bar} ${styles[row.name] ?? ''}`} style={{ width: `${row.share ?? 0}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
