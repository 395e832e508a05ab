import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slip } from '../../../shared/visits/contract.ts';
import type { Command } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import type { CheckState } from '../eligibility/use-check.ts';
import { AlreadyOpen } from './already-open.tsx';
import styles from './patient-pane.module.css';
import type { Department } from './visit-plan.ts';

interface VisitFootProps {
  patientId: string;
  department: Department;
  check: CheckState;
  open: Command<'visits.open'>;
  mayRegister: boolean;
  main: Ref<HTMLButtonElement>;
  onSecond: (reason: string) => void;
  onCheckAgain: () => void;
  onShowSlip: (slip: Slip) => void;
  onBack: () => void;
}

const ASKS_FOR_CHECK: readonly string[] = ['check-out-of-date', 'check-not-found'];

/** The one button, and what stands in its way. */
export function VisitFoot(props: VisitFootProps) {
  const { patientId, department, check, open, mayRegister, main, onSecond, onCheckAgain, onShowSlip, onBack } = props;
  const { t } = useTranslation();
  const refusal = open.state.at === 'refused' ? open.state.refusal : null;
  const alreadyOpen = refusal?.code === 'visit-already-open' ? refusal : null;
  return (
    <div className={styles.foot}>
      {alreadyOpen ? (
        <AlreadyOpen
          patientId={patientId}
          department={department}
          details={alreadyOpen.details}
          isBusy={open.isBusy}
          onShowSlip={onShowSlip}
          onSecond={onSecond}
        />
      ) : null}
      <CommandNotice command={open} handled={['visit-already-open']} />
      {refusal && ASKS_FOR_CHECK.includes(refusal.code) ? (
        <div>
          <Button onClick={onCheckAgain}>{t('desk.patient.checkAgain')}</Button>
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
  );
}
