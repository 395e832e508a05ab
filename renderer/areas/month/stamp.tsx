import { useTranslation } from 'react-i18next';
import type { MonthReport } from '../../../shared/month/record.ts';
import { shownCount, shownMoment } from '../../ui/dates.ts';
import styles from './month.module.css';

type What = 'visits' | 'claims';

const PARTS = ['entered', 'accepted', 'needsFixing', 'waiting', 'withdrawn'] as const;

/** How far the records behind a figure have come on their way to the centre, and of which moment that is. */
export function Stamp({ report, of }: { report: MonthReport; of: What | readonly What[] }) {
  const { t } = useTranslation();
  const whats = typeof of === 'string' ? [of] : of;
  return (
    <footer className={styles.stamp}>
      {whats.map((what) => {
        const standing = report.standing[what];
        return (
          <p key={what} className={`${styles.standing} nums`}>
            {t(`month.standing.${what}`)}:{' '}
            {PARTS.filter((part) => part !== 'withdrawn' || standing[part] > 0).map((part) => (
              <span key={part} data-part={part} data-some={standing[part] > 0 || undefined}>
                {t(`month.standing.${part}`, { n: shownCount(standing[part]) })}
              </span>
            ))}
          </p>
        );
      })}
      <p className="nums">{t('month.asOf', { moment: shownMoment(report.asOf) })}</p>
    </footer>
  );
}
