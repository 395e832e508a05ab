import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { shownDate } from '../../ui/dates.ts';
import { QueryNotice } from '../desk/fault-notice.tsx';
import styles from './latest-verdict.module.css';
import { Verdict } from './verdict.tsx';

/** The last answer given about this person, for whoever may look but not register. */
export function LatestVerdict({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAsk('eligibility.latest', { patientId });
  if (error) return <QueryNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.shown === null) return <p className={styles.none}>{t('cover.latest.none')}</p>;
  return (
    <div>
      <h2 className={styles.title}>{t('cover.latest.title', { date: shownDate(data.shown.check.serviceDate) })}</h2>
      <Verdict shown={data.shown} isSettled />
    </div>
  );
}
