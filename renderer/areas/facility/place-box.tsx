import { Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaceWithPath } from '../../../shared/facility/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { TextField } from '../../ui/fields.tsx';
import { useDebounced } from '../../ui/use-debounced.ts';
import { placeName, placePath } from './place-name.ts';

const TYPING_PAUSE_MS = 120;
const PLACES_MAX = 8;

interface PlaceBoxProps {
  label: string;
  value: PlaceWithPath | null;
  onChange: (place: PlaceWithPath | null) => void;
  error?: string | null;
}

/** A village by name or code. What lies around it tells villages of one name apart. */
export function PlaceBox({ label, value, onChange, error }: PlaceBoxProps) {
  const { t, i18n } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const asked = useDebounced((typed ?? '').trim(), TYPING_PAUSE_MS);
  const found = useAsk(
    'places.search',
    { text: asked, limit: PLACES_MAX * 3 },
    { isEnabled: asked !== '', keepsPrevious: true },
  );
  const villages =
    asked === '' ? [] : (found.data?.places ?? []).filter(({ level }) => level === 'village').slice(0, PLACES_MAX);
  const shown = typed ?? (value ? placePath(value, i18n.language) : '');

  return (
    <Combobox
      store={box}
      onOptionSubmit={(code) => {
        const place = villages.find((one) => one.code === code);
        if (place) onChange(place);
        setTyped(null);
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextField
          label={label}
          placeholder={t('register.villageHint')}
          value={shown}
          error={error}
          data-testid="village"
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            if (value !== null) onChange(null);
            box.openDropdown();
            box.selectFirstOption();
          }}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => {
            box.closeDropdown();
            setTyped(null);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked === '' || typed === null}>
        <Combobox.Options aria-label={label}>
          {villages.map((place, index) => (
            <Combobox.Option key={place.code} value={place.code} data-first={index === 0 || undefined}>
              <b>{placeName(place, i18n.language)}</b>
              <div>{place.path.map((step) => placeName(step, i18n.language)).join(' · ')}</div>
            </Combobox.Option>
          ))}
          {found.isFetched && villages.length === 0 ? (
            <Combobox.Empty>{t('register.villageNone')}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
