import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { shownCount } from '../../ui/dates.ts';
import styles from './sync.module.css';

/** Every record made here is in exactly one of these: the sum is the proof that none is lost. */
export function CountsCard({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const { entered, accepted, waiting, needsFixing, superseded } = status.counts;
  const rows: [string, number][] = [
    [t('sync.accepted'), accepted],
    [t('sync.waitingTitle'), waiting],
    [t('sync.attentionTitle'), needsFixing],
    [t('sync.superseded'), superseded],
  ];
  return (
    <section
      className={styles.card}
      tabIndex={-1}
      data-part="counts"
      aria-labelledby="counts-title"
      data-testid="counts"
    >
      <h2 id="counts-title">
        {t('sync.counts')} <span className="nums">{shownCount(entered)}</span>
      </h2>
      <dl className={styles.facts}>
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="nums">{shownCount(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
