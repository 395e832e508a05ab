import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/base/time.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { keepReply } from '../../sync/desk/exchange.ts';
import type { SyncReply, SyncRequest } from '../../sync/protocol/sync.ts';
import { serve } from '../support/clerk-work.ts';
import { MORNING_MS } from '../support/clock.ts';
import { type DeskAtCentre, enrolDesk } from '../support/desk-at-centre.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { FACILITY } from '../support/facility.ts';
import { somebody } from '../support/people.ts';

const STEPS = 60;
const PATIENTS = 3;
const PHONES = ['012 000 0', '012 111 0', '077 222 0'];
const NAMES = ['Sok Sophea', 'Ly Borey', 'Chan Dara', 'Keo Vanna'];
const VILLAGES = ['02010101', '02010102', '02010103'];

/** A wire that loses answers and delivers requests again, late and out of order. */
class Wire {
  readonly #late: { desk: DeskAtCentre; request: SyncRequest }[] = [];

  async meet(desk: DeskAtCentre, dice: Dice): Promise<void> {
    const request = desk.request();
    const fate = dice.below(4);
    if (fate === 0) {
      this.#late.push({ desk, request });
      return;
    }
    const reply = await desk.ask(request);
    if (fate === 1) this.#late.push({ desk, request });
    else keep(desk, reply);
  }

  /** What was under way arrives now, and its answer too. */
  async deliver(dice: Dice): Promise<void> {
    while (this.#late.length > 0) {
      const [taken] = this.#late.splice(dice.below(this.#late.length), 1);
      if (taken !== undefined) keep(taken.desk, await taken.desk.ask(taken.request));
    }
  }
}

function keep(desk: DeskAtCentre, reply: SyncReply): void {
  desk.db.write((tx) => keepReply(tx, reply, instantOf(desk.clock.nowMs()), null));
}

/** What a clerk sees of the facility, wherever he sits, also of what was withdrawn. */
function shownAt({ db }: DeskAtCentre) {
  return {
    patients: db.all(
      `SELECT id, version, patientNumber, nameKm, nameLatin, sex, birthDate, phone, villageCode FROM patient ORDER BY id`,
    ),
    identifiers: db.all('SELECT patientId, kind, normalised FROM patientIdentifier ORDER BY patientId, kind'),
    visits: db.all('SELECT id, version, status, outcome, cancelReason, department FROM visit ORDER BY id'),
    withdrawn: db.all('SELECT kind, recordId, reason FROM withdrawal ORDER BY kind, recordId'),
    conflicts: db.all(
      'SELECT kind, recordId, version, field, kept, other, deskNumber FROM conflict ORDER BY kind, recordId, version, field, other',
    ),
  };
}

