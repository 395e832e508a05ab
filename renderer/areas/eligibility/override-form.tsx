import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EligibilityCheck } from '../../../shared/eligibility/check.record.ts';
import { PAYERS, type Payer } from '../../../shared/eligibility/record.ts';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
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
  const onKey = overrideKeys({
    onBack,
    onSave: () => void save(),
    onChoice: (index) => {
      const chosen = choices[index];
      if (!chosen) return false;
      setPayer(chosen);
      panel.current?.querySelector('input')?.focus();
      return true;
    },
  });
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
      <Why
        reason={reason}
        isShort={isJudged && isShort}
        isWaiting={check === null}
        isSaving={override.isBusy}
        onReason={setReason}
        onBack={onBack}
        onSave={() => void save()}
      />
      <CommandNotice command={override} />
    </section>
  );
}

interface WhyProps {
  reason: string;
  isShort: boolean;
  isWaiting: boolean;
  isSaving: boolean;
  onReason: (reason: string) => void;
  onBack: () => void;
  onSave: () => void;
}

/** The reason, and the two ways out. */
function Why({ reason, isShort, isWaiting, isSaving, onReason, onBack, onSave }: WhyProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.row}>
      <TextField
        label={t('cover.override.reason')}
        description={t('cover.override.reasonHint')}
        value={reason}
        maxLength={300}
        error={isShort ? t('cover.override.reasonShort') : null}
        data-testid="override-reason"
        onChange={(event) => onReason(event.currentTarget.value)}
      />
      <Button hotkey="Esc" onClick={onBack}>
        {t('shell.back')}
      </Button>
      <Button kind="main" hotkey="Enter" isBusy={isSaving || isWaiting} onClick={onSave} data-testid="override-save">
        {isSaving ? t('cover.override.saving') : t('cover.override.save')}
      </Button>
    </div>
  );
}

interface OverrideKeys {
  onBack: () => void;
  onSave: () => void;
  /** Chooses the payer at this place; false where there is none. */
  onChoice: (index: number) => boolean;
}

/** The keys of the panel, before the form around it or the screen can take them for their own. */
function overrideKeys({ onBack, onSave, onChoice }: OverrideKeys) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const hotkey = hotkeyOf(event);
    const isTyping = isTypingTarget(event.target as HTMLElement);
    const isOnButton = event.target instanceof HTMLButtonElement && event.target.role !== 'radio';
    const isOthers = /^(tab|shift|arrow|home|end|f\d|ctrl|alt)/.test(hotkey) || isTyping || isOnButton;
    if (hotkey === 'escape') onBack();
    else if (hotkey === 'enter' && !isOnButton) onSave();
    else if (!(!isTyping && onChoice(Number(hotkey) - 1)) && isOthers) return;
    event.preventDefault();
    event.stopPropagation();
  };
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
