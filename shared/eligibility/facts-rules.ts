import { nameFold } from '../base/text.ts';
import { type Day, dayParts } from '../base/time.ts';
import { mayBeSameBirth } from '../patients/birth-rules.ts';
import type { Patient } from '../patients/record.ts';
import type { EligibilityFacts, Ruleset } from './record.ts';
import type { RosterMember } from './roster.record.ts';

/**
 * What on the card, as the clerk registered it, is not what the register says. A name counts as the same when it is the
 * same in one of the scripts: Latin spellings of one Khmer name vary from office to office. A placeholder birth date is
 * compared only as far as its precision goes.
 */
export function mismatchesOf(patient: Patient, member: RosterMember): EligibilityFacts['identity']['mismatches'] {
  const mismatches: EligibilityFacts['identity']['mismatches'] = [];
  const pairs = [
    [patient.nameKm, member.nameKm],
    [patient.nameLatin, member.nameLatin],
  ]
    .map(([ours, theirs]) => [wordsSorted(ours ?? ''), wordsSorted(theirs ?? '')])
    .filter(([ours, theirs]) => ours !== '' && theirs !== '');
  if (pairs.length > 0 && !pairs.some(([ours, theirs]) => ours === theirs)) mismatches.push('name');
  if (member.birthDate !== null && !mayBeSameBirth(patient, { ...member, birthDate: member.birthDate })) {
    mismatches.push('birth-date');
  }
  return mismatches;
}

/** The family name stands first on a card and last in many forms, and Khmer names are written with and without a space. */
function wordsSorted(name: string): string {
  return nameFold(name).split(' ').sort().join('');
}

/**
 * The birth date that the age limits are judged by. The register's own is better founded than what was registered at the
 * desk. A stated age spans two calendar years, so close to a limit it counts as unknown.
 */
export function personOf(
  patient: Patient,
  member: RosterMember | null,
  serviceDate: Day,
  ruleset: Ruleset,
): EligibilityFacts['person'] {
  if (member !== null && member.birthDate !== null && member.birthDatePrecision !== 'unknown') {
    return { birthDate: member.birthDate, birthDatePrecision: member.birthDatePrecision };
  }
  if (patient.birthDatePrecision !== 'age') {
    return { birthDate: patient.birthDate, birthDatePrecision: patient.birthDatePrecision };
  }
  // The stated age put the birth on a 1 January; the years since then are the age on that day, give or take one.
  const statedAge = dayParts(serviceDate).year - dayParts(patient.birthDate).year;
  const isNearLimit = [ruleset.childAgeUnder, ruleset.spouseAgeUnder].some((limit) => Math.abs(statedAge - limit) <= 2);
  return { birthDate: patient.birthDate, birthDatePrecision: isNearLimit ? 'unknown' : 'year' };
}
