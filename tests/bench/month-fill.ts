import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { assert, must } from '../../shared/base/assert.ts';
import type { WriteDb } from '../../shared/base/db.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { idsOfRun } from '../../shared/base/ids.ts';
import {
  addDays,
  addMonths,
  ageOn,
  type Day,
  dayAt,
  dayStartMs,
  instantOf,
  type Month,
  monthOf,
} from '../../shared/base/time.ts';
import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import { categoryOfService, rateOf } from '../../shared/claims/pack-rules.ts';
import { packForDay } from '../../shared/claims/pack-store.ts';
import { writeCheck } from '../../shared/eligibility/store.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { deskOf } from '../../shared/facility/store.ts';
import { MIGRATIONS } from '../../shared/migrations/index.ts';
import { daysOf } from '../../shared/month/section-rules.ts';
import { normaliseIdentifier } from '../../shared/patients/identifiers.ts';
import { makePatientNumber } from '../../shared/patients/patient-number.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { writePatient } from '../../shared/patients/store.ts';
import { NO_CENTRE, startDesk } from '../support/desk-process.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';

export interface Filled {
  data: string;
  visits: number;
  /** The last whole month, which has its full share of visits. */
  month: Month;
  madeOn: Day;
  seconds: number;
}

const MONTHS = 33;
const ROWS_AT_ONCE = 20_000;

/**
 * A practice desk with so many visits over 33 months and as many patients as a fifth of that, made once for a number and
 * seed and kept in the temporary folder. Rows go through the real tables with their triggers. Visits of the last two
 * months stand in the log of changes as this desk's own; earlier ones are there as another desk's are.
 */
export async function filledDesk(visits: number, seed: number, isFresh: boolean): Promise<Filled> {
  const schema = sha256Hex(MIGRATIONS.map(({ sql }) => sql).join()).slice(0, 8);
  const folder = join(tmpdir(), `tonle-bench-month-${visits}-${seed}-${schema}`);
  const told = join(folder, 'filled.json');
  if (!isFresh && existsSync(told)) return JSON.parse(readFileSync(told, 'utf8')) as Filled;
  rmSync(folder, { recursive: true, force: true });
  const data = join(folder, 'desk');
  const desk = await startDesk({ data, centreUrl: NO_CENTRE });
  await desk.stop();
  const startMs = performance.now();
  const madeOn = dayAt(Date.now());
  fill(data, visits, seed, madeOn);
  const seconds = Math.round((performance.now() - startMs) / 1_000);
  const filled: Filled = { data, visits, month: addMonths(monthOf(madeOn), -1), madeOn, seconds };
  writeFileSync(told, JSON.stringify(filled));
  return filled;
}

interface Filling {
  db: SqliteDb;
  dice: Dice;
  facility: Facility;
  deskNumber: number;
  patients: Person[];
  /** Visits of this and later months are this desk's own. */
  ownFrom: Month;
}

type Person = Pick<Patient, 'id' | 'sex' | 'birthDate'> & { nssf: string | null };

