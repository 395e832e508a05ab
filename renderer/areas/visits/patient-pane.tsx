import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SERVICE_CATEGORIES } from '../../../shared/eligibility/record.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Late } from '../../ui/late.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { CommandNotice, QueryNotice } from '../desk/fault-notice.tsx';
import { type CheckWish, FIRST_WISH } from '../eligibility/check-wish.ts';
import { CoverPanel } from '../eligibility/cover-panel.tsx';
import { LatestVerdict } from '../eligibility/latest-verdict.tsx';
import { useBetterAnswer } from '../eligibility/use-better-answer.ts';
import { useCheck, useForgetChecks } from '../eligibility/use-check.ts';
import { WishFields } from '../eligibility/wish-fields.tsx';
import { type CardInHand, cardTextFor } from '../patients/card-in-hand.ts';
import { PatientHeader } from '../patients/patient-header.tsx';
import { useMay } from '../staff/session.tsx';
import { AlreadyOpen } from './already-open.tsx';
import { EarlierVisits } from './earlier-visits.tsx';
import styles from './patient-pane.module.css';
import { VisitFields } from './visit-fields.tsx';
import { type Department, usualDepartment, usualVisitType, type VisitType } from './visit-plan.ts';

interface PatientPaneProps {
  patientId: string;
  onBack: () => void;
  onOpened: (slip: Slip) => void;
  onShowSlip: (slip: Slip) => void;
  card: CardInHand | null;
  /** Changes when a card has opened this patient, again or for the first time. */
  openedSerial: number;
}

/** One person at the desk: who, whether covered, what for, and the one button. */
export function PatientPane(props: PatientPaneProps) {
  const { patientId, onBack, onOpened, onShowSlip, card, openedSerial } = props;
  const { t } = useTranslation();
  const mayRegister = useMay('register');
  const found = useAsk('patients.get', { patientId });
  const [wish, setWish] = useState<CheckWish>(FIRST_WISH);
  const [department, setDepartment] = useState<Department>('general');
  const [visitType, setVisitType] = useState<VisitType>('outpatient');
  const [referredFrom, setReferredFrom] = useState('');
  const cardText = found.data ? cardTextFor(card, found.data.patient) : null;
  const check = useBetterAnswer(useCheck(patientId, wish, mayRegister && found.data !== undefined, cardText));
  const forgetChecks = useForgetChecks();
  const open = useCommand('visits.open');
  const form = useRef<HTMLFormElement>(null);
  const main = useRef<HTMLButtonElement>(null);

  const choose = (next: CheckWish) => {
    if (next.category !== wish.category) {
      setDepartment(usualDepartment(next.category));
      setVisitType(usualVisitType(next.category));
      next = { ...next, isEmergency: next.category === 'emergency' };
    }
    open.clear();
    setWish(next);
  };
  const chooseDepartment = (next: Department) => {
    setDepartment(next);
    open.clear();
  };
  const send = async (secondVisitReason: string | null) => {
    if (!check.settled) return;
    const opened = await open.run({
      patientId,
      checkId: check.settled.check.id,
      department,
      visitType,
      referredFrom: referredFrom.trim() || null,
      secondVisitReason,
    });
    if (!opened) return;
    forgetChecks();
    onOpened(opened.slip);
  };

  const focus = (name: string) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  useHotkeys(
    {
      ...Object.fromEntries(
        SERVICE_CATEGORIES.map((category, index) => [String(index + 1), () => choose({ ...wish, category })]),
      ),
      e: () => choose({ ...wish, isEmergency: !wish.isEmergency }),
      i: () => choose({ ...wish, isIdentityShown: !wish.isIdentityShown }),
      h: () => choose({ ...wish, hefCard: wish.hefCard ? null : { group: 'poor', from: '', to: '' } }),
      w: () => focus('workRelated'),
      d: () => focus('department'),
      r: () => focus('referredFrom'),
    },
    mayRegister,
  );
  const isFound = found.data !== undefined;
  useEffect(() => {
    // The button stands still at the foot: going to it must not scroll the person out of sight.
    if (isFound && openedSerial >= 0) main.current?.focus({ preventScroll: true });
  }, [isFound, openedSerial]);

  if (!found.data) {
    return found.error ? (
      <QueryNotice error={found.error} onRetry={() => void found.refetch()} />
    ) : (
      <Late>
        <p role="status">{t('shell.loading')}</p>
      </Late>
    );
  }
  const alreadyOpen = open.state.at === 'refused' && open.state.refusal.code === 'visit-already-open';
  const isOutdated =
    open.state.at === 'refused' && ['check-out-of-date', 'check-not-found'].includes(open.state.refusal.code);
  return (
    <form
      ref={form}
      className={styles.pane}
      aria-labelledby="patient-name"
      data-testid="patient"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(null);
      }}
      onKeyDown={guardEnter}
    >
      <PatientHeader {...found.data} />
      {mayRegister ? (
        <>
          <CoverPanel answer={check} />
          <QueryNotice error={check.error} onRetry={check.again} />
          <div className={styles.visit}>
            <WishFields wish={wish} onWish={choose} />
            <VisitFields
              department={department}
              onDepartment={chooseDepartment}
              visitType={visitType}
              onVisitType={setVisitType}
              workRelated={wish.workRelated}
              onWorkRelated={(workRelated) => choose({ ...wish, workRelated })}
              referredFrom={referredFrom}
              onReferredFrom={setReferredFrom}
            />
          </div>
        </>
      ) : (
        <>
          <LatestVerdict patientId={patientId} />
          <Notice tone="plain">{t('desk.patient.mayNotRegister')}</Notice>
        </>
      )}
      <EarlierVisits patientId={patientId} />
      <div className={styles.foot}>
        {alreadyOpen && open.state.at === 'refused' ? (
          <AlreadyOpen
            patientId={patientId}
            department={department}
            details={open.state.refusal.details}
            isBusy={open.isBusy}
            onShowSlip={onShowSlip}
            onSecond={(reason) => void send(reason)}
          />
        ) : null}
        <CommandNotice command={open} handled={['visit-already-open']} />
        {isOutdated ? (
          <div>
            <Button
              onClick={() => {
                forgetChecks();
                open.clear();
                check.again();
              }}
            >
              {t('desk.patient.checkAgain')}
            </Button>
          </div>
        ) : null}
        <div className={styles.go}>
          <span className={styles.hint}>
            {check.settled
              ? t('desk.patient.payerIs', { payer: t(`words.payer.${check.settled.check.decision.payer}`) })
              : ''}
          </span>
          <Button size="big" hotkey="Esc" onClick={onBack}>
            {t('shell.back')}
          </Button>
          {mayRegister && !alreadyOpen ? (
            <Button
              ref={main}
              type="submit"
              kind="main"
              size="big"
              hotkey="Enter"
              isBusy={open.isBusy || check.settled === null}
              data-testid="open-visit"
            >
              {open.isBusy ? t('desk.patient.opening') : t('desk.patient.openVisit')}
            </Button>
          ) : null}
        </div>
      </div>
    </form>
  );
}

/** A held Enter must not go on from choosing a person to opening a visit; a select takes Enter as every other field does. */
function guardEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter') return;
  if (event.repeat) event.preventDefault();
  else if (event.target instanceof HTMLSelectElement) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
}
