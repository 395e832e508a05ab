import { expect } from 'vitest';
import { READ_IN_PLACE } from '../../shared/base/reading.ts';
import { addDays, addMonths, DAY_MS, instantOf, monthOf } from '../../shared/base/time.ts';
import { keepAnswers, restateChecked, restateSent } from '../../shared/claims/feed-store.ts';
import type { Claim } from '../../shared/claims/record.ts';
import { claimById } from '../../shared/claims/store.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { keepRecheck } from '../../shared/eligibility/recheck-store.ts';
import { OUTCOMES, PAYERS, SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import { checkById, writeCheck } from '../../shared/eligibility/store.ts';
import { writeForeign } from '../../shared/exchange/feed-store.ts';
import type { Host } from '../../shared/facility/host.ts';
import { saveDesk, savePlace } from '../../shared/facility/store.ts';
import { closedThrough, closings, monthCloseById, writeMonthClose } from '../../shared/month/close-store.ts';
import { keepCounted } from '../../shared/month/day-store.ts';
import type { MonthClose, MonthReport } from '../../shared/month/record.ts';
import { monthCountJob } from '../../shared/month/report-store.ts';
import { keepVerdict } from '../../shared/outbox/store.ts';
import { withdrawalOf } from '../../shared/outbox/withdrawal-store.ts';
import { addStaff } from '../../shared/staff/store.ts';
import { DEPARTMENTS, VISIT_OUTCOMES } from '../../shared/visits/record.ts';
import { visitById } from '../../shared/visits/store.ts';
import type { Clerk } from './asks.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from './desk.ts';
import { type Dice, seededDice } from './dice.ts';
import { DESK, PEOPLE, PLACES } from './facility.ts';
import { somebody } from './people.ts';

/** A facility in which anything may happen, for the tests of its months. */
export interface World {
  desk: TestDesk;
  clerk: Clerk;
  dice: Dice;
  patients: string[];
  visits: string[];
  seq: number;
  /** Reports as they were when their month was closed. */
  closed: Map<string, MonthReport>;
  /** Lines and figures by digest, and the other way. */
  told: Map<string, string>;
  digests: Map<string, string>;
}

export async function beginLife(seed: number, host: Host = hostWithoutLine()): Promise<World> {
  const dice = seededDice(seed);
  const pins = { hash: async (pin: string) => pin, verify: async (pin: string, hash: string) => pin === hash };
  const desk = await openTestDesk('memory', { isSetUp: false, host: { ...host, pins } });
  desk.db.write((tx) => {
    saveDesk(tx, DESK);
    for (const place of PLACES) savePlace(tx, place);
    for (const { userName, fullName, role, pin } of PEOPLE) {
      addStaff(tx, { id: `staff-${userName}`, userName, fullName, role, isActive: true }, pin, instantOf(0));
    }
  });
  const clerk = desk.clerk();
  await clerk.signIn('chan', '730264');
  const lists = { patients: [], visits: [], closed: new Map(), told: new Map(), digests: new Map() };
  return { desk, clerk, dice, seq: 0, ...lists };
}

export const today = ({ desk }: World) => instantOf(desk.clock.nowMs() + 7 * 3_600_000).slice(0, 10);

/** What may happen at a facility; each leaves the world as it found it where it does not fit. */
export const STEPS: Record<string, (world: World) => Promise<void>> = {
  async serve(world) {
    const { clerk, dice } = world;
    const patientId =
      dice.below(3) === 0 && world.patients.length > 0 ? dice.pick(world.patients) : await newcomer(world);
    const daysBack = dice.below(2) === 0 ? 0 : dice.below(55);
    const hefCard = { group: dice.pick(['poor', 'at-risk'] as const), validFrom: '2020-01-01', validTo: '2030-01-01' };
    const { check } = await clerk.ask('eligibility.check', {
      patientId,
      serviceDate: addDays(today(world), -daysBack),
      serviceCategory: dice.pick(SERVICE_CATEGORIES),
      isIdentityShown: true,
      hefCard: dice.below(2) === 0 ? hefCard : null,
    });
    const { visit } = await clerk.ask('visits.open', {
      patientId,
      checkId: check.id,
      department: dice.pick(DEPARTMENTS),
      secondVisitReason: 'came again for the result',
    });
    world.visits.push(visit.id);
    if (dice.below(4) > 0) await STEPS.close?.({ ...world, visits: [visit.id] });
  },
  async close({ clerk, visits, dice }) {
    if (visits.length === 0) return;
    const outcome = dice.pick(VISIT_OUTCOMES);
    const dischargeType = outcome === 'deceased' ? 'deceased' : dice.pick(['authorised', 'refer-out'] as const);
    await clerk.reply('visits.close', { visitId: dice.pick(visits), outcome, dischargeType });
  },
  /** What only the claim says of a visit. */
  async detail({ clerk, visits, dice, desk }) {
    const kept = visits.length === 0 ? null : claimById(desk.db, dice.pick(visits));
    if (kept === null) return;
    const { id: claimId, version, serviceFrom } = kept.claim;
    const admittedOn = addDays(serviceFrom, -dice.below(4));
    const details = { liveBirths: dice.below(3), admittedOn, dischargedOn: serviceFrom };
    await clerk.reply('claims.correct', { claimId, version, details });
  },
  async cancel({ clerk, visits, dice }) {
    if (visits.length > 0) await clerk.reply('visits.cancel', { visitId: dice.pick(visits), reason: 'left again' });
  },
  async correct(world) {
    const { clerk, visits, dice, desk } = world;
    if (visits.length === 0) return;
    const { id: visitId, version } = visitById(desk.db, dice.pick(visits)) ?? { id: '', version: 1 };
    const serviceDate = addDays(today(world), -dice.below(70));
    await clerk.reply('visits.correct', { visitId, version, serviceDate });
  },
  async withdraw({ clerk, visits, dice }) {
    if (visits.length === 0) return;
    await clerk.reply('changes.withdraw', { kind: 'visit', recordId: dice.pick(visits), reason: 'entered twice' });
  },
  async rename({ clerk, patients, dice, desk }) {
    if (patients.length === 0) return;
    const patientId = dice.pick(patients);
    const row = desk.db.get('SELECT version FROM patient WHERE id = @patientId', { patientId });
    await clerk.reply('patients.correct', { ...somebody(dice), patientId, version: Number(row?.version) });
  },
  /** The centre takes, or refuses, what waits. */
  async verdicts({ desk, dice }) {
    const at = instantOf(desk.clock.nowMs());
    desk.db.write((tx) => {
      for (const row of tx.all(
        "SELECT seq, incarnation, kind, recordId FROM change WHERE state = 'waiting' ORDER BY seq",
      )) {
        const isGood = dice.below(5) > 0;
        const verdict = { seq: Number(row.seq), incarnation: String(row.incarnation), field: null, sentence: null };
        const said = isGood
          ? ({ state: 'accepted', code: null } as const)
          : ({ state: 'needs-fixing', code: 'schema-unknown' } as const);
        keepVerdict(tx, { ...verdict, ...said }, at);
        if (row.kind === 'claim') restateSent(tx, String(row.recordId), at);
      }
    });
  },
  /** The centre's word on a claim. */
  async answer(world) {
    const { desk, dice, visits } = world;
    const kept = visits.length === 0 ? null : claimById(desk.db, dice.pick(visits));
    if (kept === null) return;
    world.seq += 1;
    const { id: claimId, version, totalRiel } = kept.claim;
    const result = dice.pick(['accepted', 'returned', 'denied', 'paid'] as const);
    const at = instantOf(desk.clock.nowMs());
    const amountRiel = result === 'accepted' || result === 'paid' ? totalRiel : 0;
    const answer = { seq: world.seq, claimId, version, result, faults: [], amountRiel, at, by: 'centre', note: null };
    desk.db.write((tx) => keepAnswers(tx, { through: world.seq, list: [answer] }, at));
  },
  async recheck(world) {
    const { desk, dice, visits } = world;
    const visit = visits.length === 0 ? null : visitById(desk.db, dice.pick(visits));
    const check = visit === null ? null : checkById(desk.db, visit.checkId);
    if (check === null) return;
    world.seq += 1;
    const at = instantOf(desk.clock.nowMs());
    const decision = { outcome: dice.pick(OUTCOMES), payer: dice.pick(PAYERS), reasons: [] };
    const word = { seq: world.seq, checkId: check.id, decidedAt: at, rulesetId: 'r', asOf: '2026-01-01', decision };
    desk.db.write((tx) => {
      keepRecheck(tx, word);
      restateChecked(tx, check.id, at);
    });
  },
  /** Another desk of the facility: a visit of its own, its withdrawal, or its version of one of ours. */
  async feed(world) {
    const { desk, dice, visits } = world;
    const model = visits.length === 0 ? null : visitById(desk.db, dice.pick(visits));
    if (model === null || withdrawalOf(desk.db, 'visit', model.id) !== null) return;
    const check = checkById(desk.db, model.checkId);
    const claim = claimById(desk.db, model.id)?.claim ?? null;
    if (dice.below(2) === 0) {
      const serviceDate = addDays(model.serviceDate, dice.below(9) - 4);
      if (serviceDate > today(world)) return;
      desk.db.write((tx) => {
        writeForeign(tx, { kind: 'visit', record: { ...model, version: model.version + 1, serviceDate } });
        // Its claim comes with a later answer, or not at all.
        if (claim !== null && dice.below(2) === 0) {
          const moved = { ...claim, version: claim.version + 1, serviceFrom: serviceDate, serviceTo: serviceDate };
          writeForeign(tx, { kind: 'claim', record: moved });
        }
      });
      return;
    }
    world.seq += 1;
    const id = `other-${world.seq}`;
    desk.db.write((tx) => {
      if (check !== null) writeCheck(tx, eligibilityCheck.parse({ ...check, id: `check-${id}`, version: 1 }));
      const visit = { ...model, id, version: 1, checkId: `check-${id}`, deskNumber: 3, dayNumber: world.seq };
      writeForeign(tx, { kind: 'visit', record: visit });
      if (claim === null) return;
      const twin: Claim = { ...claim, id, visitId: id, checkId: visit.checkId, version: 1 };
      writeForeign(tx, { kind: 'claim', record: twin });
    });
    world.visits.push(id);
  },
  /** What the desk does by itself, so that a report finds its days counted and its lines kept. */
  async count(world) {
    const { desk } = world;
    const found = await READ_IN_PLACE.run(desk.db, monthCountJob, { from: '', today: today(world), daysMax: 40 });
    desk.db.write((tx) => keepCounted(tx, found.fresh));
  },
  async pass(world) {
    const { desk, dice, clerk } = world;
    desk.clock.advance(DAY_MS * (3 + dice.below(18)));
    await clerk.signIn('chan', '730264');
  },
  async shut(world) {
    const { clerk, desk } = world;
    const { months } = await clerk.ask('month.list', {});
    const through = closedThrough(closings(desk.db)) ?? '';
    const month = months
      .map((of) => of.month)
      .sort()
      .find((of) => of > through);
    if (month === undefined || month >= monthOf(today(world))) return;
    const { report } = await clerk.ask('month.report', { month });
    const reply = await clerk.reply('month.close', { month, digest: report.digest });
    if (!reply.ok) return;
    world.closed.set(month, (reply.value as { report: MonthReport }).report);
    expect((reply.value as { report: MonthReport }).report).toMatchObject({ digest: report.digest, state: 'closed' });
  },
  async reopen(world) {
    const month = [...world.closed.keys()].sort().at(-1);
    if (month === undefined || world.dice.below(2) === 0) return;
    const reply = await world.clerk.reply('month.reopen', { month, reason: 'a whole day was forgotten' });
    if (reply.ok) world.closed.delete(month);
  },
  /** Another desk closes a month with what it knows of it, earlier or later than this one, or opens it again. */
  async shutElsewhere(world) {
    const { clerk, desk, dice } = world;
    const { months } = await clerk.ask('month.list', {});
    const over = months.filter(({ month }) => month < monthOf(today(world)));
    if (over.length === 0) return;
    const { month } = dice.pick(over);
    const id = `close-3-${month}`;
    const before = monthCloseById(desk.db, id);
    const at = instantOf(desk.clock.nowMs() - dice.below(40) * DAY_MS);
    if (before !== null && !before.isOpenAgain) {
      const opened = { ...before, version: before.version + 1, isOpenAgain: true, reason: 'a whole day was forgotten' };
      desk.db.write((tx) => writeMonthClose(tx, opened));
      return;
    }
    const { report } = await clerk.ask('month.report', { month });
    const known = report.byPayer.map(({ payer, visits }) => ({
      ...{ month, payer, visits: dice.below(visits + 1), claims: dice.below(3), amountRiel: 1_000 * dice.below(9) },
    }));
    const late = { month: addMonths(month, -1), payer: 'hef', visits: dice.below(2), claims: 1, amountRiel: 500 };
    const record: MonthClose = {
      ...{ id, version: (before?.version ?? 0) + 1, month, facilityCode: DESK.facility.code, deskNumber: 3 },
      ...{ revision: (before?.revision ?? 0) + 1, isOpenAgain: false, reason: null, digest: 'a'.repeat(64) },
      ...{ visits: 0, claims: 0, claimedRiel: 0, adjustmentsRiel: 0, standing: report.standing },
      counted: dice.below(2) === 0 ? known : [...known, late],
      ...{ closedAt: at, closedBy: 'staff-3', madeAt: at, madeBy: 'staff-3' },
    };
    desk.db.write((tx) => writeMonthClose(tx, record));
  },
};

async function newcomer({ clerk, dice, patients }: World): Promise<string> {
  const reply = await clerk.reply('patients.register', somebody(dice));
  if (!reply.ok) return dice.pick(patients);
  const { patient } = reply.value as { patient: { id: string } };
  patients.push(patient.id);
  return patient.id;
}
