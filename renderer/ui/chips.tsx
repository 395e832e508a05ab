import { useEffect, useRef } from 'react';
import styles from './chips.module.css';
import { KeyCap } from './key-cap.tsx';

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** The key that chooses it. */
  hotkey?: string;
}

interface ChipsProps<T extends string> {
  label: string;
  isLabelHidden?: boolean;
  choices: readonly Choice<T>[];
  value: T | null;
  onChange: (value: T) => void;
  describedBy?: string | undefined;
  isWrong?: boolean;
  id?: string;
}

/** One of a few: a radio group whose every choice is on the screen. Arrow keys move and choose, as in any radio group. */
export function Chips<T extends string>(props: ChipsProps<T>) {
  const { label, isLabelHidden = false, choices, value, onChange, describedBy, isWrong = false, id } = props;
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Only the chosen one is a stop of the Tab key, so a choice by letter takes the focus along: else the next Tab would
    // lead from one choice to the other instead of out of the group.
    const isHere = group.current?.contains(document.activeElement) ?? false;
    if (isHere) group.current?.querySelector<HTMLElement>(`[data-value="${value}"]`)?.focus();
  }, [value]);
  const move = (by: number) => {
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + by + choices.length) % choices.length];
    if (next) onChange(next.value);
  };
  return (
    <div className={styles.field}>
      <span className={isLabelHidden ? 'hidden' : styles.label} aria-hidden="true">
        {label}
      </span>
      <div
        ref={group}
        id={id}
        role="radiogroup"
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isWrong || undefined}
        className={styles.chips}
        onKeyDown={(event) => {
          // As with native radio buttons, Enter is the form's.
          if (event.key === 'Enter') event.currentTarget.closest('form')?.requestSubmit();
          else if (event.key === 'ArrowRight' || event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') move(-1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {choices.map((choice, index) => {
          const isOn = choice.value === value;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold the key cap and the touch size.
            <button
              key={choice.value}
              type="button"
              role="radio"
              aria-checked={isOn}
              aria-keyshortcuts={choice.hotkey}
              data-value={choice.value}
              tabIndex={isOn || (value === null && index === 0) ? 0 : -1}
              className={styles.chip}
              onClick={() => onChange(choice.value)}
            >
              {choice.label}
              {choice.hotkey ? <KeyCap>{choice.hotkey}</KeyCap> : null}
            </button>
          );
        })}
      </div>
    </div>
  );
}

interface ToggleChipProps {
  label: string;
  hotkey?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** On or off, with its key on it. */
export function ToggleChip({ label, hotkey, isOn, onChange }: ToggleChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      aria-keyshortcuts={hotkey}
      className={styles.chip}
      onClick={() => onChange(!isOn)}
    >
      <span className={styles.tick} aria-hidden="true">
        {isOn ? '✓' : ''}
      </span>
      {label}
      {hotkey ? <KeyCap>{hotkey}</KeyCap> : null}
    </button>
  );
}
