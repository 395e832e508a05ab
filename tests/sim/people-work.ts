import type { ReadDb } from '../../shared/base/db.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';

/** Something that somebody asks a desk for; `id` is the same however often it is sent. */
export interface Command {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

const TABLES: Record<string, string> = {
  patient: 'SELECT id FROM patient ORDER BY id',
  'eligibility-check': 'SELECT id FROM eligibilityCheck ORDER BY id',
  visit: 'SELECT id FROM visit ORDER BY id',
};
const FREE_PHONES = 1_000_000;

/** What a clerk may want to do next with what this desk knows, chosen by a number. */
export function nextCommand(db: ReadDb, roll: number, id: string): Command {
  const dice = seededDice(roll);
  const patientId = someOf(db, 'SELECT id FROM patient ORDER BY id', dice);
  if (patientId === null || dice.below(4) === 0) return { id, name: 'patients.register', input: { ...somebody(dice) } };
  const openVisit = someOf(db, "SELECT id FROM visit WHERE status = 'open' ORDER BY id", dice);
  const check = lastCheck(db, patientId);
  switch (dice.below(8)) {
    case 6:
      return { id, name: 'changes.withdraw', input: withdrawal(db, dice) };
    case 7:
      return { id, name: 'changes.resend', input: fixing(db, dice) };
    case 0:
      return { id, name: 'eligibility.check', input: { patientId, isIdentityShown: true } };
    case 1:
    case 2:
      if (check === null) return { id, name: 'eligibility.check', input: { patientId, isIdentityShown: true } };
      return {
        ...{ id, name: 'visits.open' },
        input: { patientId, checkId: check, secondVisitReason: 'came again for the result' },
      };
    case 3:
      if (openVisit === null) return { id, name: 'patients.register', input: { ...somebody(dice) } };
      return dice.below(4) === 0
        ? { id, name: 'visits.cancel', input: { visitId: openVisit, reason: 'left before being seen' } }
        : { id, name: 'visits.close', input: { visitId: openVisit, outcome: 'improved' } };
    default:
      return { id, name: 'patients.correct', input: correction(db, patientId, dice) };
  }
}

/** Mostly of a check or a visit: a patient with visits stays anyway. */
function withdrawal(db: ReadDb, dice: Dice): Record<string, unknown> {
  const kind = dice.pick(['patient', 'eligibility-check', 'visit', 'visit']);
  const recordId = someOf(db, TABLES[kind] ?? '', dice) ?? 'nothing';
  return { kind, recordId, reason: 'entered for somebody else' };
}

function fixing(db: ReadDb, dice: Dice): Record<string, unknown> {
  const rows = db.all("SELECT kind, recordId FROM change WHERE state = 'needs-fixing' ORDER BY seq");
  const row = rows[dice.below(rows.length)];
  return { kind: row?.kind ?? 'visit', recordId: row?.recordId ?? 'nothing' };
}

function someOf(db: ReadDb, sql: string, dice: Dice): string | null {
  const rows = db.all(sql);
  return rows.length === 0 ? null : String(rows[dice.below(rows.length)]?.id);
}

function lastCheck(db: ReadDb, patientId: string): string | null {
  const row = db.get(
    'SELECT id FROM eligibilityCheck WHERE patientId = @patientId ORDER BY checkedAt DESC, id LIMIT 1',
    {
      patientId,
    },
  );
  return row === null ? null : String(row.id);
}

/** One field of a patient is typed anew; the rest stays. */
function correction(db: ReadDb, patientId: string, dice: Dice): Record<string, unknown> {
  const row = db.get(
    'SELECT version, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode FROM patient WHERE id = @patientId',
    { patientId },
  );
  if (row === null) throw new Error('a patient that was picked is there');
  const precision = String(row.birthDatePrecision);
  const birthDate = row.birthDate === null ? null : String(row.birthDate).slice(0, lengthOf(precision));
  const isYear = precision === 'age';
  const other = somebody(dice);
  const kept = {
    patientId,
    version: Number(row.version),
    nameKm: row.nameKm,
    nameLatin: row.nameLatin,
    sex: row.sex,
    birthDate: isYear ? birthDate?.slice(0, 4) : birthDate,
    birthDatePrecision: isYear ? 'year' : precision,
    phone: row.phone,
    villageCode: row.villageCode,
    identifiers: db
      .all('SELECT kind, raw FROM patientIdentifier WHERE patientId = @patientId ORDER BY kind', { patientId })
      .map(({ kind, raw }) => ({ kind, raw })),
    isSomebodyElse: true,
  };
  switch (dice.below(3)) {
    case 0:
      return { ...kept, phone: `012 ${String(dice.below(FREE_PHONES)).padStart(6, '0')}` };
    case 1:
      return { ...kept, nameLatin: other.nameLatin };
    default:
      return { ...kept, birthDate: other.birthDate, birthDatePrecision: 'day' };
  }
}

function lengthOf(precision: string): number {
  return { year: 4, month: 7 }[precision] ?? 10;
}
