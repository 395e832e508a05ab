import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/base/time.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { keepReply } from '../../sync/desk/exchange.ts';
import { serve } from '../support/clerk-work.ts';
import { MORNING_MS } from '../support/clock.ts';
import { copyDb, type DeskAtCentre, enrolDesk, openCopy } from '../support/desk-at-centre.ts';
import { FACILITY } from '../support/facility.ts';
import type { Registration } from '../support/people.ts';

const MINUTE_MS = 60_000;
const PERSON: Registration = {
  ...{ nameKm: 'ចាន់ ដារ៉ា', nameLatin: 'Chan Dara', sex: 'male', birthDate: '1985-11-02', birthDatePrecision: 'day' },
  ...{ phone: '012 345 678', isSomebodyElse: true },
};

let engines: Engine[];
let centre: TestCentre;
let one: DeskAtCentre;
let two: DeskAtCentre;
beforeAll(async () => {
  engines = await startEngines();
  const [pglite] = engines;
  if (pglite === undefined) throw new Error('PGlite is always there');
  centre = await TestCentre.start(pglite);
  centre.clock.ms = MORNING_MS;
  await centre.addFacility(FACILITY.code);
  one = await enrolDesk(centre.url, await centre.enrolCode(FACILITY.code));
  two = await enrolDesk(centre.url, await centre.enrolCode(FACILITY.code));
});
afterAll(async () => {
  await one?.close();
  await two?.close();
  await centre?.stop();
  for (const engine of [...engines].reverse()) await engine.stop();
});

/** A minute passes everywhere. */
function minuteLater(): void {
  centre.clock.ms += MINUTE_MS;
  for (const desk of [one, two]) desk.clock.advance(MINUTE_MS);
}

const counts = async ({ clerk }: DeskAtCentre) => (await clerk.ask('sync.status', {})).counts;
const patientAt = async ({ clerk }: DeskAtCentre, patientId: string) =>
  (await clerk.ask('patients.get', { patientId })).patient;
/** The form as it stands, with some fields put right. */
async function correct(desk: DeskAtCentre, patientId: string, change: Partial<Registration>) {
  const kept = await patientAt(desk, patientId);
  const { nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode, version } = kept;
  const identifiers = kept.identifiers.map(({ kind, raw }) => ({ kind, raw }));
  return desk.clerk.ask('patients.correct', {
    ...{ patientId, version, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode, identifiers },
    ...{ isSomebodyElse: true },
    ...change,
  });
}
const conflictsAt = async ({ clerk }: DeskAtCentre, patientId: string) =>
  (await clerk.ask('patients.conflicts', { patientId })).conflicts;
/** What the centre counts of each desk, beside what the desks say themselves. */
async function comparedCounts(desks: readonly DeskAtCentre[]) {
  const { result } = await centre.command('counts', { facility: FACILITY.code });
  const { desks: counted } = result as { desks: { device: string; [count: string]: unknown }[] };
  const rows = [];
  for (const desk of desks) {
    const { waiting, ...here } = await counts(desk);
    const there = counted.find(({ device }) => device === desk.deviceId());
    rows.push({ waiting, here, there: there === undefined ? null : only(there, Object.keys(here)) });
  }
  return rows;
}
const only = (row: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, row[key]]));

