import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionItem } from '../../../shared/outbox/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/notice.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './fix.module.css';

const REASON_LETTERS_MIN = 3;

interface WithdrawFormProps {
  item: Pick<AttentionItem, 'kind' | 'recordId'>;
  label: string;
  onDone: () => void;
  onBack: () => void;
}

/** First the reason, then once more whether it is meant: nothing brings a withdrawn record back. */
export function WithdrawForm({ item, label, onDone, onBack }: WithdrawFormProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [step, setStep] = useState<'reason' | 'short' | 'sure'>('reason');
  const withdraw = useCommand('changes.withdraw');
  const box = useRef<HTMLInputElement>(null);
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => (step === 'sure' ? yes.current?.focus() : box.current?.focus()), [step]);
  const { state } = withdraw;
  const visits = state.at === 'refused' && state.refusal.code === 'visits-first' ? state.refusal.details : null;
  return (
    <form
      className={styles.panel}
      aria-labelledby="withdraw-title"
      data-testid="withdraw"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (step !== 'sure') setStep(reason.trim().length >= REASON_LETTERS_MIN ? 'sure' : 'short');
        else {
          const { kind, recordId } = item;
          void withdraw.run({ kind, recordId, reason: reason.trim() }).then((done) => done && onDone());
        }
      }}
    >
      <h2 id="withdraw-title">{t('fix.withdrawing.title', { label })}</h2>
      <p>{t('fix.withdrawing.text')}</p>
      <TextField
        ref={box}
        label={t('fix.withdrawing.reason')}
        description={t('fix.withdrawing.hint')}
        error={step === 'short' ? t('desk.patient.reasonShort') : null}
        value={reason}
        maxLength={200}
        data-testid="withdraw-reason"
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setStep('reason');
        }}
      />
      {step === 'sure' ? (
        <Notice tone="wait" isUrgent testId="withdraw-sure">
          <b>{t('fix.withdrawing.sure')}</b>
        </Notice>
      ) : null}
      <CommandNotice command={withdraw} handled={['visits-first']} />
      {visits ? (
        <Notice tone="no" isUrgent testId="visits-first">
          {t('fix.withdrawing.visitsFirst', { n: visits['visits'] ?? '' })}
        </Notice>
      ) : null}
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onBack}>
          {t('fix.withdrawing.keep')}
        </Button>
        <Button ref={yes} type="submit" kind="danger" hotkey="Enter" isBusy={withdraw.isBusy}>
          {step === 'sure' ? t('fix.withdrawing.yes') : t('fix.withdrawing.go')}
        </Button>
      </div>
    </form>
  );
}
