import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { shownDate } from '../../ui/dates.ts';
import { TextField } from '../../ui/fields.tsx';
import { readBirth } from './birth-date.ts';

interface BirthFieldProps {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string;
  today: string;
  /** Shown instead of the hint, once the form was sent. */
  error?: string | null;
  isOptional?: boolean;
  onChange: (text: string) => void;
}

/** One forgiving box for a birth date or an age, which says at once how it was understood. */
export function BirthField({ ref, label, value, today, error = null, onChange }: BirthFieldProps) {
  const { t } = useTranslation();
  const birth = readBirth(value, today);
  const understood = birth?.ok
    ? birth.precision === 'age'
      ? t('register.birthUnderstood.age', { years: birth.years, year: Number(today.slice(0, 4)) - birth.years })
      : t(`register.birthUnderstood.${birth.precision}`, { date: shownDate(birth.birthDate), years: birth.years })
    : null;
  const problem = birth && !birth.ok ? t(`register.birthProblem.${birth.problem}`) : null;
  const shownError = error === null ? null : (problem ?? error);
  // What is said in red is not said once more in grey.
  const unsaid = shownError === null ? problem : undefined;
  const hint = understood === null ? (problem === null ? t('register.birthHint') : unsaid) : `✓ ${understood}`;
  return (
    <TextField
      ref={ref}
      label={label}
      value={value}
      inputMode="numeric"
      error={shownError}
      description={hint}
      data-testid="birth"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
