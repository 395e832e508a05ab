import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Notice } from '../../ui/notice.tsx';
import { QueryNotice } from '../desk/fault-notice.tsx';
import { NotThere } from '../desk/not-there.tsx';
import type { CheckWish } from '../eligibility/check-wish.ts';
import { CoverPanel } from '../eligibility/cover-panel.tsx';
import { IdentityQuestion } from '../eligibility/identity-question.tsx';
import { LatestVerdict } from '../eligibility/latest-verdict.tsx';
import { WishFields } from '../eligibility/wish-fields.tsx';
import { PatientTrouble } from '../exchange/patient-trouble.tsx';
import type { CardInHand } from '../patients/card-in-hand.ts';
import { PatientHeader } from '../patients/patient-header.tsx';
import { useMay } from '../staff/session.tsx';
import { EarlierVisits } from './earlier-visits.tsx';
import styles from './patient-pane.module.css';
import { type NewVisit, useNewVisit } from './use-new-visit.ts';
import { useVisitKeys } from './use-visit-keys.ts';
import { VisitFields } from './visit-fields.tsx';
import { VisitFoot } from './visit-foot.tsx';

interface PatientPaneProps {
  patientId: string;
  onBack: () => void;
  /** Absent where the person may not register. */
  onCorrect: (() => void) | undefined;
  onOpened: (slip: Slip) => void;
  onShowSlip: (slip: Slip) => void;
  card: CardInHand | null;
  /** Changes when a card has opened this patient, again or for the first time. */
  openedSerial: number;
}

/** One person at the desk: who, whether covered, what for, and the one button. */
export function PatientPane(props: PatientPaneProps) {
  const { patientId, onBack, onCorrect, onOpened, onShowSlip, card, openedSerial } = props;
  const { t } = useTranslation();
  const mayRegister = useMay('register');
  const found = useAsk('patients.get', { patientId });
  const patient = found.data?.patient;
  const visit = useNewVisit({ patientId, patient, card, mayRegister, onOpened });
  const form = useRef<HTMLFormElement>(null);
  const main = useRef<HTMLButtonElement>(null);
  const choose = (wish: CheckWish) => {
    visit.choose(wish);
    // The question goes with its answer: the next Enter belongs to the one button.
    if (visit.isAsking) main.current?.focus({ preventScroll: true });
  };
  useVisitKeys(form, visit.choice.wish, choose, mayRegister);
  const isFound = found.data !== undefined;
  useEffect(() => {
    // The button stands still at the foot: going to it must not scroll the person out of sight.
    if (isFound && openedSerial >= 0) main.current?.focus({ preventScroll: true });
  }, [isFound, openedSerial]);

  if (!found.data) return <NotThere error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <form
      ref={form}
      className={styles.pane}
      aria-labelledby="patient-name"
      data-testid="patient"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void visit.send(null);
      }}
      onKeyDown={guardEnter}
    >
      <PatientHeader {...found.data} onCorrect={onCorrect} />
      <PatientTrouble {...found.data} />
      {found.data.withdrawn ? null : mayRegister ? (
        <Cover visit={visit} onWish={choose} />
      ) : (
        <>
          <LatestVerdict patientId={patientId} />
          <Notice tone="plain">{t('desk.patient.mayNotRegister')}</Notice>
        </>
      )}
      <EarlierVisits patientId={patientId} />
      <VisitFoot
        {...{ patientId, visit, main, onShowSlip, onBack }}
        mayRegister={mayRegister && found.data.withdrawn === null}
      />
    </form>
  );
}

/** The answer, or the question that comes before it; and below it everything that it depends on. */
function Cover({ visit, onWish }: { visit: NewVisit; onWish: (wish: CheckWish) => void }) {
  const { check, choice } = visit;
  return (
    <>
      {visit.isAsking ? (
        <IdentityQuestion
          isPressing={visit.isPressing}
          onAnswer={(isIdentityShown) => onWish({ ...choice.wish, isIdentityShown })}
        />
      ) : (
        <CoverPanel answer={check} />
      )}
      <QueryNotice error={check.error} onRetry={check.again} />
      <div className={styles.visit}>
        <WishFields wish={choice.wish} onWish={onWish} />
        <VisitFields
          department={choice.department}
          onDepartment={(department) => {
            choice.setDepartment(department);
            visit.open.clear();
          }}
          visitType={choice.visitType}
          onVisitType={choice.setVisitType}
          workRelated={choice.wish.workRelated}
          onWorkRelated={(workRelated) => onWish({ ...choice.wish, workRelated })}
          referredFrom={choice.referredFrom}
          onReferredFrom={choice.setReferredFrom}
        />
      </div>
    </>
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