describe('two desks of one facility', () => {
  it('have each other’s patients, checks and visits, and count only their own', async () => {
    const served = await serve(one.clerk, PERSON);
    const mine = await serve(two.clerk, { ...PERSON, nameKm: null, nameLatin: 'Sok Sophea', birthDate: '1990-05-20' });
    for (const desk of [one, two, one]) await desk.meet();
    const found = await two.clerk.ask('patients.search', { text: 'chan dara' });
    expect(found.hits.map(({ patient, lastVisitOn }) => [patient.id, lastVisitOn])).toEqual([
      [served.patientId, '2026-03-10'],
    ]);
    const { visits } = await two.clerk.ask('visits.list', {});
    const listed = visits.map(({ visit, slip, syncState }) => [visit.id, slip.slipNumber, syncState]);
    expect(listed.sort()).toEqual(
      [
        [served.visitId, `${one.deskNumber()}-001`, 'accepted'],
        [mine.visitId, `${two.deskNumber()}-001`, 'accepted'],
      ].sort(),
    );
    expect(await counts(two)).toEqual({ entered: 3, accepted: 3, needsFixing: 0, waiting: 0, withdrawn: 0 });
    const quality = await two.clerk.ask('eligibility.quality', { from: '2026-03-01', to: '2026-03-31' });
    expect(quality.checks).toBe(1);
    expect((await two.clerk.ask('patients.get', { patientId: served.patientId })).isOtherDesk).toBe(true);
  });

  it('open visits for each other’s patients under each other’s checks', async () => {
    const { patient } = await one.clerk.ask('patients.register', PERSON);
    const { check } = await one.clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    for (const desk of [one, two]) await desk.meet();
    const { visit } = await two.clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    expect(visit.deskNumber).toBe(two.deskNumber());
    for (const desk of [two, one]) await desk.meet();
    expect((await one.clerk.ask('visits.list', { patientId: patient.id })).visits.map((row) => row.visit.id)).toEqual([
      visit.id,
    ]);
  });

  it('merge a patient whom both corrected, keep what lost, and settle it together', async () => {
    const { patient } = await one.clerk.ask('patients.register', PERSON);
    for (const desk of [one, two]) await desk.meet();
    await correct(one, patient.id, { nameLatin: 'Chan Dararith', phone: '012 999 111' });
    minuteLater();
    await correct(two, patient.id, { nameLatin: 'Chan Darith', villageCode: '02010101' });
    await one.meet();
    // The second has something of its own under way: what comes is not written over it.
    expect((await patientAt(two, patient.id)).nameLatin).toBe('Chan Darith');
    for (const desk of [two, one]) await desk.meet();
    const merged = { nameLatin: 'Chan Darith', phone: '012 999 111', villageCode: '02010101', version: 3 };
    for (const desk of [one, two]) {
      expect(await patientAt(desk, patient.id)).toMatchObject(merged);
      expect(await conflictsAt(desk, patient.id)).toMatchObject([
        {
          ...{ field: 'nameLatin', kept: 'Chan Darith', other: 'Chan Dararith', needsPerson: true },
          ...{ deskNumber: one.deskNumber(), patientId: patient.id, patientNumber: patient.patientNumber },
        },
      ]);
    }
    const [lost] = await conflictsAt(one, patient.id);
    if (lost === undefined) throw new Error('the value that lost is kept');
    const settled = await one.clerk.ask('patients.settleConflict', { conflictId: lost.conflictId, take: 'other' });
    expect(settled).toEqual({ version: 4 });
    expect(await one.clerk.refused('patients.settleConflict', { conflictId: lost.conflictId, take: 'kept' })).toBe(
      'already-settled',
    );
    for (const desk of [one, two]) await desk.meet();
    for (const desk of [one, two]) expect((await patientAt(desk, patient.id)).nameLatin).toBe('Chan Dararith');
    // It is settled for the other desk too, because what counted there counts no more.
    for (const desk of [one, two]) expect(await conflictsAt(desk, patient.id)).toEqual([]);
    const history = await one.clerk.ask('patients.conflicts', { patientId: patient.id, isSettled: true });
    expect(history.conflicts).toMatchObject([{ conflictId: lost.conflictId, take: 'other' }]);
  });

  it('merge edits that one of them made in several steps, whatever came between', async () => {
    const { patient } = await one.clerk.ask('patients.register', PERSON);
    for (const desk of [one, two]) await desk.meet();
    await correct(one, patient.id, { phone: '012 000 001' });
    await correct(one, patient.id, { nameKm: 'ចាន់ ដារិទ្ធ' });
    await correct(two, patient.id, { villageCode: '02010102' });
    await correct(two, patient.id, { sex: 'female' });
    for (const desk of [two, one, two, one]) await desk.meet();
    const wanted = { phone: '012 000 001', nameKm: 'ចាន់ ដារិទ្ធ', villageCode: '02010102', sex: 'female' };
    for (const desk of [one, two]) expect(await patientAt(desk, patient.id)).toMatchObject(wanted);
    expect((await patientAt(one, patient.id)).version).toBe((await patientAt(two, patient.id)).version);
    expect(await conflictsAt(two, patient.id)).toEqual([]);
  });

  it('keep a visit closed that the other cancelled, and ask a person', async () => {
    const { visitId, patientId } = await serve(one.clerk, PERSON);
    for (const desk of [one, two]) await desk.meet();
    await one.clerk.ask('visits.close', { visitId, outcome: 'improved' });
    minuteLater();
    await two.clerk.ask('visits.cancel', { visitId, reason: 'left before the doctor came' });
    for (const desk of [one, two, one]) await desk.meet();
    for (const desk of [one, two]) {
      const { visits } = await desk.clerk.ask('visits.list', { patientId });
      expect(visits.map(({ visit }) => [visit.status, visit.outcome, visit.version])).toEqual([
        ['closed', 'improved', 3],
      ]);
      expect(await conflictsAt(desk, patientId)).toMatchObject([
        {
          ...{ kind: 'visit', recordId: visitId, field: 'status', needsPerson: true },
          ...{ kept: 'closed improved authorised', other: 'cancelled left before the doctor came' },
        },
      ]);
    }
  });

  it('withdraw with a reason that both ends and both desks keep', async () => {
    const { patientId, visitId } = await serve(one.clerk, PERSON);
    for (const desk of [one, two]) await desk.meet();
    expect(
      await two.clerk.refused('changes.withdraw', { kind: 'patient', recordId: patientId, reason: 'written twice' }),
    ).toBe('visits-first');
    const wish = { kind: 'visit', recordId: visitId, reason: 'written for the wrong person' } as const;
    const { withdrawn } = await one.clerk.ask('changes.withdraw', wish);
    expect(await one.clerk.refused('changes.withdraw', wish)).toBe('withdrawn');
    expect(await one.clerk.refused('visits.close', { visitId, outcome: 'improved' })).toBe('withdrawn');
    await one.clerk.ask('changes.withdraw', { kind: 'patient', recordId: patientId, reason: 'written twice' });
    expect((await counts(one)).waiting).toBe(3);
    for (const desk of [one, two]) await desk.meet();
    for (const desk of [one, two]) {
      const { visits } = await desk.clerk.ask('visits.list', { patientId });
      expect(visits.map((row) => row.withdrawn)).toEqual([withdrawn]);
      expect((await desk.clerk.ask('patients.get', { patientId })).withdrawn?.reason).toBe('written twice');
    }
    expect((await one.clerk.ask('patients.get', { patientId })).syncState).toBe('withdrawn');
    const check = { patientId, isIdentityShown: true };
    const { check: made } = await two.clerk.ask('eligibility.check', check);
    expect(await two.clerk.refused('visits.open', { patientId, checkId: made.id })).toBe('patient-withdrawn');
  });

  it('let a withdrawal stand over a correction that the other made meanwhile, and show the correction', async () => {
    const { patient } = await one.clerk.ask('patients.register', PERSON);
    for (const desk of [one, two]) await desk.meet();
    await one.clerk.ask('changes.withdraw', { kind: 'patient', recordId: patient.id, reason: 'written twice' });
    await correct(two, patient.id, { phone: '077 000 111' });
    for (const desk of [two, one, two]) await desk.meet();
    for (const desk of [one, two]) {
      const { withdrawn } = await desk.clerk.ask('patients.get', { patientId: patient.id });
      expect(withdrawn?.reason).toBe('written twice');
      expect(await conflictsAt(desk, patient.id)).toMatchObject([{ field: 'phone', other: '077 000 111' }]);
    }
  });

  it('fix at the desk what the centre has set aside, in the same lineage', async () => {
    const nssf = { kind: 'nssf', raw: '1234567-7654321-1' } as const;
    await one.clerk.ask('patients.register', { ...PERSON, identifiers: [nssf] });
    await one.meet();
    // The second desk has not heard of the first's patient yet.
    const { patient } = await two.clerk.ask('patients.register', { ...PERSON, sex: 'female', identifiers: [nssf] });
    const before = await counts(two);
    await two.meetOnce();
    const { attention } = await two.clerk.ask('sync.status', {});
    expect(attention).toMatchObject([
      {
        ...{ kind: 'patient', recordId: patient.id, code: 'identifier-taken', field: 'identifiers.nssf' },
        ...{ todo: 'correct', params: { identifier: 'nssf' }, patientNumber: patient.patientNumber },
      },
    ]);
    await two.meet();
    const fixed = await correct(two, patient.id, { identifiers: [{ kind: 'nssf', raw: '7654321-1234567-1' }] });
    expect(fixed.patient).toMatchObject({ version: 2, id: patient.id, patientNumber: patient.patientNumber });
    await two.meet();
    expect((await two.clerk.ask('sync.status', {})).attention).toEqual([]);
    expect(await counts(two)).toEqual({ ...before, waiting: 0, accepted: before.accepted + before.waiting });
    await one.meet();
    expect((await patientAt(one, patient.id)).identifiers).toEqual(fixed.patient.identifiers);
  });

  it('say for whom a change waits, and never hold another back', async () => {
    const { patientId } = await serve(one.clerk, PERSON);
    const { patient: other } = await one.clerk.ask('patients.register', { ...PERSON, nameLatin: 'Ly Borey' });
    const { patientNumber } = await patientAt(one, patientId);
    const late = waitingChanges(one.db, 100).filter(({ recordId }) => recordId !== patientId);
    const reply = await one.ask(one.request(late));
    one.db.write((tx) => keepReply(tx, reply, instantOf(one.clock.nowMs()), null));
    expect((await one.clerk.ask('patients.get', { patientId: other.id })).syncState).toBe('accepted');
    const { waiting } = await one.clerk.ask('sync.status', {});
    const waitsFor = { code: 'waits-for-patient', patientNumber };
    expect(waiting.map((item) => [item.kind, item.waitsFor])).toEqual([
      ['patient', null],
      ['eligibility-check', waitsFor],
      ['visit', waitsFor],
    ]);
    await one.meet();
    expect((await counts(one)).waiting).toBe(0);
  });

  it('count the same as the centre does, desk by desk', async () => {
    for (const desk of [one, two]) await desk.meet();
    for (const { waiting, here, there } of await comparedCounts([one, two])) {
      expect(waiting).toBe(0);
      expect(there).toEqual(here);
      expect(here.entered).toBe(here.accepted + here.needsFixing + here.withdrawn);
    }
  });
});

