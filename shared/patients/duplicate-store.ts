import type { ReadDb } from '../base/db.ts';
import { nameFold } from '../base/text.ts';
import { dayParts } from '../base/time.ts';
import { standing } from '../outbox/withdrawal-store.ts';
import { mayBeSameBirth } from './birth-rules.ts';
import { normalisePhone } from './identifiers.ts';
import type { Patient } from './record.ts';
import { nameKeys } from './search-rules.ts';
import { patientById } from './store.ts';

const CANDIDATES_MAX = 200;

/**
 * People registered here who may be the same person: the same folded name in one of the scripts, the same sex, a birth
 * that may be the same, and the same village or phone where both are known. A shared phone or household card alone
 * says nothing (families share both). Domain section 6.5: ask, never merge silently.
 */
export function similarPatients(db: ReadDb, wanted: Patient): string[] {
  const year = dayParts(wanted.birthDate).year;
  const rows = db.all(
    `SELECT DISTINCT patientNameKey.patientId FROM json_each(@keys) AS wanted
     JOIN patientNameKey ON patientNameKey.key = wanted.value AND patientNameKey.birthYear BETWEEN @yearFrom AND @yearTo
     WHERE ${standing('patient', 'patientNameKey.patientId')}
     LIMIT @limit`,
    {
      keys: JSON.stringify(nameKeys(wanted.nameKm, wanted.nameLatin)),
      yearFrom: year - 1,
      yearTo: year + 1,
      limit: CANDIDATES_MAX,
    },
  );
  return rows
    .map((row) => patientById(db, String(row.patientId))?.patient)
    .filter((other): other is Patient => other !== undefined && isSimilar(wanted, other))
    .map((other) => other.id);
}

function isSimilar(a: Patient, b: Patient): boolean {
  if (a.sex !== b.sex || !mayBeSameBirth(a, b) || !isSameName(a, b)) return false;
  const isSameVillage = a.villageCode === null || b.villageCode === null || a.villageCode === b.villageCode;
  const phones = [a.phone, b.phone].map((phone) => (phone === null ? null : normalisePhone(phone)));
  const isSamePhone = phones[0] !== null && phones[0] === phones[1];
  return (isSameVillage || isSamePhone) && !hasOtherNumber(a, b);
}

function isSameName(a: Patient, b: Patient): boolean {
  const pairs = [
    [a.nameKm, b.nameKm],
    [a.nameLatin, b.nameLatin],
  ].map(([x, y]) => [nameFold(x ?? ''), nameFold(y ?? '')]);
  return pairs.some(([x, y]) => x !== '' && x === y);
}

/** Two different personal numbers of one kind are two people. */
function hasOtherNumber(a: Patient, b: Patient): boolean {
  return a.identifiers.some(
    (mine) =>
      mine.kind !== 'hef' &&
      b.identifiers.some((theirs) => theirs.kind === mine.kind && theirs.normalised !== mine.normalised),
  );
}
