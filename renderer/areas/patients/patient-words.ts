import { useTranslation } from 'react-i18next';
import { PAYERS } from '../../../shared/eligibility/record.ts';
import type { Patient } from '../../../shared/patients/record.ts';
import { shownDate } from '../../ui/dates.ts';

type Born = Pick<Patient, 'birthDate' | 'birthDatePrecision'>;

/** A birth date as far as it is known: 20.05.1990, 05.1990 or 1990. */
export function shownBirth({ birthDate, birthDatePrecision }: Born): string {
  const length = { day: 10, month: 7, year: 4, age: 4 }[birthDatePrecision];
  return shownDate(birthDate.slice(0, length));
}

/** The desk that gave a patient number (FACILITY-DESK-COUNTER-CHECK). */
export function deskOf(patientNumber: string): string {
  return patientNumber.split('-').at(-3) ?? '';
}

export function usePatientWords() {
  const { t } = useTranslation();
  return {
    /** The Khmer name first, on every screen, because the card says it so; the Latin one lighter beside it. */
    names: (person: { nameKm: string | null; nameLatin: string | null }) => {
      const names = [person.nameKm, person.nameLatin];
      const [first, second] = names.filter((name) => name !== null && name !== '');
      return { first: first ?? '', second: second ?? '' };
    },
    payer: (payer: string) => {
      const known = PAYERS.find((one) => one === payer);
      return known ? t(`words.payer.${known}`) : payer;
    },
    age: (born: Born, years: number) =>
      born.birthDatePrecision === 'age'
        ? t('words.ageOnly', { years, year: born.birthDate.slice(0, 4) })
        : t('words.age', { years }),
  };
}
