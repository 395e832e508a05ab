import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';
import { FACILITY } from '../support/facility.ts';

const SOPHEAP = {
  nameKm: 'ស៊ិន សុភាព',
  nameLatin: 'Sin Sopheap',
  sex: 'female',
  birthDate: '1991-04-02',
  birthDatePrecision: 'day',
  phone: '012 345 678',
  villageCode: '02010102',
  identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក' }],
} as const;

describe.each(PORTS)('a visit from the door to the end, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  const register = () => clerk.ask('patients.register', { ...SOPHEAP, identifiers: [...SOPHEAP.identifiers] });

  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
  });
  afterAll(() => desk.close());

  it('registers, checks, opens with a slip, lists and closes', async () => {
    const { patient } = await register();
    expect(patient).toMatchObject({
      version: 1,
      nameKm: SOPHEAP.nameKm,
      phone: '012 345 678',
      identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក', normalised: '20000000000001' }],
    });
    expect(patient.patientNumber).toMatch(/^KT04-2-\d{6}-[A-Z0-9]$/);

    const { check, asOf, months } = await clerk.ask('eligibility.check', {
      patientId: patient.id,
      isIdentityShown: true,
    });
    expect(check.decision).toMatchObject({ outcome: 'eligible', payer: 'nssf' });
    expect(check).toMatchObject({
      rosterId: 'roster-2026-03-09',
      nssfKey: '20000000000001',
      serviceDate: '2026-03-10',
    });
    expect(asOf).toBe('2026-03-09');
    expect(months).toHaveLength(12);

    const { visit, slip } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    expect(visit).toMatchObject({ status: 'open', dayNumber: 1, deskNumber: 2, payer: 'nssf', checkId: check.id });
    expect(slip).toEqual({
      slipNumber: '2-001',
      patientNumber: patient.patientNumber,
      nameKm: SOPHEAP.nameKm,
      nameLatin: SOPHEAP.nameLatin,
      sex: 'female',
      ageYears: 34,
      department: 'general',
      payer: 'nssf',
      outcome: 'eligible',
      asOf: '2026-03-09',
      facilityNameKm: FACILITY.nameKm,
      facilityNameLatin: FACILITY.nameLatin,
      serviceDate: '2026-03-10',
      openedAt: visit.openedAt,
      isPractice: false,
    });

    const today = await clerk.ask('visits.list', {});
    expect(today.counts).toEqual({ open: 1, closed: 0, cancelled: 0 });
    expect(today.visits).toEqual([{ visit, slip, syncState: 'waiting', withdrawn: null }]);

    desk.clock.advance(3_600_000);
    const closed = await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    expect(closed.visit).toMatchObject({
      status: 'closed',
      version: 2,
      outcome: 'improved',
      dischargeType: 'authorised',
    });
    expect(closed.visit.closedAt).toBe('2026-03-10T03:10:00.000Z');
    expect(await clerk.ask('eligibility.get', { checkId: check.id })).toMatchObject({ check, asOf });

    const again = await clerk.ask('patients.search', { text: 'sopheap' });
    expect(again.hits.map((hit) => [hit.matchedBy, hit.lastVisitOn, hit.lastPayer])).toEqual([
      ['name', '2026-03-10', 'nssf'],
    ]);
  });

  it('refuses what may not be, and writes nothing', async () => {
    const [{ patient, visit } = { patient: null, visit: null }] = (await clerk.ask('visits.list', {})).visits.map(
      ({ visit: kept }) => ({ patient: kept.patientId, visit: kept }),
    );
    if (patient === null) throw new Error('the visit before is gone');
    const before = rowCounts(desk.db);
    const close = { visitId: visit.id, outcome: 'improved' } as const;
    expect(await clerk.refused('visits.close', close)).toBe('visit-not-open');
    expect(await clerk.refused('visits.cancel', { visitId: visit.id, reason: 'came by mistake' })).toBe(
      'visit-not-open',
    );
    expect(await clerk.refused('visits.close', { ...close, visitId: 'none' })).toBe('visit-not-found');
    expect(await clerk.refused('visits.cancel', { visitId: 'none', reason: 'nobody came' })).toBe('visit-not-found');
    expect(await clerk.refused('visits.open', { patientId: 'none', checkId: visit.checkId })).toBe('patient-not-found');
    expect(await clerk.refused('visits.open', { patientId: patient, checkId: 'none' })).toBe('check-not-found');
    const check = { isIdentityShown: true } as const;
    expect(await clerk.refused('eligibility.check', { patientId: 'none', ...check })).toBe('patient-not-found');
    for (const serviceDate of ['2026-03-11', '2025-12-01'])
      expect(await clerk.refused('eligibility.check', { patientId: patient, serviceDate, ...check })).toBe(
        'service-date-wrong',
      );
    expect(await clerk.refused('eligibility.get', { checkId: 'none' })).toBe('check-not-found');
    expect(await clerk.refused('patients.get', { patientId: 'none' })).toBe('patient-not-found');
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('asks for a reason for a second visit to a department on a day, and numbers it on', async () => {
    const { hits } = await clerk.ask('patients.search', { text: '012345678' });
    const patientId = hits[0]?.patient.id ?? '';
    const { check } = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
    const reply = await clerk.reply('visits.open', { patientId, checkId: check.id });
    expect(reply).toMatchObject({
      ok: false,
      refusal: { code: 'visit-already-open', field: 'secondVisitReason', details: { slipNumber: '2-001' } },
    });
    const other = await clerk.ask('visits.open', { patientId, checkId: check.id, department: 'dental' });
    expect(other.visit).toMatchObject({ dayNumber: 2, secondVisitReason: null });
    const second = await clerk.ask('visits.open', {
      patientId,
      checkId: check.id,
      secondVisitReason: 'fell on the stairs',
    });
    expect(second.visit).toMatchObject({ dayNumber: 3, secondVisitReason: 'fell on the stairs' });
    expect(second.slip.slipNumber).toBe('2-003');
  });

  it('cancels with a reason, keeps the visit, and never gives its number again', async () => {
    const { visits } = await clerk.ask('visits.list', { status: 'open' });
    const last = visits[0]?.visit;
    if (last === undefined) throw new Error('there is no open visit');
    const { visit } = await clerk.ask('visits.cancel', { visitId: last.id, reason: 'left before being seen' });
    expect(visit).toMatchObject({ status: 'cancelled', version: 2, cancelReason: 'left before being seen' });
    expect((await clerk.ask('visits.list', { status: 'cancelled' })).visits.map(({ visit: kept }) => kept.id)).toEqual([
      visit.id,
    ]);
    const reopened = await clerk.ask('visits.open', {
      patientId: last.patientId,
      checkId: last.checkId,
      department: last.department,
      secondVisitReason: 'came back in the afternoon',
    });
    expect(reopened.visit.dayNumber).toBe(4);
  });

  it('says that only who died left as deceased', async () => {
    const { visits } = await clerk.ask('visits.list', { status: 'open' });
    const visitId = visits[0]?.visit.id ?? '';
    expect(await clerk.refused('visits.close', { visitId, outcome: 'deceased' })).toBe('outcome-contradicts');
    expect(await clerk.refused('visits.close', { visitId, outcome: 'improved', dischargeType: 'deceased' })).toBe(
      'outcome-contradicts',
    );
    const { visit } = await clerk.ask('visits.close', { visitId, outcome: 'deceased', dischargeType: 'deceased' });
    expect(visit.status).toBe('closed');
  });

  it('opens no visit today under a check that was made yesterday', async () => {
    const { hits } = await clerk.ask('patients.search', { text: 'sin sopheap' });
    const patientId = hits[0]?.patient.id ?? '';
    const { check } = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
    desk.clock.advance(18 * 3_600_000);
    await clerk.signIn('vanna', '481920');
    expect(await clerk.refused('visits.open', { patientId, checkId: check.id, department: 'eye' })).toBe(
      'check-out-of-date',
    );
    const late = await clerk.ask('eligibility.check', { patientId, serviceDate: '2026-03-10', isIdentityShown: true });
    const entered = await clerk.ask('visits.open', { patientId, checkId: late.check.id, department: 'eye' });
    expect(entered.visit).toMatchObject({ serviceDate: '2026-03-10', dayNumber: 5 });
    const { check: fresh } = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
    const { visit } = await clerk.ask('visits.open', { patientId, checkId: fresh.id });
    expect(visit).toMatchObject({ serviceDate: '2026-03-11', dayNumber: 1 });
    expect((await clerk.ask('visits.list', { patientId })).visits).toHaveLength(6);
  });

  it('counts what it wrote as entered and waiting, in the order in which it was written', async () => {
    const status = await clerk.ask('sync.status', {});
    const { entered, waiting, accepted, needsFixing, withdrawn } = status.counts;
    expect({ accepted, needsFixing, withdrawn }).toEqual({ accepted: 0, needsFixing: 0, withdrawn: 0 });
    expect(entered).toBe(waiting);
    const newest = desk.db.get('SELECT count(*) AS n FROM (SELECT DISTINCT kind, recordId FROM change)');
    expect(entered).toBe(newest?.n);
    expect(status.waiting.slice(0, 3).map(({ kind }) => kind)).toEqual(['patient', 'eligibility-check', 'visit']);
    expect(await clerk.refused('sync.now', {})).toBe('not-enrolled');
  });
});
