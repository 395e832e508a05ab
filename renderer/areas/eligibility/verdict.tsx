import { useTranslation } from 'react-i18next';
import type { ShownCheck } from '../../../shared/eligibility/contract.ts';
import { EMERGENCY_TEXT, LANGUAGES } from '../../../shared/eligibility/reason-text.record.ts';
import type { Outcome } from '../../../shared/eligibility/record.ts';
import { shownDate } from '../../ui/dates.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Late } from '../../ui/late.tsx';
import { reasonOrder } from './deciding-reason.ts';
import { MonthCells } from './month-cells.tsx';
import { useReasonText } from './use-reason-text.ts';
import styles from './verdict.module.css';

const SIGNS: Record<Outcome, { icon: IconName; tone: 'ok' | 'wait' | 'no' }> = {
  eligible: { icon: 'check', tone: 'ok' },
  provisional: { icon: 'warning', tone: 'wait' },
  review: { icon: 'question', tone: 'wait' },
  'other-scheme': { icon: 'arrow', tone: 'wait' },
  'not-eligible': { icon: 'cross', tone: 'no' },
};

/** The answer: who pays, why, what to do, and as of when. The largest coloured thing on the screen. */
export function Verdict({ shown, isSettled }: { shown: ShownCheck | null; isSettled: boolean }) {
  const { t } = useTranslation();
  return (
    <section className={styles.place} aria-label={t('desk.verdict.label')} aria-live="polite" aria-busy={!isSettled}>
      {shown ? (
        <Answer shown={shown} isSettled={isSettled} />
      ) : (
        <Late>
          <p className={styles.waiting}>{t('desk.patient.checking')}</p>
        </Late>
      )}
    </section>
  );
}

function Answer({ shown, isSettled }: { shown: ShownCheck; isSettled: boolean }) {
  const { t, i18n } = useTranslation();
  const { check, months, coverLostOn, cashHints, tasks } = shown;
  const { outcome, payer } = check.decision;
  const sentences = useReasonText(check);
  const { deciding, notes } = reasonOrder(check.decision);
  const { icon, tone } = SIGNS[outcome];
  const language = LANGUAGES.find((one) => one === i18n.language) ?? 'en';
  const extras = [
    ...(check.facts.isEmergency ? [EMERGENCY_TEXT[language].clerk] : []),
    ...notes.map((code) => sentences(code).clerk),
    ...(coverLostOn && deciding !== 'VOL_ARREARS' ? [t('desk.verdict.lostOn', { date: shownDate(coverLostOn) })] : []),
    ...(cashHints.length > 0
      ? [t('desk.verdict.hints', { what: cashHints.map((hint) => t(`desk.verdict.hint.${hint}`)).join(', ') })]
      : []),
  ];
  return (
    <div
      className={[styles.verdict, styles[tone], isSettled ? '' : styles.old].join(' ')}
      data-testid="verdict"
      data-outcome={outcome}
      data-payer={payer}
    >
      <span className={styles.sign}>
        <Icon name={icon} size={30} />
      </span>
      <div className={styles.head}>
        <h2>{t(`desk.verdict.${outcome}`, { payer: t(`words.payer.${payer}`) })}</h2>
        <Source shown={shown} />
      </div>
      {deciding ? <p className={styles.why}>{sentences(deciding).clerk}</p> : null}
      {tasks.map((task) => (
        <p key={task} className={styles.task}>
          <Icon name="phone" size={18} /> {t('desk.verdict.task')}
        </p>
      ))}
      {extras.length > 0 ? (
        <ul className={styles.notes}>
          {extras.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : null}
      {months.length > 0 ? <MonthCells months={months} /> : null}
      {deciding ? (
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

/** The day that the answer speaks for, and where it comes from. */
function Source({ shown }: { shown: ShownCheck }) {
  const { t } = useTranslation();
  const { source } = shown.check.facts.snapshot;
  const isOpen = shown.check.decision.outcome === 'provisional' && source !== 'server';
  return (
    <div className={styles.source}>
      {shown.asOf === null ? (
        <span>{t('desk.verdict.cardOnly')}</span>
      ) : (
        <time dateTime={shown.asOf}>
          {t(source === 'server' ? 'desk.verdict.asOfServer' : 'desk.verdict.asOf', { date: shownDate(shown.asOf) })}
        </time>
      )}
      {isOpen ? <span>{t('desk.verdict.confirmLater')}</span> : null}
    </div>
  );
}
