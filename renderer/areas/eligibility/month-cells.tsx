import { useTranslation } from 'react-i18next';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { shownDate } from '../../ui/dates.ts';
import styles from './verdict.module.css';

const SIGNS = { paid: '✓', unpaid: '✕', 'not-due': '…' } as const;

/** The last twelve months as cells: a sign, a colour and, for those who cannot see them, the words. */
export function MonthCells({ months }: { months: ShownCheck['months'] }) {
  const { t } = useTranslation();
  return (
    <ol className={styles.months} aria-label={t('desk.verdict.months')} data-testid="months">
      {months.map(({ month, state }, index) => (
        <li key={month} className={styles[state]} title={t(`desk.verdict.month.${state}`)}>
          <span className="hidden">{`${shownDate(month)}: ${t(`desk.verdict.month.${state}`)}`}</span>
          <b aria-hidden="true">{SIGNS[state]}</b>
          <span aria-hidden="true" className="nums">
            {month.slice(5)}
            {index === 0 || month.endsWith('-01') ? <small>.{month.slice(2, 4)}</small> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
