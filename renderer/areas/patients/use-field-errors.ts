import { useTranslation } from 'react-i18next';
import { useRefusalText } from '../desk/use-refusal-text.ts';
import type { DraftField } from './patient-draft.ts';

/** Refusals that are shown at the field that they are about. */
export const AT_FIELDS: readonly string[] = [
  'name-missing',
  'birth-date-missing',
  'birth-date-wrong',
  'identifier-wrong',
  'identifier-twice',
  'village-unknown',
];

const MISSING_TEXT = {
  nameKm: 'register.nameMissing',
  sex: 'register.sexMissing',
  birth: 'register.birthMissing',
} as const;

export interface FieldErrors {
  at: (field: string) => string | null;
  /** The field that the desk has refused and that the person should go to. */
  toCorrect: string | null;
}

/** What is wrong where: first what the form itself misses, then what the desk refused. */
export function useFieldErrors(
  missing: DraftField[],
  refusal: { code: string; field: string | null } | null,
): FieldErrors {
  const { t } = useTranslation();
  const refusalText = useRefusalText();
  const isAtField = refusal !== null && AT_FIELDS.includes(refusal.code);
  const refusedField =
    refusal !== null && (isAtField || refusal.code === 'already-registered') ? formField(refusal.field) : null;
  return {
    at: (field) => {
      const own = missing.find((one) => one === field);
      if (own) return t(MISSING_TEXT[own]);
      return refusal !== null && refusedField === field ? refusalText(refusal.code) : null;
    },
    toCorrect: isAtField ? refusedField : null,
  };
}

/** The contract's name of a field as the form calls it. */
export function formField(field: string | null): string {
  if (field === 'birthDate') return 'birth';
  if (field === 'villageCode') return 'village';
  return field ?? 'nameKm';
}
