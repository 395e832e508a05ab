import { useTranslation } from 'react-i18next';
import type { ListedVisit, Slip } from '../../../shared/visits/contract.ts';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { shownCount, shownTime } from '../../ui/dates.ts';
import { useAbout, useIsPractice } from '../desk/use-about.ts';
import { usePatientWords } from '../patients/patient-words.ts';
import styles from './desk.module.css';

const LATEST_MAX = 6;
/** Belongs to an invented person of the practice roster, so that the first thing typed finds somebody. */
const PRACTICE_NUMBER = '1000000-0000001';

/** Nobody is at the desk: what the box takes, and how the day goes. */
export function IdlePane({ onShowSlip }: { onShowSlip: (slip: Slip) => void }) {
  const { t } = useTranslation();
  const isPractice = useIsPractice();
  const code = useAbout().data?.facility?.code ?? '';
  const { data } = useAsk('visits.list', { limit: LATEST_MAX });
  return (
    <div className={styles.idle} data-testid="idle">
      <div className={styles.card}>
        <div className={styles.ready}>
          <h1>{t('desk.idle.title')}</h1>
          {data ? <Figures counts={data.counts} /> : null}
        </div>
        <p className={styles.lead}>{t('desk.idle.lead')}</p>
        <dl className={styles.hints}>
          <dt>សុខា · Sokha</dt>
          <dd>{t('desk.idle.name')}</dd>
          <dt>សុខា 1990 · Sokha 35</dt>
          <dd>{t('desk.idle.mixed')}</dd>
          <dt className="nums">{isPractice ? PRACTICE_NUMBER : '1234567-7654321-ឈ'}</dt>
          <dd>{t('desk.idle.nssf')}</dd>
          <dt className="nums">012 345 678</dt>
          <dd>{t('desk.idle.phone')}</dd>
          <dt className="nums">{`${code}-1-000482-7`}</dt>
          <dd>{t('desk.idle.number')}</dd>
        </dl>
      </div>
      {data ? <Latest visits={data.visits} onShowSlip={onShowSlip} /> : null}
    </div>
  );
}

function Figures({ counts }: { counts: AskOutput<'visits.list'>['counts'] }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: two figures are not a fieldset of a form.
    <div className={styles.figures} role="group" aria-label={t('desk.idle.today')}>
      <span>{t('desk.idle.today')}</span>
      <span className={styles.figure}>
        <b className="nums">{shownCount(counts.open)}</b> {t('desk.idle.openVisits')}
      </span>
      <span className={styles.figure}>
        <b className="nums">{shownCount(counts.closed)}</b> {t('desk.idle.closedVisits')}
      </span>
    </div>
  );
}

function Latest({ visits, onShowSlip }: { visits: ListedVisit[]; onShowSlip: (slip: Slip) => void }) {
  const { t } = useTranslation();
  const words = usePatientWords();
  const latest = visits.filter(({ visit }) => visit.status !== 'cancelled');
  return (
    <div>
      <h2>{t('desk.idle.latest')}</h2>
      {latest.length === 0 ? (
        <p className={styles.lead}>{t('desk.idle.noVisits')}</p>
      ) : (
        <ul className={styles.latest}>
          {latest.map(({ visit, slip }) => (
            <li key={visit.id}>
              <button type="button" onClick={() => onShowSlip(slip)}>
                <b className="nums">{slip.slipNumber}</b>
                <span>
                  {words.names(slip).first} <span className={styles.lead}>{words.names(slip).second}</span>
                </span>
                <span className={styles.lead}>{t(`words.department.${visit.department}`)}</span>
                <span className={`${styles.lead} nums`}>{shownTime(visit.openedAt)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
