import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTIFIER_KINDS, normaliseIdentifier } from './identifiers.ts';
import { mergePatients, type PatientSide, patientMergePolicy, unitsOfPatient } from './merge-rules.ts';
import { faultOfPatientRecord } from './patient-rules.ts';
import type { Patient, PatientIdentifier } from './record.ts';

const BASE: Patient = {
  ...{ id: 'p-1', version: 1, patientNumber: 'PRAC1-01-000001-X', nameKm: 'ចាន់ ដារ៉ា', nameLatin: 'Chan Dara' },
  ...{ sex: 'male', birthDate: '1985-11-02', birthDatePrecision: 'day', phone: '012 345 678', villageCode: '01020304' },
  ...{ registeredAt: '2026-03-01T01:00:00.000Z', registeredBy: 'staff-1' },
  identifiers: [],
};

function number(kind: PatientIdentifier['kind'], raw: string): PatientIdentifier {
  const reading = normaliseIdentifier(kind, raw);
  if (!reading.ok) throw new Error(`${raw} is no ${kind}`);
  return { kind, raw, normalised: reading.normalised };
}
const NUMBERS: Record<PatientIdentifier['kind'], string[]> = {
  nssf: ['1234567-7654321-1', '7654321-1234567-1'],
  hef: ['1102-3304', '55-66'],
  'national-id': ['123456789', '987654321'],
  pmrs: ['A100', 'B200'],
  passport: ['N1234567', 'N7654321'],
};

const identifiers = fc
  .tuple(...IDENTIFIER_KINDS.map((kind) => fc.option(fc.constantFrom(...NUMBERS[kind]))))
  .map((raws) => raws.flatMap((raw, index) => (raw === null ? [] : [number(IDENTIFIER_KINDS[index] ?? 'nssf', raw)])));

/** An edit as a desk may make it: it never leaves a patient without any name. */
const edit = fc
  .record(
    {
      nameKm: fc.constantFrom(null, 'សុខ សុភា', 'លី បូរី'),
      nameLatin: fc.constantFrom(null, 'Sok Sophea', 'Ly Borey'),
      sex: fc.constantFrom('female' as const, 'male' as const),
      birthDate: fc.constantFrom('1985-11-02', '1990-05-20', '1991-01-01'),
      birthDatePrecision: fc.constantFrom('day' as const, 'year' as const),
      phone: fc.constantFrom(null, '012 999 111', '077 222 333'),
      villageCode: fc.constantFrom(null, '01020304', '01020305'),
      identifiers,
    },
    { requiredKeys: [] },
  )
  .map((change) => ({ ...BASE, ...change, version: 2 }))
  .filter(({ nameKm, nameLatin }) => nameKm !== null || nameLatin !== null);

const side = (hash: string) =>
  fc
    .record({ patient: edit, hlc: fc.integer({ min: 1_000, max: 1_003 }) })
    .map((one): PatientSide => ({ ...one, hash }));
const SEED = { numRuns: 500, seed: 20_260_310 };

describe('two versions of a patient', () => {
  it('become the same one in either order of arrival, with the same losers', () => {
    fc.assert(
      fc.property(side('aa'), side('bb'), fc.boolean(), (a, b, hasBase) => {
        const base = hasBase ? BASE : null;
        const [ab, ba] = [mergePatients(base, a, b, 3), mergePatients(base, b, a, 3)];
        expect(ab.patient).toEqual(ba.patient);
        const swapped = ba.losers.map((loser) => ({ ...loser, side: loser.side === 'left' ? 'right' : 'left' }));
        expect(ab.losers).toEqual(swapped);
      }),
      SEED,
    );
  });

  it('never lose a value that somebody entered: it is in the result, or it is a loser', () => {
    fc.assert(
      fc.property(side('aa'), side('bb'), (a, b) => {
        const { patient, losers } = mergePatients(BASE, a, b, 3);
        const [before, after] = [unitsOfPatient(BASE), unitsOfPatient(patient)];
        for (const { patient: entered } of [a, b]) {
          for (const [unit, value] of Object.entries(unitsOfPatient(entered))) {
            if (value === null || JSON.stringify(value) === JSON.stringify(before[unit])) continue;
            const kept = [after[unit], ...losers.filter((one) => one.unit === unit).map(({ other }) => other)];
            expect(kept).toContainEqual(value);
          }
        }
      }),
      SEED,
    );
  });

  it('become one that the rules of a patient allow, and what only one side changed is that side’s', () => {
    fc.assert(
      fc.property(side('aa'), side('bb'), (a, b) => {
        const { patient, losers } = mergePatients(BASE, a, b, 3);
        expect(faultOfPatientRecord(patient, '2026-03-10')).toBeNull();
        expect(patient).toMatchObject({ id: 'p-1', version: 3, registeredBy: 'staff-1' });
        expect(mergePatients(BASE, a, { patient: { ...BASE }, hlc: 9_999, hash: 'cc' }, 3).patient).toEqual({
          ...a.patient,
          version: 3,
          identifiers: [...a.patient.identifiers].sort((x, y) => (x.kind < y.kind ? -1 : 1)),
        });
        for (const { unit, kept, other, needsPerson } of losers) {
          expect(needsPerson).toBe(patientMergePolicy(unit).needsPerson(kept, other));
        }
      }),
      SEED,
    );
  });

  const at = (hlc: number, change: Partial<Patient>): PatientSide => ({
    ...{ hlc, hash: String(hlc) },
    patient: { ...BASE, version: 2, ...change },
  });
  const merged = (a: Partial<Patient>, b: Partial<Patient>) => mergePatients(BASE, at(1, a), at(2, b), 3);

  it('take the later phone and say nothing, and the later name and ask for a look', () => {
    const { patient, losers } = merged(
      { phone: '012 999 111', nameLatin: 'Sok Sophea' },
      { phone: '077 222 333', nameLatin: 'Ly Borey' },
    );
    expect(patient).toMatchObject({ phone: '077 222 333', nameLatin: 'Ly Borey' });
    expect(losers).toEqual([
      { unit: 'nameLatin', kept: 'Ly Borey', other: 'Sok Sophea', side: 'left', needsPerson: true },
      { unit: 'phone', kept: '077 222 333', other: '012 999 111', side: 'left', needsPerson: false },
    ]);
  });

  it('keep a birth date and how exact it is together', () => {
    const { patient } = merged(
      { birthDate: '1990-05-20', birthDatePrecision: 'day' },
      { birthDate: '1991-01-01', birthDatePrecision: 'year' },
    );
    expect(patient).toMatchObject({ birthDate: '1991-01-01', birthDatePrecision: 'year' });
  });

  it('have the numbers of both, and a number before none', () => {
    const nssf = number('nssf', '1234567-7654321-1');
    const passport = number('passport', 'N1234567');
    expect(merged({ identifiers: [nssf] }, { identifiers: [passport] }).patient.identifiers).toEqual([nssf, passport]);
    const base: Patient = { ...BASE, identifiers: [passport] };
    const other = number('passport', 'N7654321');
    const taken = mergePatients(base, at(1, { identifiers: [other] }), at(2, { identifiers: [] }), 3);
    expect(taken.patient.identifiers).toEqual([other]);
    expect(taken.losers).toHaveLength(1);
  });

  it('have a name where each side took away the other’s', () => {
    const { patient } = merged({ nameKm: null }, { nameLatin: null });
    expect(patient).toMatchObject({ nameKm: 'ចាន់ ដារ៉ា', nameLatin: null });
  });
});