describe('three desks of a facility that change the same records over a bad wire', () => {
  let engines: Engine[];
  let centre: TestCentre;
  beforeAll(async () => {
    engines = await startEngines();
    const [pglite] = engines;
    if (pglite === undefined) throw new Error('PGlite is always there');
    centre = await TestCentre.start(pglite);
    centre.clock.ms = MORNING_MS;
  });
  afterAll(async () => {
    await centre?.stop();
    for (const engine of [...engines].reverse()) await engine.stop();
  });

  it.each([1, 2, 3])('come to the same, lose nothing, and count as the centre counts (seed %i)', async (seed) => {
    const dice = seededDice(seed);
    const facility = `${FACILITY.code}${seed}`;
    await centre.addFacility(facility);
    const desks: DeskAtCentre[] = [];
    while (desks.length < 3) desks.push(await enrolDesk(centre.url, await centre.enrolCode(facility)));
    const [first, ...others] = desks;
    if (first === undefined) throw new Error('three desks were enrolled');
    const served = [];
    for (let index = 0; index < PATIENTS; index += 1) served.push(await serve(first.clerk, somebody(dice)));
    for (const desk of [first, ...others]) await desk.meet();
    const wire = new Wire();
    for (let step = 0; step < STEPS; step += 1) {
      centre.clock.ms += 1_000;
      for (const desk of desks) desk.clock.advance(1_000);
      const desk = dice.pick(desks);
      const { patientId, visitId } = dice.pick(served);
      await act(desk, dice, patientId, visitId);
      if (dice.below(3) === 0) await wire.meet(dice.pick(desks), dice);
      if (dice.below(10) === 0) await wire.deliver(dice);
    }
    await wire.deliver(dice);
    for (const desk of [...desks, ...desks, ...desks]) await desk.meet();
    const [shown, ...rest] = desks.map(shownAt);
    for (const other of rest) expect(other).toEqual(shown);
    const { result } = await centre.command('counts', { facility });
    for (const desk of desks) {
      const { entered, accepted, needsFixing, waiting, withdrawn } = (await desk.clerk.ask('sync.status', {})).counts;
      expect(waiting).toBe(0);
      const counted = (result as { desks: { device: string }[] }).desks.find(
        ({ device }) => device === desk.deviceId(),
      );
      if (entered > 0) expect(counted).toMatchObject({ entered, accepted, needsFixing, withdrawn });
    }
    const stored = new Set((await centre.dump(true)).map(({ content }) => (content as { hash?: string }).hash));
    for (const { db } of desks) {
      const entered = db.all('SELECT hash FROM change').map(({ hash }) => String(hash));
      expect(entered.filter((hash) => !stored.has(hash))).toEqual([]);
    }
    for (const desk of desks) await desk.close();
  });

  it('show the same under a withdrawal that others did not know of, whoever came first', async () => {
    const facility = `${FACILITY.code}W`;
    await centre.addFacility(facility);
    const desks: DeskAtCentre[] = [];
    while (desks.length < 3) desks.push(await enrolDesk(centre.url, await centre.enrolCode(facility)));
    const [one, two, three] = desks as [DeskAtCentre, DeskAtCentre, DeskAtCentre];
    const orders = [
      [one, two, three],
      [two, one, three],
      [three, two, one],
    ];
    const person = {
      nameLatin: 'Sok Sophea',
      sex: 'female',
      birthDate: '1990-05-20',
      birthDatePrecision: 'day',
    } as const;
    for (const order of orders) {
      const { patient } = await one.clerk.ask('patients.register', { ...person, isSomebodyElse: true });
      const { visitId } = await serve(one.clerk, { ...person, isSomebodyElse: true });
      for (const desk of desks) await desk.meet();
      const edit = { ...person, patientId: patient.id, version: 1, isSomebodyElse: true };
      for (const [kind, recordId] of [
        ['patient', patient.id],
        ['visit', visitId],
      ] as const)
        await one.clerk.ask('changes.withdraw', { kind, recordId, reason: 'twice' });
      await two.clerk.ask('patients.correct', { ...edit, phone: '077 222 333' });
      await two.clerk.ask('visits.close', { visitId, outcome: 'improved' });
      await three.clerk.ask('patients.correct', { ...edit, villageCode: '02010102' });
      for (const desk of [...order, ...order, ...order]) await desk.meet();
      const [shown, ...rest] = desks.map(shownAt);
      for (const other of rest) expect(other).toEqual(shown);
      expect(shown?.patients.find(({ id }) => id === patient.id)).toMatchObject({
        ...{ phone: '077 222 333', villageCode: '02010102' },
      });
      expect(shown?.visits.find(({ id }) => id === visitId)).toMatchObject({ status: 'closed', outcome: 'improved' });
      expect(shown?.withdrawn.map(({ recordId }) => recordId)).toEqual(expect.arrayContaining([patient.id, visitId]));
    }
    for (const desk of desks) await desk.close();
  });
});

/** Something that a clerk does to a patient or his visit; a no is part of the work. */
async function act(desk: DeskAtCentre, dice: Dice, patientId: string, visitId: string): Promise<void> {
  const { clerk } = desk;
  const number = desk.deskNumber();
  const { patient } = await clerk.ask('patients.get', { patientId });
  const { nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode, version } = patient;
  const identifiers = patient.identifiers.map(({ kind, raw }) => ({ kind, raw }));
  const form = { patientId, version, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode };
  const edit = { ...form, identifiers, isSomebodyElse: true };
  switch (dice.below(8)) {
    case 0:
      await clerk.reply('visits.close', { visitId, outcome: dice.pick(['improved', 'recovered']) });
      return;
    case 1:
      await clerk.reply('visits.cancel', { visitId, reason: dice.pick(['left', 'wrong person']) });
      return;
    case 2:
      if (dice.below(6) === 0)
        await clerk.reply('changes.withdraw', { kind: 'visit', recordId: visitId, reason: 'twice' });
      return;
    case 3:
    case 4:
      await clerk.reply('patients.correct', { ...edit, phone: `${dice.pick(PHONES)}${number}0` });
      return;
    case 5:
      await clerk.reply('patients.correct', { ...edit, nameLatin: `${dice.pick(NAMES)} ${'ABC'[number - 1]}` });
      return;
    case 6:
      await clerk.reply('patients.correct', {
        ...{ ...edit, villageCode: dice.pick(VILLAGES) },
        identifiers: [{ kind: 'passport', raw: `N${number}${dice.below(3)}${patientId.slice(-5)}` }],
      });
      return;
    default: {
      const { conflicts } = await clerk.ask('patients.conflicts', { patientId });
      const [one] = conflicts;
      if (one === undefined) return;
      await clerk.reply('patients.settleConflict', { conflictId: one.conflictId, take: dice.pick(['kept', 'other']) });
    }
  }
}
