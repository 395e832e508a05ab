import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayStartMs } from '../../shared/base/time.ts';
import { exampleRuleset } from '../../shared/eligibility/facts.fixture.ts';
import { keepRecheck } from '../../shared/eligibility/recheck-store.ts';
import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import { saveRulesets } from '../../shared/eligibility/ruleset-store.ts';
import type { CoverSources } from '../../shared/facility/host.ts';
import type { Clerk } from '../support/asks.ts';
import { hostWithoutLine, openTestDesk, rowCounts, type TestDesk } from '../support/desk.ts';
import { MEMBERS } from '../support/facility.ts';

const SOPHEAP = MEMBERS[0] as RosterMember;
/** Somebody whom no list of this desk knows. */
const STRANGER = '3000000-0000009-9';
const LIST = { asOf: '2026-03-08', membersCount: 5_000_000 };

describe('cover, from the first answer to the last word', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let cover: CoverSources;
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    cover = { lookUp: async () => null, askCentre: async () => null, national: () => LIST };
    const host = hostWithoutLine();
    host.cover = {
      lookUp: (nssfKey, birthText) => {
        asked.push(`${nssfKey}|${birthText}`);
        return cover.lookUp(nssfKey, birthText);
      },
      askCentre: (nssfKey) => cover.askCentre(nssfKey),
      national: () => cover.national(),
    };
    desk = await openTestDesk('memory', { host });
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
  });
  afterEach(() => desk.close());

  const register = async (nssfNumber: string, birthDate = '1991-04-02') => {
    const { patient } = await clerk.ask('patients.register', {
      nameKm: SOPHEAP.nameKm,
      nameLatin: SOPHEAP.nameLatin,
      sex: 'female',
      birthDate,
      birthDatePrecision: 'day',
      identifiers: [{ kind: 'nssf', raw: nssfNumber }],
      isSomebodyElse: true,
    });
    return patient.id;
  };
  const check = (patientId: string) => clerk.ask('eligibility.check', { patientId, isIdentityShown: true });

  it('says which of the four lines it is, with the day it speaks for', async () => {
    const known = await check(await register(SOPHEAP.nssfNumber));
    expect(known).toMatchObject({ headline: 'covered-as-of', asOf: '2026-03-09', confirmedAt: null });
    const unknown = await check(await register(STRANGER));
    expect(unknown).toMatchObject({ headline: 'provisional', confirmedAt: null });
    expect(unknown.check.decision.reasons).toEqual(['MEMBER_NOT_IN_CACHE']);
  });

  it('looks in the national list by card and birth date together, and keeps which edition answered', async () => {
    cover.lookUp = async () => ({
      membership: { class: 'employee' },
      paidMonths: ['2025-12', '2026-01'],
      asOf: '2026-03-08',
      rosterId: 'n1',
      seq: 7,
    });
    const { check: stored, headline } = await check(await register(STRANGER));
    expect(asked).toEqual(['30000000000009|1991-04-02']);
    expect(headline).toBe('covered-as-of');
    expect(stored).toMatchObject({ rosterId: 'n1:7', facts: { snapshot: { asOf: '2026-03-08', source: 'roster' } } });
  });

  describe('when a day allows only so many look-ups', () => {
    beforeEach(() => {
      const ruleset = { ...exampleRuleset(), nationalLookUpsADay: { desk: 3, person: 2 } };
      desk.db.write((tx) => saveRulesets(tx, [{ id: ruleset.id, validFrom: '2026-01-01', validTo: null, ruleset }]));
      cover.lookUp = async () => ({
        ...{ membership: { class: 'employee' }, paidMonths: ['2025-12', '2026-01'] },
        ...{ asOf: '2026-03-08', rosterId: 'n1', seq: 7 },
      });
    });
    const withheld = () =>
      desk.db.all("SELECT recordId FROM audit WHERE action = 'national-look-up-withheld' ORDER BY seq");

    it('answers beyond them provisionally, says why, and leaves a trace', async () => {
      const patientId = await register(STRANGER);
      for (const _ of [1, 2]) {
        expect(await check(patientId)).toMatchObject({ headline: 'covered-as-of', isLookUpWithheld: false });
      }
      expect(withheld()).toEqual([]);
      const third = await check(patientId);
      expect(third).toMatchObject({
        ...{ headline: 'provisional', isLookUpWithheld: true },
        check: { decision: { reasons: ['MEMBER_NOT_IN_CACHE'] }, rosterId: 'roster-2026-03-09' },
      });
      expect(asked).toHaveLength(2);
      expect(withheld()).toEqual([{ recordId: third.check.id }]);
      expect(await clerk.ask('eligibility.get', { checkId: third.check.id })).toEqual(third);
      // The visit is opened all the same.
      const { visit } = await clerk.ask('visits.open', { patientId, checkId: third.check.id });
      expect(visit.checkId).toBe(third.check.id);
    });

    it('allows another person the rest of what the desk has, and everybody as many on the next day', async () => {
      const patientId = await register(STRANGER);
      const looks = async () => (await check(patientId)).isLookUpWithheld;
      expect([await looks(), await looks(), await looks()]).toEqual([false, false, true]);
      await clerk.signIn('chan', '730264');
      expect([await looks(), await looks()]).toEqual([false, true]);
      desk.clock.advance(86_400_000);
      await clerk.signIn('chan', '730264');
      expect(await looks()).toBe(false);
    });

    it('counts nobody whom the list is not asked about', async () => {
      const { patient } = await clerk.ask('patients.register', {
        ...{ nameLatin: 'No Card', sex: 'male', birthDate: '1980-01-02', birthDatePrecision: 'day' },
      });
      for (const _ of [1, 2, 3, 4, 5]) expect((await check(patient.id)).isLookUpWithheld).toBe(false);
    });

    it('is not outrun by asks that come at once', async () => {
      const patientId = await register(STRANGER);
      const answers = await Promise.all(Array.from({ length: 6 }, () => check(patientId)));
      expect(answers.filter(({ isLookUpWithheld }) => !isLookUpWithheld)).toHaveLength(2);
      expect(withheld()).toHaveLength(4);
    });
  });

  it('does not look again for a repeat of the same request', async () => {
    const patientId = await register(STRANGER);
    const input = { patientId, isIdentityShown: true };
    const first = await clerk.ask('eligibility.check', input, { id: 'check-once' });
    const before = rowCounts(desk.db);
    expect(await clerk.ask('eligibility.check', input, { id: 'check-once' })).toEqual(first);
    expect(rowCounts(desk.db)).toEqual(before);
    expect(asked).toHaveLength(1);
  });

  it('puts the centre’s better founded answer in the place of its own, and keeps both', async () => {
    const local = await check(await register(STRANGER));
    cover.askCentre = async () => ({ asOf: '2026-03-10', member: { ...SOPHEAP, nssfNumber: STRANGER } });
    const answer = await clerk.ask('eligibility.confirm', { checkId: local.check.id });
    if (answer.status !== 'confirmed') throw new Error('the centre was not reached');
    expect(answer.shown).toMatchObject({
      headline: 'covered-confirmed',
      check: { supersedesCheckId: local.check.id, decision: { outcome: 'eligible' }, rulesetId: local.check.rulesetId },
    });
    expect((await clerk.ask('eligibility.get', { checkId: local.check.id })).check).toEqual(local.check);
    // Asked again, the same answer stands; nothing is stored a second time.
    const before = rowCounts(desk.db);
    expect(await clerk.ask('eligibility.confirm', { checkId: local.check.id })).toEqual(answer);
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('takes the centre’s word that nobody has the number, but only the centre’s', async () => {
    const local = await check(await register(STRANGER));
    expect(await clerk.ask('eligibility.confirm', { checkId: local.check.id })).toEqual({ status: 'not-reached' });
    cover.askCentre = async () => ({ asOf: '2026-03-10', member: null });
    const answer = await clerk.ask('eligibility.confirm', { checkId: local.check.id });
    expect(answer).toMatchObject({
      shown: { headline: 'not-covered', check: { decision: { reasons: ['MEMBER_NOT_FOUND'] } } },
    });
  });

  it('lets staff decide otherwise with a reason, which is marked for ever and never says that cover is certain', async () => {
    const local = await check(await register(STRANGER));
    const { id: checkId } = local.check;
    expect(await clerk.refused('eligibility.override', { checkId, payer: 'nssf', reason: 'asked by phone' })).toBe(
      'nothing-to-override',
    );
    expect(await clerk.fault('eligibility.override', { checkId, payer: 'self', reason: '  no ' })).toBe('invalid');
    const shown = await clerk.ask('eligibility.override', {
      checkId,
      payer: 'hef',
      reason: 'equity card seen, 1286 asked',
    });
    expect(shown.check).toMatchObject({
      supersedesCheckId: checkId,
      overrideReason: 'equity card seen, 1286 asked',
      decision: { outcome: 'provisional', payer: 'hef' },
    });
  });

  it('lists what the centre overturned with its visit until somebody has seen to it', async () => {
    const { check: local } = await check(await register(STRANGER));
    const { visit } = await clerk.ask('visits.open', { patientId: local.patientId, checkId: local.id });
    const word = {
      decidedAt: '2026-03-11T01:00:00.000Z',
      rulesetId: local.rulesetId,
      asOf: '2026-03-10',
      checkId: local.id,
    };
    desk.db.write((tx) => {
      keepRecheck(tx, { seq: 1, ...word, decision: { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] } });
    });
    expect(await clerk.ask('eligibility.overturned', {})).toEqual({ items: [], unseen: 0 });
    desk.db.write((tx) => {
      const decision = { outcome: 'not-eligible' as const, payer: 'self' as const, reasons: ['Q_SHORT' as const] };
      expect(keepRecheck(tx, { seq: 2, ...word, decision })).toBe(true);
      expect(keepRecheck(tx, { seq: 2, ...word, decision })).toBe(false);
    });
    const list = await clerk.ask('eligibility.overturned', {});
    expect(list).toMatchObject({ unseen: 1, items: [{ visitId: visit.id, isSeen: false, before: local.decision }] });
    expect(await clerk.ask('eligibility.markSeen', { checkId: local.id })).toEqual({ unseen: 0 });
    expect((await clerk.ask('eligibility.overturned', {})).items).toMatchObject([{ isSeen: true }]);
    expect(await clerk.refused('eligibility.markSeen', { checkId: 'nobody’s' })).toBe('check-not-found');
  });

  it('counts the quality of its answers, each person’s last word once', async () => {
    const known = await check(await register(SOPHEAP.nssfNumber));
    const unknown = await check(await register(STRANGER));
    await clerk.ask('eligibility.override', { checkId: unknown.check.id, payer: 'self', reason: 'pays for herself' });
    cover.askCentre = async () => ({ asOf: '2026-03-10', member: SOPHEAP });
    await clerk.ask('eligibility.confirm', { checkId: known.check.id });
    const quality = await clerk.ask('eligibility.quality', { from: '2026-03-01', to: '2026-03-31' });
    expect(quality).toMatchObject({
      checks: 2,
      byOutcome: { eligible: 1, 'not-eligible': 1, provisional: 0 },
      confirmed: 1,
      overridden: 1,
      rechecked: 0,
      overturned: 0,
    });
    expect(await clerk.refused('eligibility.quality', { from: '2026-03-02', to: '2026-03-01' })).toBe('span-wrong');
  });

  it('judges each visit by the rules in force on its day, and never an old one by new rules', async () => {
    const dated = (
      id: string,
      validFrom: string,
      validTo: string | null,
      changes: Parameters<typeof exampleRuleset>[0],
    ) => ({
      id,
      validFrom,
      validTo,
      ruleset: { ...exampleRuleset(changes), id },
    });
    desk.db.write((tx) =>
      saveRulesets(tx, [
        dated('until-the-14th', '2026-01-01', '2026-03-14', {}),
        dated('from-the-15th', '2026-03-15', null, { consecutiveMonths: 12, minInWindow: 12 }),
      ]),
    );
    const patientId = await register(SOPHEAP.nssfNumber);
    const before = await check(patientId);
    expect(before.check).toMatchObject({ rulesetId: 'until-the-14th', decision: { outcome: 'eligible' } });
    desk.clock.advance(dayStartMs('2026-03-20') + 3 * 3_600_000 - desk.clock.nowMs());
    await clerk.signIn('vanna', '481920');
    const after = await check(patientId);
    expect(after.check).toMatchObject({ rulesetId: 'from-the-15th', decision: { outcome: 'not-eligible' } });
    // A visit of the 10th that is entered late, and the centre's word on it, stay under the rules of the 10th.
    const late = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true, serviceDate: '2026-03-10' });
    expect(late.check.rulesetId).toBe('until-the-14th');
    cover.askCentre = async () => ({ asOf: '2026-03-20', member: SOPHEAP });
    const confirmed = await clerk.ask('eligibility.confirm', { checkId: before.check.id });
    expect(confirmed).toMatchObject({
      shown: { check: { rulesetId: 'until-the-14th', decision: { outcome: 'eligible' } } },
    });
  });
});
