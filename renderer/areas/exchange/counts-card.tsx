import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SyncStatus } from '../../../shared/exchange/record.ts';
import { shownCount } from '../../ui/dates.ts';
import styles from './sync.module.css';

/** Every record made here is in exactly one of these: the sum is the proof that none is lost. */
export function CountsCard({ status }: { status: SyncStatus }) {
  const { t } = useTranslation();
  const { entered, accepted, waiting, needsFixing, withdrawn } = status.counts;
  const parts = [
    { name: 'accepted', count: accepted, tone: styles.good },
    { name: 'fix', count: needsFixing, tone: needsFixing > 0 ? styles.bad : '' },
    { name: 'waiting', count: waiting, tone: '' },
    { name: 'withdrawn', count: withdrawn, tone: '' },
  ] as const;
  return (
    <section
      className={styles.card}
      tabIndex={-1}
      data-part="counts"
      aria-labelledby="counts-title"
      data-testid="counts"
    >
      <h2 id="counts-title">{t('sync.counts')}</h2>
      <dl className={styles.equation}>
        <div className={styles.term}>
          <dd className="nums">{shownCount(entered)}</dd>
          <dt>{t('sync.sum.entered')}</dt>
        </div>
        {parts.map(({ name, count, tone }, index) => (
          <div key={name} className={styles.term} data-sign={index === 0 ? '=' : '+'}>
            <dd className={`${tone} nums`}>{shownCount(count)}</dd>
            <dt>{name === 'fix' ? <Link to="/fix">{t('sync.sum.fix')}</Link> : t(`sync.sum.${name}`)}</dt>
          </div>
        ))}
      </dl>
      <p className={styles.soft}>{t('sync.sum.text')}</p>
    </section>
  );
}