function fill(data: string, visits: number, seed: number, today: Day): void {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    // Only while it is filled: nothing has to be safe yet, and keys of patients come in no order.
    db.script('PRAGMA synchronous = OFF; PRAGMA cache_size = -800000; PRAGMA wal_autocheckpoint = 20000');
    const desk = must(deskOf(db), 'the desk was started once');
    const dice = seededDice(seed);
    const months = Array.from({ length: MONTHS }, (_, index) => addMonths(monthOf(today), index - MONTHS + 1));
    const firstDay = `${months[0]}-01`;
    const ownFrom = must(months.at(-2), 'there are two months');
    const filling: Filling = { db, dice, ...desk, patients: [], ownFrom };
    addPatients(filling, Math.max(10, Math.floor(visits / 5)), firstDay);
    // The current month has as many a day as the others, as far as it has come.
    const days = months.flatMap(daysOf).filter((day) => day <= today);
    const aMonth = visits / MONTHS;
    let made = 0;
    for (const [index, month] of months.entries()) {
      const ofMonth = days.filter((day) => monthOf(day) === month);
      const until = Math.round(aMonth * (index + 1));
      for (const [at, day] of ofMonth.entries()) {
        const upTo = made + Math.round((until - made) / (ofMonth.length - at));
        db.write((tx) => addDay(tx, filling, day, upTo - made));
        made = upTo;
      }
    }
    db.script('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

const newIds = (dice: Dice, atMs: () => number) =>
  idsOfRun('5'.repeat(32), atMs, {
    bytes: (count) => Uint8Array.from({ length: count }, () => dice.below(256)),
  });

function addPatients(filling: Filling, count: number, firstDay: Day): void {
  const { db, dice, facility, deskNumber, patients } = filling;
  const atMs = dayStartMs(firstDay);
  const newId = newIds(dice, () => atMs);
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    db.write((tx) => {
      for (let index = from; index < Math.min(count, from + ROWS_AT_ONCE); index += 1) {
        const { nameKm, nameLatin, sex, identifiers, birthDate = null } = somebody(dice);
        assert(birthDate !== null, 'everybody has a birth date');
        const id = newId();
        const nssf = (identifiers ?? []).flatMap(({ raw }) => {
          const read = normaliseIdentifier('nssf', raw);
          return read.ok ? [{ kind: 'nssf' as const, raw: read.raw, normalised: read.normalised }] : [];
        });
        writePatient(tx, {
          ...{ id, version: 1, nameKm: nameKm ?? null, nameLatin: nameLatin ?? null, sex, birthDate },
          patientNumber: makePatientNumber({ facility: facility.code, desk: deskNumber, counter: index + 1 }),
          birthDatePrecision: 'day',
          ...{ phone: null, villageCode: null, registeredAt: instantOf(atMs), registeredBy: 'bench' },
          identifiers: nssf,
        });
        patients.push({ id, sex, birthDate, nssf: nssf[0]?.normalised ?? null });
      }
      const key = { value: String(Math.min(count, from + ROWS_AT_ONCE)) };
      tx.run(
        "INSERT INTO setting (key, value) VALUES ('patientCounter', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
      );
    });
  }
}

const SERVICES = [
  ...Array<string>(14).fill('outpatient'),
  'emergency',
  'delivery',
  'inpatient',
  'minor-surgery',
  'birth-spacing',
];
const PAYERS = [...Array<string>(12).fill('nssf'), ...Array<string>(5).fill('hef'), 'self', 'self', 'undecided'];
const OUTCOME_OF: Record<string, string> = {
  nssf: 'eligible',
  hef: 'eligible',
  self: 'not-eligible',
  undecided: 'provisional',
};

function addDay(tx: WriteDb, filling: Filling, day: Day, count: number): void {
  const { dice } = filling;
  let atMs = dayStartMs(day) + 8 * 3_600_000;
  const newId = newIds(dice, () => atMs);
  const pack = packForDay(tx, day);
  for (let number = 1; number <= count; number += 1) {
    atMs += 20_000;
    addVisit(tx, filling, { day, number, at: instantOf(atMs), newId, pack });
  }
}

interface OneVisit {
  day: Day;
  number: number;
  at: string;
  newId(): string;
  pack: ReferencePack | null;
}

function addVisit(tx: WriteDb, filling: Filling, one: OneVisit): void {
  const { dice, deskNumber, patients, facility } = filling;
  const { day, at } = one;
  const patient = dice.pick(patients);
  const payer = dice.pick(PAYERS);
  const serviceCategory = dice.pick(SERVICES);
  const [checkId, visitId] = [one.newId(), one.newId()];
  addCheck(tx, facility, { checkId, patient, payer, day, at, serviceCategory });
  const fate = dice.below(100);
  const status = fate < 4 ? 'cancelled' : fate < 7 ? 'open' : 'closed';
  const isInpatient = serviceCategory === 'inpatient' || serviceCategory === 'delivery';
  tx.run(
    `INSERT INTO visit (id, version, patientId, checkId, serviceDate, deskNumber, dayNumber, visitType, serviceCategory,
       department, referredFrom, payer, status, openedAt, openedBy, secondVisitReason, outcome, dischargeType, closedAt,
       closedBy, cancelReason, cancelledAt, cancelledBy)
     VALUES (@visitId, 2, @patientId, @checkId, @day, @deskNumber, @number, @visitType, @serviceCategory, @department,
       @referredFrom, @payer, @status, @at, 'bench', NULL, @outcome, @dischargeType, @closedAt, @closedBy, @cancelReason,
       @cancelledAt, @cancelledBy)`,
    {
      ...{
        visitId,
        patientId: patient.id,
        checkId,
        day,
        deskNumber,
        number: one.number,
        serviceCategory,
        payer,
        status,
        at,
      },
      visitType: isInpatient ? 'inpatient' : 'outpatient',
      department: dice.pick(['general', 'general', 'maternity', 'medicine', 'paediatrics']),
      referredFrom: dice.below(20) === 0 ? 'a health centre' : null,
      outcome: status === 'closed' ? dice.pick(['recovered', 'improved', 'unchanged']) : null,
      dischargeType: status === 'closed' ? 'authorised' : null,
      closedAt: status === 'closed' ? at : null,
      closedBy: status === 'closed' ? 'bench' : null,
      cancelReason: status === 'cancelled' ? 'left before being seen' : null,
      cancelledAt: status === 'cancelled' ? at : null,
      cancelledBy: status === 'cancelled' ? 'bench' : null,
    },
  );
  const isOwn = monthOf(day) >= filling.ownFrom;
  const standing = dice.below(50) === 0 ? 'waiting' : 'accepted';
  if (isOwn) addChange(tx, 'visit', visitId, 2, patient.id, at, standing);
  if (status !== 'closed' || payer === 'self') return;
  addClaim(tx, filling, one, { visitId, checkId, patient, payer, serviceCategory });
  if (isOwn) addChange(tx, 'claim', visitId, 1, patient.id, at, standing);
}

interface CheckWish {
  checkId: string;
  patient: Person;
  payer: string;
  day: Day;
  at: string;
  serviceCategory: string;
}

function addCheck(tx: WriteDb, facility: Facility, wish: CheckWish): void {
  const { checkId, patient, payer, day, at, serviceCategory } = wish;
  const { level, isPublic, contractedFrom, contractedTo } = facility;
  const months = Array.from({ length: 12 }, (_, index) => addMonths(monthOf(day), index - 13));
  writeCheck(tx, {
    ...{ id: checkId, version: 1, patientId: patient.id, checkedAt: at, checkedBy: 'bench', serviceDate: day },
    ...{ rulesetId: 'kh-2026-01', rosterId: 'roster-bench', nssfKey: patient.nssf, supersedesCheckId: null },
    ...{ overrideReason: null, cardText: null },
    facts: {
      ...{ serviceDate: day, serviceCategory, isEmergency: false, workRelated: 'no' },
      facility: { level, isPublic, contractedFrom, contractedTo },
      identity: { isShown: true, vouchedBy: null, mismatches: [] },
      person: { birthDate: patient.birthDate, birthDatePrecision: 'day' },
      isKnown: payer === 'nssf',
      membership: payer === 'nssf' ? { class: 'employee', validFrom: '2020-01-01', validTo: null } : null,
      paidMonths: payer === 'nssf' ? months : [],
      hef: payer === 'hef' ? { group: 'poor', validFrom: '2020-01-01', validTo: '2030-01-01' } : null,
      snapshot: { asOf: addDays(day, -2), source: 'roster' },
      ...{ daysUsed: ageOn(patient.birthDate, day) % 5, daysRequested: 0, daysScope: 'this-facility' },
    },
    decision: {
      outcome: OUTCOME_OF[payer] as 'eligible',
      payer: payer as 'nssf',
      reasons: payer === 'nssf' ? ['Q_2_CONSEC'] : payer === 'hef' ? ['HEF_OK'] : ['NO_COVER'],
    },
  });
}

type ClaimWish = Pick<CheckWish, 'checkId' | 'patient' | 'payer' | 'serviceCategory'> & { visitId: string };

function addClaim(tx: WriteDb, { dice, facility, ownFrom }: Filling, one: OneVisit, wish: ClaimWish): void {
  const { visitId, checkId, patient, payer } = wish;
  const category = categoryOfService(one.pack, wish.serviceCategory);
  const unitRiel = rateOf(one.pack, payer as 'nssf', facility.level, category)?.amountRiel ?? 0;
  const month = monthOf(one.day);
  const isHeld = payer === 'undecided' || unitRiel === 0;
  const answered =
    month < ownFrom ? 'paid' : dice.pick(['accepted', 'accepted', 'sent', 'ready', 'returned', 'denied', 'resent']);
  tx.run(
    `INSERT INTO claim (id, version, visitId, patientId, checkId, facilityCode, facilityLevel, serviceFrom, serviceTo, payer,
       paymentCode, memberNumber, sex, packId, lines, totalRiel, patientPaidRiel, details, documents, asks, note, madeAt,
       madeBy, month, state, faults, needsPerson)
     VALUES (@visitId, 1, @visitId, @patientId, @checkId, @code, @level, @day, @day, @payer, @paymentCode, @memberNumber,
       @sex, @packId, @lines, @unitRiel, 0, @details, '[]', 'payment', NULL, @at, 'bench', @month, @state, '[]', 0)`,
    {
      ...{
        visitId,
        patientId: patient.id,
        checkId,
        payer,
        unitRiel,
        month,
        day: one.day,
        at: one.at,
        sex: patient.sex,
      },
      ...{ code: facility.code, level: facility.level, memberNumber: patient.nssf, packId: one.pack?.id ?? null },
      paymentCode: payer === 'nssf' ? 'PATY-0000G3E' : payer === 'hef' ? 'PATY-0000N09' : null,
      lines: JSON.stringify([{ category, quantity: 1, unitRiel, amountRiel: unitRiel }]),
      details:
        '{"diagnosis":null,"admittedOn":null,"dischargedOn":null,"gestationWeeks":null,"liveBirths":null,"stillBirths":null}',
      state: isHeld ? 'held' : answered,
    },
  );
}

function addChange(
  tx: WriteDb,
  kind: 'visit' | 'claim',
  recordId: string,
  version: number,
  patientId: string,
  at: string,
  state: string,
): void {
  // As large as a visit is in the log; nothing reads it here.
  const content = JSON.stringify({ id: recordId, version, patientId, padding: 'x'.repeat(600) });
  tx.run(
    `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag,
       baseHash, isWithdrawal, isNewest, state)
     VALUES ('55555555555555555555555555555555', @kind, @recordId, @version, @hash, @content, '', @patientId, @at, 1, 'ok',
       NULL, 0, 1, @state)`,
    { kind, recordId, version, hash: '0'.repeat(64), content, patientId, at, state },
  );
}
