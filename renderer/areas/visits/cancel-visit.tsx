import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './today.module.css';

const REASON_LETTERS_MIN = 3;

/** Cancels with a reason; the visit stays in the records. */
export function CancelVisit({ listed, onDone }: { listed: ListedVisit; onDone: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const cancel = useCommand('visits.cancel');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <form
      className={styles.task}
      aria-label={t('visits.today.cancelTitle', { number: listed.slip.slipNumber })}
      data-testid="cancel-visit"
      onSubmit={(event) => {
        event.preventDefault();
        const isEnough = reason.trim().length >= REASON_LETTERS_MIN;
        setShort(!isEnough);
        if (!isEnough) return;
        void cancel.run({ visitId: listed.visit.id, reason: reason.trim() }).then((done) => done && onDone());
      }}
    >
      <TextField
        ref={box}
        label={t('visits.today.cancelTitle', { number: listed.slip.slipNumber })}
        description={t('visits.today.cancelHint')}
        error={isShort ? t('desk.patient.reasonShort') : null}
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <CommandNotice command={cancel} />
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onDone}>
          {t('visits.today.keep')}
        </Button>
        <Button type="submit" kind="danger" hotkey="Enter" isBusy={cancel.isBusy}>
          {t('visits.today.confirmCancel')}
        </Button>
      </div>
    </form>
  );
}
