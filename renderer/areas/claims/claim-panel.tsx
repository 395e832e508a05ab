import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isGranted } from '../../../shared/base/permission.ts';
import type { ListedClaim } from '../../../shared/claims/contract.ts';
import type { AskOutput } from '../../client/client.ts';
import { useAsk } from '../../client/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { NotThere } from '../desk/not-there.tsx';
import { WithdrawForm } from '../exchange/withdraw-form.tsx';
import { useMay, useStaff } from '../staff/session.tsx';
import { ClaimAppeal } from './claim-appeal.tsx';
import { ClaimFacts, ClaimHistory } from './claim-facts.tsx';
import { ClaimForm } from './claim-form.tsx';
import { ClaimSheet } from './claim-sheet.tsx';
import { type ClaimTask, firstTask, isPossible } from './claim-task.ts';
import { ClaimWhy } from './claim-why.tsx';
import styles from './claims.module.css';

export interface ClaimPanelProps {
  claimId: string;
  /** Somebody came to work on it, and does not only pass by in the list. */
  isOpened: boolean;
  onDone: (says: () => string) => void;
  onBack: () => void;
  onPatient: (patientId: string) => void;
}

/** One claim: where it stands, what to do, what is asked for, and what has happened to it. */
export function ClaimPanel(props: ClaimPanelProps) {
  const { data, error, refetch } = useAsk('claims.get', { claimId: props.claimId });
  if (!data) return <NotThere error={error} onRetry={() => void refetch()} />;
  return <Opened key={`${props.isOpened}`} {...props} got={data} />;
}

function Opened({ got, isOpened, onDone, onBack, onPatient }: ClaimPanelProps & { got: AskOutput<'claims.get'> }) {
  const { t } = useTranslation();
  const { role } = useStaff();
  const { listed } = got;
  const [chosen, setTask] = useState<ClaimTask>(() =>
    isOpened && isGranted(role, 'register') ? firstTask(listed) : 'look',
  );
  const task = isPossible(chosen, listed.state) ? chosen : 'look';
  const stop = () => {
    setTask('look');
    onBack();
  };
  useHotkeys({ escape: stop }, isOpened || task !== 'look');
  const { slipNumber: number } = listed;
  const label = t('claims.withCode', { number });
  return (
    <>
      {task === 'correct' ? null : <ClaimWhy got={got} />}
      {task === 'correct' ? (
        <ClaimForm
          got={got}
          onSaved={({ state }) => onDone(() => t('claims.done.saved', { number, state: t(`claims.state.${state}`) }))}
          onBack={stop}
        />
      ) : null}
      {task === 'appeal' ? (
        <ClaimAppeal listed={listed} onDone={() => onDone(() => t('claims.done.appealed', { number }))} onBack={stop} />
      ) : null}
      {task === 'withdraw' ? (
        <WithdrawForm
          item={{ kind: 'claim', recordId: listed.claim.id }}
          label={label}
          onDone={() => onDone(() => t('claims.done.withdrawn', { number }))}
          onBack={stop}
        />
      ) : null}
      {task === 'correct' ? null : (
        <>
          {task === 'look' ? <Ways {...{ listed, isOpened, setTask, onPatient }} /> : null}
          <ClaimFacts got={got} />
          <ClaimSheet got={got} />
          <ClaimHistory got={got} />
        </>
      )}
    </>
  );
}

interface WaysProps {
  listed: ListedClaim;
  isOpened: boolean;
  setTask: (task: ClaimTask) => void;
  onPatient: (patientId: string) => void;
}

/** What can be done with it, the usual thing first. */
function Ways({ listed, isOpened, setTask, onPatient }: WaysProps) {
  const { t } = useTranslation();
  const { state, claim } = listed;
  const mayRegister = useMay('register');
  const mayAppeal = useMay('manage');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpened) place.current?.querySelector('button')?.focus();
  }, [isOpened]);
  const isDenied = state === 'denied';
  const canCorrect = mayRegister && isPossible('correct', state);
  const canAppeal = mayAppeal && isPossible('appeal', state);
  const canWithdraw = mayRegister && isPossible('withdraw', state);
  const isElsewhere = listed.needsPerson && !isDenied && firstTask(listed) === 'look';
  const toPatient = () => onPatient(claim.patientId);
  useHotkeys({
    ...(canCorrect ? { c: () => setTask('correct') } : {}),
    ...(canAppeal ? { a: () => setTask('appeal') } : {}),
    ...(canWithdraw ? { w: () => setTask('withdraw') } : {}),
    p: toPatient,
  });
  return (
    <div ref={place} className={styles.ways}>
      {canAppeal ? (
        <Button kind="main" hotkey="A" onClick={() => setTask('appeal')} data-testid="claim-appeal-open">
          {t('claims.appeal')}
        </Button>
      ) : null}
      {isElsewhere ? (
        <Button kind="main" hotkey="P" onClick={toPatient} data-testid="claim-patient">
          {t('claims.openPatient')}
        </Button>
      ) : null}
      {canCorrect ? (
        <Button
          kind={listed.needsPerson && !isElsewhere ? 'main' : 'plain'}
          hotkey="C"
          onClick={() => setTask('correct')}
          data-testid="claim-correct"
        >
          {t('claims.correct')}
        </Button>
      ) : null}
      {canWithdraw ? (
        <Button hotkey="W" onClick={() => setTask('withdraw')}>
          {t('claims.withdraw')}
        </Button>
      ) : null}
      {isElsewhere ? null : (
        <Button kind="quiet" hotkey="P" onClick={toPatient}>
          {t('claims.openPatient')}
        </Button>
      )}
      {isDenied && !mayAppeal ? <span className={styles.soft}>{t('claims.mayNotAppeal')}</span> : null}
    </div>
  );
}
