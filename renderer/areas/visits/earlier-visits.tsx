import { useTranslation } from 'react-i18next';
import { useAsk } from '../../client/use-ask.ts';
import { shownDate } from '../../ui/dates.ts';
import styles from './patient-pane.module.css';

const SHOWN_MAX = 4;

/** When this person was here before, in one line. */
export function EarlierVisits({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const { data } = useAsk('visits.list', { patientId, limit: SHOWN_MAX });
  if (!data) return null;
  if (data.visits.length === 0) return <p className={styles.earlier}>{t('desk.patient.noEarlier')}</p>;
  return (
    <div className={styles.earlier}>
      <span>{t('desk.patient.earlier')}</span>
      <ul>
        {data.visits.map(({ visit }) => (
          <li key={visit.id}>
            <span className="nums">{shownDate(visit.serviceDate)}</span> · {t(`words.department.${visit.department}`)} ·{' '}
            {t(`words.payer.${visit.payer}`)} · {t(`words.visitStatus.${visit.status}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
