import { useTranslation } from 'react-i18next';
import type { OverturnedCheck } from '../../../shared/eligibility/shown.record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { shownDate, shownMoment } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { usePatientWords } from '../patients/patient-words.ts';
import { useMay } from '../staff/session.tsx';
import styles from './answers.module.css';
import { reasonOrder } from './deciding-reason.ts';
import { adviceFor } from './overturned-advice.ts';
import { useCoverWords } from './use-cover-words.ts';

const VISITS_MAX = 50;

interface OverturnedItemProps {
  item: OverturnedCheck;
  onOpenPatient: (patientId: string) => void;
}

/** One answer that the centre has changed: what was said, what it says now, and what to do. */
export function OverturnedItem({ item, onOpenPatient }: OverturnedItemProps) {
  const { t } = useTranslation();
  const words = useCoverWords();
  const mayRegister = useMay('register');
  const markSeen = useCommand('eligibility.markSeen');
  const { recheck, before, patientId, visitId, isSeen } = item;
  const { deciding } = reasonOrder(recheck.decision);
  const payer = t(`words.payer.${recheck.decision.payer}`);
  return (
    <li className={[styles.item, isSeen ? styles.seen : ''].join(' ')} data-testid="overturned" data-seen={isSeen}>
      <Whose item={item} />
      <dl className={styles.change}>
        <div>
          <dt>{t('answers.said')}</dt>
          <dd>{words.answer(before)}</dd>
        </div>
        <Icon name="arrow" size={22} />
        <div>
          <dt>
            {t('answers.now')} ·{' '}
            <span>{t('answers.asOf', { moment: shownMoment(recheck.decidedAt), date: shownDate(recheck.asOf) })}</span>
          </dt>
          <dd>
            {words.answer(recheck.decision)}
            {deciding ? <span className={styles.reason}> ({t(`cover.reason.${deciding}`)})</span> : null}
          </dd>
        </div>
      </dl>
      <div className={styles.todo}>
        <b>{t('answers.todo')}</b>
        <ul>
          {adviceFor(before, recheck.decision, visitId !== null).map((advice) => (
            <li key={advice}>{t(`answers.advice.${advice}`, { payer })}</li>
          ))}
        </ul>
      </div>
      <CommandNotice command={markSeen} />
      <div className={styles.actions}>
        <Button icon="person" onClick={() => onOpenPatient(patientId)}>
          {t('fix.openPatient')}
        </Button>
        {mayRegister && !isSeen ? (
          <Button
            icon="check"
            isBusy={markSeen.isBusy}
            onClick={() => void markSeen.run({ checkId: recheck.checkId })}
            data-testid="mark-seen"
          >
            {t('answers.done')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** Whose answer it is, and the visit that was opened under it. */
function Whose({ item }: { item: OverturnedCheck }) {
  const { t } = useTranslation();
  const words = usePatientWords();
  const { data: found } = useAsk('patients.get', { patientId: item.patientId });
  const { data: listed } = useAsk(
    'visits.list',
    { patientId: item.patientId, limit: VISITS_MAX },
    { isEnabled: item.visitId !== null },
  );
  const visit = listed?.visits.find((one) => one.visit.id === item.visitId);
  const names = found ? words.names(found.patient) : null;
  const date = shownDate(item.serviceDate);
  return (
    <header className={styles.whose}>
      <h3>
        {names?.first} <span className={styles.soft}>{names?.second}</span>
      </h3>
      <span className={`${styles.soft} nums`}>{item.patientNumber}</span>
      <span className={styles.visit}>
        {visit
          ? `${t('answers.visit', { number: visit.slip.slipNumber, date })} · ${t(`words.visitStatus.${visit.visit.status}`)}`
          : item.visitId === null
            ? t('answers.visitWithout', { date })
            : date}
      </span>
    </header>
  );
}