describe('a desk that was restored from an old copy', () => {
  it('goes on under another name, gets back what it lost, and loses nothing of its own', async () => {
    const kept = await serve(one.clerk, PERSON);
    await one.meet();
    const file = copyDb(one, 'old.db');
    const lost = await serve(one.clerk, { ...PERSON, nameLatin: 'Keo Lost' });
    await one.clerk.ask('visits.close', { visitId: kept.visitId, outcome: 'recovered' });
    await one.meet();
    const before = await counts(one);
    const copy = await openCopy(file, one.folder, one.clock.nowMs() + MINUTE_MS);
    const fresh = await serve(copy.clerk, { ...PERSON, nameLatin: 'Keo Fresh' });
    expect((await copy.meetOnce()).fence).toMatchObject({ why: 'restored' });
    await copy.meet();
    const { hits } = await copy.clerk.ask('patients.search', { text: 'keo' });
    expect(hits.map(({ patient }) => patient.id).sort()).toEqual([lost.patientId, fresh.patientId].sort());
    const { visits } = await copy.clerk.ask('visits.list', { patientId: (await patientAt(copy, kept.patientId)).id });
    expect(visits.map(({ visit }) => [visit.id, visit.status])).toEqual([[kept.visitId, 'closed']]);
    expect(await counts(copy)).toEqual({ ...before, entered: before.entered + 3, accepted: before.accepted + 3 });
    const numbers = await Promise.all([lost, fresh].map(({ patientId }) => patientAt(copy, patientId)));
    expect(new Set(numbers.map(({ patientNumber }) => patientNumber)).size).toBe(2);
    for (const { here, there } of await comparedCounts([copy])) expect(there).toEqual(here);
    await two.meet();
    expect((await patientAt(two, fresh.patientId)).id).toBe(fresh.patientId);
    await copy.close();
  });

  it('is shown again what it had to put right, and puts it right', async () => {
    await two.meet();
    const file = copyDb(two, 'before-refusal.db');
    const nssf = { kind: 'nssf', raw: '2233445-5443322-1' } as const;
    await one.clerk.ask('patients.register', { ...PERSON, nameLatin: 'Sok Holder', identifiers: [nssf] });
    await one.meet();
    const refused = await two.clerk.ask('patients.register', {
      ...PERSON,
      nameLatin: 'Sok Taken',
      identifiers: [nssf],
    });
    await two.meet();
    const lost = { kind: 'patient', recordId: refused.patient.id, code: 'identifier-taken', field: 'identifiers.nssf' };
    expect((await two.clerk.ask('sync.status', {})).attention).toMatchObject([lost]);
    const copy = await openCopy(file, two.folder, two.clock.nowMs() + MINUTE_MS);
    await copy.meet();
    expect((await copy.clerk.ask('sync.status', {})).attention).toMatchObject([lost]);
    for (const { here, there } of await comparedCounts([copy])) expect(there).toEqual(here);
    await correct(copy, refused.patient.id, { identifiers: [{ kind: 'nssf', raw: '5566778-8776655-1' }] });
    await copy.meet();
    expect((await copy.clerk.ask('sync.status', {})).attention).toEqual([]);
    expect(await counts(copy)).toMatchObject({ waiting: 0, needsFixing: 0 });
    await copy.close();
  });

  it('loses and doubles nothing where both copies go on at once', async () => {
    await two.meet();
    const file = copyDb(two, 'clone.db');
    const clone = await openCopy(file, two.folder, two.clock.nowMs());
    const names: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const [index, desk] of [two, clone].entries()) {
        const nameLatin = `Mao ${'ABC'[round]}${index === 0 ? 'one' : 'two'}`;
        names.push(nameLatin);
        await serve(desk.clerk, { ...PERSON, nameKm: null, nameLatin, phone: null });
        await desk.meetOnce();
      }
    }
    for (const desk of [clone, two, clone, two]) await desk.meet();
    expect(clone.deviceId()).not.toBe(two.deviceId());
    for (const desk of [two, clone]) {
      const { hits } = await desk.clerk.ask('patients.search', { text: 'mao' });
      expect(hits.map(({ patient }) => patient.nameLatin).sort()).toEqual([...names].sort());
      expect((await counts(desk)).waiting).toBe(0);
    }
    const stored = (await centre.dump()).filter(({ kind, content }) => {
      return kind === 'patient' && String((content as { nameLatin: unknown }).nameLatin).startsWith('Mao ');
    });
    expect(stored.map(({ content }) => (content as { nameLatin: string }).nameLatin).sort()).toEqual([...names].sort());
    await clone.close();
  });
});
