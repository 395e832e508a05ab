import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedClaim } from '../../../shared/claims/contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './claims.module.css';

const REASON_LETTERS_MIN = 10;

interface ClaimAppealProps {
  listed: ListedClaim;
  onDone: () => void;
  onBack: () => void;
}

/** A manager says why the centre's denial is wrong. */
export function ClaimAppeal({ listed: { claim }, onDone, onBack }: ClaimAppealProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const appeal = useCommand('claims.appeal');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <form
      className={styles.panel}
      aria-labelledby="appeal-title"
      data-testid="claim-appeal"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const told = reason.trim();
        setShort(told.length < REASON_LETTERS_MIN);
        if (told.length < REASON_LETTERS_MIN) box.current?.focus();
        else {
          const { id: claimId, version } = claim;
          void appeal.run({ claimId, version, reason: told }).then((done) => done && onDone());
        }
      }}
    >
      <h2 id="appeal-title">{t('claims.appealing.title')}</h2>
      <p>{t('claims.appealing.text')}</p>
      <TextField
        ref={box}
        label={t('claims.appealing.reason')}
        description={isShort ? null : t('claims.appealing.short')}
        error={isShort ? t('claims.appealing.short') : null}
        value={reason}
        maxLength={500}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      <CommandNotice command={appeal} />
      <div className={styles.go}>
        <Button hotkey="Esc" onClick={onBack}>
          {t('claims.appealing.keep')}
        </Button>
        <Button type="submit" kind="main" hotkey="Enter" isBusy={appeal.isBusy}>
          {t('claims.appealing.go')}
        </Button>
      </div>
    </form>
  );
}
