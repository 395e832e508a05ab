import { useTranslation } from 'react-i18next';
import { type Patient, SEXES } from '../../../shared/patients/record.ts';
import { Chips } from '../../ui/chips.tsx';
import { hotkeyOf } from '../../ui/hotkeys.ts';
import styles from './patient-form.module.css';

interface SexFieldProps {
  value: Patient['sex'] | null;
  error: string | null;
  onChange: (sex: Patient['sex']) => void;
}

/** F or M while the group has the focus. No digits: a birth date typed one field too early must change nothing. */
export function SexField({ value, error, onChange }: SexFieldProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the letter keys of the group inside.
    <div
      data-at="sex"
      className={styles.third}
      onKeyDown={(event) => {
        const sex = { f: 'female', m: 'male' }[hotkeyOf(event)];
        const chosen = SEXES.find((one) => one === sex);
        if (chosen) onChange(chosen);
      }}
    >
      <Chips
        label={t('register.sex')}
        value={value}
        isWrong={error !== null}
        onChange={onChange}
        choices={SEXES.map((sex) => ({
          value: sex,
          label: t(`words.sex.${sex}`),
          hotkey: sex === 'female' ? 'F' : 'M',
        }))}
      />
      {error ? <p className={styles.error}>{error}</p> : null}
    </div>
  );
}
