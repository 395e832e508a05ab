import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EligibilityCheck } from '../../../shared/eligibility/check.record.ts';
import type { ShownCheck } from '../../../shared/eligibility/contract.ts';
import { PAYERS, type Payer } from '../../../shared/eligibility/record.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Chips } from '../../ui/chips.tsx';
import { TextField } from '../../ui/fields.tsx';
import { hotkeyOf, isTypingTarget } from '../../ui/hotkeys.ts';
import { CommandNotice } from '../desk/fault-notice.tsx';
import styles from './override.module.css';

const REASON_LETTERS_MIN = 5;

interface OverrideFormProps {
  /** The check on the screen; null while another one is being found. */
  check: EligibilityCheck | null;
  shownPayer: Payer;
  onDecided: (shown: ShownCheck) => void;
  onBack: () => void;
}

/** Staff decide who pays, with a reason. It stands inside the form of the visit, so it keeps its keys to itself. */
export function OverrideForm({ check, shownPayer, onDecided, onBack }: OverrideFormProps) {
  const { t } = useTranslation();
  const [payer, setPayer] = useState<Payer | null>(null);
  const [reason, setReason] = useState('');
  const [isJudged, setJudged] = useState(false);
  const override = useCommand('eligibility.override');
  const panel = useFocusInside();
  const choices = PAYERS.filter((one) => one !== 'undecided' && one !== shownPayer);
  const isShort = reason.trim().length < REASON_LETTERS_MIN;

  const save = async () => {
    setJudged(true);
    if (payer === null || isShort) {
      panel.current?.querySelector<HTMLElement>(payer === null ? '[role="radio"]' : 'input')?.focus();
      return;
    }
    const shown = check && (await override.run({ checkId: check.id, payer, reason: reason.trim() }));
    if (shown) onDecided(shown);
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const hotkey = hotkeyOf(event);
    const isTyping = isTypingTarget(event.target as HTMLElement);
    const chosen = isTyping ? undefined : choices[Number(hotkey) - 1];
    const isOnButton = event.target instanceof HTMLButtonElement && event.target.role !== 'radio';
    if (hotkey === 'escape') onBack();
    else if (hotkey === 'enter' && !isOnButton) void save();
    else if (chosen) {
      setPayer(chosen);
      panel.current?.querySelector('input')?.focus();
    } else if (/^(tab|shift|arrow|home|end|f\d|ctrl|alt)/.test(hotkey) || isTyping || isOnButton) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-label={t('cover.override.title')}
      data-testid="override-form"
      onKeyDownCapture={onKey}
    >
      <Chips
        label={t('cover.override.title')}
        value={payer}
        onChange={setPayer}
        isWrong={isJudged && payer === null}
        choices={choices.map((one, index) => ({
          value: one,
          label: t(`words.payer.${one}`),
          hotkey: String(index + 1),
        }))}
      />
      {isJudged && payer === null ? <p className={styles.error}>{t('cover.override.payerMissing')}</p> : null}
      <div className={styles.row}>
        <TextField
          label={t('cover.override.reason')}
          description={t('cover.override.reasonHint')}
          value={reason}
          maxLength={300}
          error={isJudged && isShort ? t('cover.override.reasonShort') : null}
          data-testid="override-reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button hotkey="Esc" onClick={onBack}>
          {t('shell.back')}
        </Button>
        <Button
          kind="main"
          hotkey="Enter"
          isBusy={override.isBusy || check === null}
          onClick={() => void save()}
          data-testid="override-save"
        >
          {override.isBusy ? t('cover.override.saving') : t('cover.override.save')}
        </Button>
      </div>
      <CommandNotice command={override} />
    </section>
  );
}

/** Takes the focus to the first choice, and gives it back to where it was. */
function useFocusInside() {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.querySelector<HTMLElement>('[role="radio"]')?.focus({ preventScroll: true });
    panel.current?.scrollIntoView({ block: 'nearest' });
    return () => {
      const opens = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null;
      (opens ?? document.querySelector<HTMLElement>('[data-testid="open-visit"]'))?.focus({ preventScroll: true });
    };
  }, []);
  return panel;
}
