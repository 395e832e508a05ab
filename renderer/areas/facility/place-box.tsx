import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceWithPath } from '../../../shared/facility/record.ts';
import { TextField } from '../../ui/fields.tsx';
import styles from './place-box.module.css';
import { placeName, placePath } from './place-name.ts';
import { useVillages } from './use-villages.ts';

interface PlaceBoxProps {
  label: string;
  value: PlaceWithPath | null;
  onChange: (place: PlaceWithPath | null) => void;
  error?: string | null;
}

/**
 * A village by name or code: a combobox with a list (WAI-ARIA 1.2). What lies around it tells villages of one name
 * apart. A name that was typed and not chosen stays in the box, which then says that it is not kept.
 */
export function PlaceBox({ label, value, onChange, error }: PlaceBoxProps) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const { villages, isSettled } = useVillages(typed);
  const listId = useId();
  const isTyped = typed.trim() !== '';
  const isListed = isOpen && isTyped && villages.length > 0;
  const at = Math.min(active, villages.length - 1);

  const pick = (place: PlaceWithPath | undefined) => {
    if (!place) return;
    onChange(place);
    setTyped('');
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, villages.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0));
    // While a name waits to be chosen, Enter chooses and never registers the patient without it.
    else if (event.key === 'Enter' && isTyped) pick(isSettled ? villages[at] : undefined);
    else if (event.key === 'Escape' && isListed) setOpen(false);
    else return;
    if (event.key !== 'Escape') setOpen(true);
    event.preventDefault();
  };
  const note = isTyped && isSettled && villages.length === 0 ? t('register.villageNone') : null;
  return (
    <div className={styles.box}>
      <TextField
        label={label}
        placeholder={t('register.villageHint')}
        value={isTyped || value === null ? typed : placePath(value, i18n.language)}
        error={error ?? note ?? (isTyped && !isOpen ? t('register.villageUnchosen') : null)}
        role="combobox"
        aria-expanded={isListed}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isListed ? `${listId}-${at}` : undefined}
        data-testid="village"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
          setOpen(true);
          if (value !== null) onChange(null);
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => {
          setOpen(false);
          if (isTyped && isSettled && villages.length === 1) pick(villages[0]);
        }}
      />
      {isListed ? <PlaceList id={listId} label={label} places={villages} at={at} onPick={pick} /> : null}
    </div>
  );
}

interface PlaceListProps {
  id: string;
  label: string;
  places: PlaceWithPath[];
  at: number;
  onPick: (place: PlaceWithPath) => void;
}

function PlaceList({ id, label, places, at, onPick }: PlaceListProps) {
  const { i18n } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (at >= 0) list.current?.children.item(at)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} className={styles.list}>
      {places.map((place, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the box keeps the focus and names the active option.
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the box.
        <div
          key={place.code}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          className={styles.option}
          data-testid="place"
          onClick={() => onPick(place)}
          onMouseDown={(event) => event.preventDefault()}
        >
          <b>{placeName(place, i18n.language)}</b>{' '}
          <span>{place.path.map((step) => placeName(step, i18n.language)).join(' · ')}</span>
        </div>
      ))}
    </div>
  );
}
