import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import { Button } from '../../ui/button.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import { AlreadyOpen } from './already-open.tsx';
import styles from './patient-pane.module.css';
import type { NewVisit } from './use-new-visit.ts';

interface VisitFootProps {
  patientId: string;
  visit: NewVisit;
  mayRegister: boolean;
  main: Ref<HTMLButtonElement>;
  onShowSlip: (slip: Slip) => void;
  onBack: () => void;
}

const ASKS_FOR_CHECK: readonly string[] = ['check-out-of-date', 'check-not-found'];

/** The one button, and what stands in its way. */
export function VisitFoot(props: VisitFootProps) {
  const { patientId, visit, mayRegister, main, onShowSlip, onBack } = props;
  const { check, open } = visit;
  const { t } = useTranslation();
  const refusal = open.state.at === 'refused' ? open.state.refusal : null;
  const alreadyOpen = refusal?.code === 'visit-already-open' ? refusal : null;
  return (
    <div className={styles.foot}>
      {alreadyOpen ? (
        <AlreadyOpen
          patientId={patientId}
          department={visit.choice.department}
          details={alreadyOpen.details}
          isBusy={open.isBusy}
          onShowSlip={onShowSlip}
          onSecond={(reason) => void visit.send(reason)}
        />
      ) : null}
      <CommandNotice command={open} handled={['visit-already-open']} />
      {refusal && ASKS_FOR_CHECK.includes(refusal.code) ? (
        <div>
          <Button onClick={visit.checkAgain}>{t('desk.patient.checkAgain')}</Button>
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
            isBusy={open.isBusy || (check.settled === null && !visit.isAsking)}
            data-testid="open-visit"
          >
            {open.isBusy ? t('desk.patient.opening') : t('desk.patient.openVisit')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
