import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EMERGENCY_TEXT, LANGUAGES } from '../../../shared/eligibility/reason-text.record.ts';
import type { Outcome } from '../../../shared/eligibility/record.ts';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Late } from '../../ui/late.tsx';
import { reasonOrder } from './deciding-reason.ts';
import { Helps } from './helps.tsx';
import { MonthCells } from './month-cells.tsx';
import { NewAnswer } from './new-answer.tsx';
import { useCoverWords } from './use-cover-words.ts';
import { useReasonText } from './use-reason-text.ts';
import styles from './verdict.module.css';
import { VerdictSource } from './verdict-source.tsx';

const SIGNS: Record<Outcome, { icon: IconName; tone: 'ok' | 'wait' | 'no' }> = {
  eligible: { icon: 'check', tone: 'ok' },
  provisional: { icon: 'warning', tone: 'wait' },
  review: { icon: 'question', tone: 'wait' },
  'other-scheme': { icon: 'arrow', tone: 'wait' },
  'not-eligible': { icon: 'cross', tone: 'no' },
};

interface VerdictProps {
  shown: ShownCheck | null;
  isSettled: boolean;
  /** The local answer that the shown one has taken the place of. */
  replaced?: ShownCheck | null;
  isAsking?: boolean;
  /** A quiet action beside who pays. */
  action?: ReactNode;
}

/** The answer: whether covered, of when and by whom known, who pays, why, what helps. The largest coloured thing on the screen. */
export function Verdict({ shown, isSettled, replaced = null, isAsking = false, action }: VerdictProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.place} aria-label={t('desk.verdict.label')} aria-live="polite" aria-busy={!isSettled}>
      {shown ? (
        <Answer shown={shown} isSettled={isSettled} replaced={replaced} isAsking={isAsking} action={action} />
      ) : (
        <Late>
          <p className={styles.waiting}>{t('desk.patient.checking')}</p>
        </Late>
      )}
    </section>
  );
}

function Answer({ shown, isSettled, replaced, isAsking, action }: Required<VerdictProps> & { shown: ShownCheck }) {
  const { t, i18n } = useTranslation();
  const words = useCoverWords();
  const { check, months, tasks } = shown;
  const { outcome, payer } = check.decision;
  const sentences = useReasonText(check);
  const { deciding, notes } = reasonOrder(check.decision);
  const { icon, tone } = SIGNS[outcome];
  const language = LANGUAGES.find((one) => one === i18n.language) ?? 'en';
  const isByStaff = check.overrideReason !== null;
  return (
    <div
      className={[styles.verdict, styles[tone], isSettled ? '' : styles.old].join(' ')}
      data-testid="verdict"
      data-outcome={outcome}
      data-payer={payer}
      data-headline={shown.headline}
      data-check={check.id}
    >
      {check.facts.isEmergency ? (
        <p className={styles.emergency} data-testid="emergency">
          <Icon name="warning" size={20} /> {EMERGENCY_TEXT[language].clerk}
        </p>
      ) : null}
      <span className={styles.sign}>
        <Icon name={icon} size={30} />
      </span>
      <div className={styles.head}>
        <h2>{words.headline(shown)}</h2>
        <VerdictSource shown={shown} isAsking={isAsking} />
      </div>
      {deciding ? <p className={styles.why}>{sentences(deciding).clerk}</p> : null}
      <Payer shown={shown} replaced={replaced} action={action} />
      {tasks.map((task) => (
        <p key={task} className={styles.task}>
          <Icon name="phone" size={18} /> {t('desk.verdict.task')}
        </p>
      ))}
      {notes.length > 0 ? (
        <ul className={styles.notes}>
          {notes.map((code) => (
            <li key={code}>{sentences(code).clerk}</li>
          ))}
        </ul>
      ) : null}
      {months.length > 0 ? <MonthCells months={months} /> : null}
      <Helps shown={shown} />
      {deciding && !isByStaff ? (
        <p className={styles.patient}>
          <Icon name="chat" size={18} />
          <span>
            <span className={styles.whom}>{t('desk.verdict.toPatient')}</span> {sentences(deciding).patient}
          </span>
        </p>
      ) : null}
    </div>
  );
}

/** Who pays; that staff decided it, for as long as the check is kept; and what a new answer has changed. */
function Payer({
  shown,
  replaced,
  action,
}: Pick<Required<VerdictProps>, 'replaced' | 'action'> & { shown: ShownCheck }) {
  const { t } = useTranslation();
  const words = useCoverWords();
  const { decision, overrideReason } = shown.check;
  return (
    <div className={styles.payer}>
      <div className={styles.pays}>
        <b>{decision.outcome === 'not-eligible' ? t('cover.paysSelf') : words.answer(decision)}</b>
        {overrideReason === null ? null : (
          <span data-testid="by-staff">
            <Badge tone="staff">{t('cover.override.mark')}</Badge>{' '}
            {t('cover.override.because', { reason: overrideReason })}
          </span>
        )}
        <NewAnswer shown={shown} replaced={replaced} />
      </div>
      {action}
    </div>
  );
}
