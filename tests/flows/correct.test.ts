import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { monthCloseById } from '../../shared/month/close-store.ts';
import type { ChangeKind } from '../../shared/outbox/record.ts';
import { keepVerdict, newestChange } from '../../shared/outbox/store.ts';
import { VERDICT_CODES, type VerdictCode } from '../../shared/outbox/verdict.record.ts';
import type { Clerk } from '../support/asks.ts';
import { serve } from '../support/clerk-work.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';
import type { Registration } from '../support/people.ts';

const NOW = '2026-03-10T02:20:00.000Z';
const DARA: Registration = {
  ...{ nameKm: 'ចាន់ ដារ៉ា', nameLatin: 'Chan Dara', sex: 'male', birthDate: '1985-11-02', birthDatePrecision: 'day' },
  ...{ phone: '012 345 678', villageCode: '02010101', isSomebodyElse: true },
};

describe.each(PORTS)('putting right what was recorded, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
  });
  afterAll(() => desk.close());

  /** What only a centre says. */
  function saysCentre(kind: ChangeKind, recordId: string, code: VerdictCode | null, field: string | null = null): void {
    const { seq, incarnation } = must(newestChange(desk.db, kind, recordId), 'the record was saved');
    const state = code === null ? ('accepted' as const) : ('needs-fixing' as const);
    const verdict = { seq, incarnation, state, code, field, sentence: code === null ? null : 'Look again.' };
    expect(desk.db.write((tx) => keepVerdict(tx, verdict, NOW))).toBe(true);
  }
  const newest = (kind: ChangeKind, recordId: string) =>
    must(newestChange(desk.db, kind, recordId), 'the record was saved');
  const attention = async () => (await clerk.ask('sync.status', {})).attention;

  it('corrects a patient in the same lineage and keeps what stood there', async () => {
    const { patient } = await clerk.ask('patients.register', DARA);
    const form = { ...DARA, patientId: patient.id, version: 1 };
    expect(await clerk.refused('patients.correct', form)).toBe('nothing-changed');
    const passport = { kind: 'passport' as const, raw: 'N1234567' };
    const change = { nameLatin: 'Chan Darith', phone: null, identifiers: [passport] };
    const { patient: corrected } = await clerk.ask('patients.correct', { ...form, ...change });
    expect(corrected).toEqual({
      ...patient,
      ...{ version: 2, nameLatin: 'Chan Darith', phone: null },
      identifiers: [{ ...passport, normalised: 'N1234567' }],
    });
    expect((await clerk.ask('patients.get', { patientId: patient.id })).patient).toEqual(corrected);
    const [hit] = (await clerk.ask('patients.search', { text: 'darith' })).hits;
    expect(hit?.patient.id).toBe(patient.id);
    expect((await clerk.ask('patients.search', { text: 'N1234567' })).hits).toHaveLength(1);
    expect(newest('patient', patient.id)).toMatchObject({ version: 2, state: 'waiting', label: patient.patientNumber });
    const trail = desk.db.get("SELECT details FROM audit WHERE action = 'patient-corrected' ORDER BY seq DESC LIMIT 1");
    expect(JSON.parse(String(trail?.details))).toEqual({
      ...{ identifiers: [], nameLatin: 'Chan Dara', phone: '012 345 678' },
    });
    expect(await clerk.refused('patients.correct', { ...form, phone: '077 123 456' })).toBe('changed-meanwhile');
  });

  it.each<[string, Partial<Registration>, string]>([
    ['no name', { nameKm: null, nameLatin: ' ' }, 'name-missing'],
    ['a birth tomorrow', { birthDate: '2026-03-11' }, 'birth-date-wrong'],
    ['no birth date', { birthDate: null }, 'birth-date-missing'],
    ['an NSSF number of nine digits', { identifiers: [{ kind: 'nssf', raw: '123456789' }] }, 'identifier-wrong'],
    ['a number of somebody else', { identifiers: [{ kind: 'passport', raw: 'N1234567' }] }, 'already-registered'],
    ['a village that is not in the gazetteer', { villageCode: '99999999' }, 'village-unknown'],
    ['somebody who is here already', { nameLatin: 'Sok Sophea', isSomebodyElse: false }, 'possible-duplicate'],
  ])('refuses %s as a registration does, and writes nothing', async (_what, change, code) => {
    await clerk.reply('patients.register', { ...DARA, nameLatin: 'Sok Sophea', nameKm: null });
    const { patient } = await clerk.ask('patients.register', { ...DARA, nameKm: null, nameLatin: 'Ly Borey' });
    const before = rowCounts(desk.db);
    const form = { ...DARA, nameKm: null, nameLatin: 'Ly Borey', patientId: patient.id, version: 1, ...change };
    expect(await clerk.refused('patients.correct', form)).toBe(code);
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('gives another number only where the centre said that it is taken', async () => {
    const { patient } = await clerk.ask('patients.register', DARA);
    saysCentre('patient', patient.id, 'patient-number-taken', 'patientNumber');
    const { patient: renumbered } = await clerk.ask('patients.correct', { ...DARA, patientId: patient.id, version: 1 });
    expect(renumbered).toEqual({ ...patient, version: 2, patientNumber: renumbered.patientNumber });
    expect(renumbered.patientNumber).not.toBe(patient.patientNumber);
    expect(await attention()).toEqual([]);
  });

  it('corrects of a visit what it is in a state to have', async () => {
    const { visitId } = await serve(clerk, DARA);
    const at = (version: number) => ({ visitId, version });
    expect(await clerk.refused('visits.correct', { ...at(1), outcome: 'improved' })).toBe('not-of-this-state');
    expect(await clerk.refused('visits.correct', { ...at(1), department: 'general' })).toBe('nothing-changed');
    expect(await clerk.refused('visits.correct', { ...at(1), serviceDate: '2026-03-11' })).toBe('service-date-wrong');
    const moved = await clerk.ask('visits.correct', { ...at(1), serviceDate: '2026-03-09', department: 'eye' });
    expect(moved.visit).toMatchObject({ version: 2, serviceDate: '2026-03-09', dayNumber: 1, department: 'eye' });
    await clerk.ask('visits.close', { visitId, outcome: 'improved' });
    expect(await clerk.refused('visits.correct', { ...at(3), outcome: 'deceased' })).toBe('outcome-contradicts');
    expect(await clerk.refused('visits.correct', { ...at(2), outcome: 'recovered' })).toBe('changed-meanwhile');
    const fixed = await clerk.ask('visits.correct', { ...at(3), outcome: 'deceased', dischargeType: 'deceased' });
    expect(fixed.visit).toMatchObject({ version: 4, outcome: 'deceased', dischargeType: 'deceased', status: 'closed' });
  });

  it('says of every code what to do, and that can be done', async () => {
    for (const [code, todo] of Object.entries(VERDICT_CODES) as [VerdictCode, string][]) {
      if (todo === 'waits') continue;
      const { patientId, checkId, visitId } = await serve(clerk, DARA);
      for (const [kind, recordId] of [
        ['patient', patientId],
        ['eligibility-check', checkId],
        ['visit', visitId],
      ] as const) {
        saysCentre(kind, recordId, code, 'any');
        const [item] = (await attention()).filter((one) => one.recordId === recordId);
        expect(item, code).toMatchObject({ kind, code, patientId, visitId: kind === 'visit' ? visitId : null });
        const wish = { kind, recordId };
        if (item?.todo === 'withdraw') await clerk.ask('changes.withdraw', { ...wish, reason: 'cannot be read' });
        else if (item?.todo !== 'correct') await clerk.ask('changes.resend', wish);
        else if (kind === 'patient') await clerk.ask('patients.correct', { ...DARA, patientId, version: 1 });
        else await clerk.ask('visits.correct', { visitId, version: 1 });
        expect(newest(kind, recordId), `${code} of ${kind}`).toMatchObject({ version: 2, state: 'waiting' });
        expect(await attention(), `${code} of ${kind}`).toEqual([]);
      }
    }
  });

  it('sends the same again only where the centre has set it aside', async () => {
    const { checkId } = await serve(clerk, DARA);
    const wish = { kind: 'eligibility-check' as const, recordId: checkId };
    expect(await clerk.refused('changes.resend', wish)).toBe('nothing-to-resend');
    expect(await clerk.refused('changes.resend', { ...wish, recordId: 'nobody' })).toBe('record-not-found');
    saysCentre('eligibility-check', checkId, 'hash-wrong');
    expect(await clerk.ask('changes.resend', wish)).toEqual({ version: 2 });
    const { content } = newest('eligibility-check', checkId);
    expect(JSON.parse(content)).toMatchObject({ id: checkId, version: 2 });
    const before = await clerk.ask('eligibility.get', { checkId });
    expect(before.check.version).toBe(2);
  });

  it('opens a month again whose closing had to be sent a second time, and withdraws no closing', async () => {
    const [manager, month] = [desk.clerk(), '2026-02'];
    await manager.signIn('chan', '730264');
    const { report } = await manager.ask('month.report', { month });
    await manager.ask('month.close', { month, digest: report.digest });
    const { id } = must(desk.db.get('SELECT id FROM monthClose WHERE month = @month', { month }), 'it was closed');
    const wish = { kind: 'month-close' as const, recordId: String(id) };
    saysCentre(wish.kind, wish.recordId, 'hash-wrong');
    expect(await manager.ask('changes.resend', wish)).toEqual({ version: 2 });
    expect(monthCloseById(desk.db, wish.recordId)).toMatchObject({ version: 2, isOpenAgain: false });
    expect(await manager.refused('changes.withdraw', { ...wish, reason: 'closed too early' })).toBe('month-stays');
    await manager.ask('month.reopen', { month, reason: 'a whole day was forgotten' });
    expect(monthCloseById(desk.db, wish.recordId)).toMatchObject({ version: 3, isOpenAgain: true });
  });

  it('withdraws a patient with his checks, and counts each record once', async () => {
    const { patient } = await clerk.ask('patients.register', { ...DARA, nameLatin: 'Keo Twice' });
    await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    const { counts: before } = await clerk.ask('sync.status', {});
    await clerk.ask('changes.withdraw', { kind: 'patient', recordId: patient.id, reason: 'registered twice' });
    const { counts: after } = await clerk.ask('sync.status', {});
    expect(after).toEqual(before);
    expect((await clerk.ask('eligibility.latest', { patientId: patient.id })).shown).toBeNull();
    expect(await clerk.refused('patients.correct', { ...DARA, patientId: patient.id, version: 2 })).toBe('withdrawn');
    const told = newest('patient', patient.id);
    expect(told).toMatchObject({ version: 2, isWithdrawal: true, state: 'waiting' });
    const { withdrawn } = JSON.parse(told.content) as { withdrawn: unknown };
    expect(withdrawn).toMatchObject({ reason: 'registered twice', by: 'staff-vanna' });
    saysCentre('patient', patient.id, null);
    const { counts: last } = await clerk.ask('sync.status', {});
    expect(last).toEqual({ ...before, waiting: before.waiting - 1, withdrawn: before.withdrawn + 1 });
  });
});
