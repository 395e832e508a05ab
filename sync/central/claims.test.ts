import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Claim, ClaimAnswer, ClaimState } from '../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { MonthClose } from '../../shared/month/record.ts';
import type { Visit } from '../../shared/visits/record.ts';
import { openReply } from '../protocol/frame.ts';
import type { SyncReply, WireChange } from '../protocol/sync.ts';
import type { ClaimsCounted } from './claim-office.ts';
import { TestCentre } from './tests/centre.ts';
import {
  aPatient,
  aVisit,
  type Case,
  aCase as caseOf,
  changesOf,
  nth,
  said,
  TestDesk,
  withdrawalOf as withdrawn,
} from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk, tools } from './tests/packed-desk.ts';
import { memberRow, registerOf } from './tests/register.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const V4 = { protocol: 4, answersAfter: 0, recordsAfter: 0, packsId: null };
const toldOf = ({ version, result, faults, by }: ClaimAnswer): string =>
  [`v${version}`, result, ...faults.map(({ code, line }) => (line === null ? code : `${code}:${line}`)), by].join(' ');

describe.each(engines)('claims at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are taken and answered', () => {
    let centre: TestCentre;
    let facility = '';
    let desk: TestDesk;
    let other: TestDesk;
    let facilities = 0;
    beforeAll(async () => {
      centre = await TestCentre.start(engine);
    });
    afterAll(async () => centre.stop());
    // A facility of its own for each, because answers are counted by facility.
    beforeEach(async () => {
      facilities += 1;
      facility = `CLM${String(facilities).padStart(2, '0')}`;
      await centre.addFacility(facility);
      [desk, other] = [await enrolled(), await enrolled()];
    });

    const enrolled = async (): Promise<TestDesk> =>
      TestDesk.enrol(centre.url, { protocol: 4, mode: 'real', code: await centre.enrolCode(facility) });

    const aCase = (over: Partial<Claim> = {}, decision?: EligibilityCheck['decision']): Case =>
      caseOf(facility, over, decision);
    const sent = async (at: TestDesk, changes: readonly WireChange[]): Promise<string[]> =>
      (await at.sync(changes, V4)).verdicts.map(said);
    const answers = async (at: TestDesk = desk): Promise<ClaimAnswer[]> =>
      must((await at.sync([], V4)).claimAnswers, 'a desk that asks is told').list;
    const told = async ({ id }: Claim): Promise<string[]> =>
      (await answers()).filter(({ claimId }) => claimId === id).map(toldOf);
    const next = (claim: Claim, over: Partial<Claim>): Claim => ({ ...claim, version: claim.version + 1, ...over });
    const counted = async (month = '2026-03', state: ClaimState | null = null): Promise<ClaimsCounted> =>
      (await centre.command('claims', { facility, month, state })).result as ClaimsCounted;
    const decide = (claim: Claim, result: string, code: string | null = null) => {
      const by = { by: 'Chea Sophal', note: 'seen by the officer' };
      const { id: claimId, version } = claim;
      return centre.command('decide-claim', { facility, claimId, version, result, code, ...by });
    };

    test('a claim without a fault is accepted at once, every desk is told, and a repeat changes nothing', async () => {
      const one = aCase();
      const changes = changesOf(desk, one);
      const reply = await desk.sync(changes, V4);
      expect(reply.verdicts.map(said)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
      const answer = { seq: 1, claimId: one.claim.id, version: 1, result: 'accepted', faults: [], amountRiel: 6000 };
      expect(reply.claimAnswers).toEqual({
        ...{ through: 1, hasMore: false },
        list: [{ ...answer, at: '2026-03-10T03:00:00.000Z', by: 'centre', note: null }],
      });
      const again = await desk.sync(changes, { ...V4, answersAfter: 1 });
      expect(again.verdicts.map(said)).toEqual(Array.from(changes, () => 'already-had'));
      expect(again.claimAnswers).toEqual({ through: 1, hasMore: false, list: [] });
      const { records, claimAnswers } = await other.sync([], V4);
      expect(records?.list.map(({ kind }) => kind)).toEqual(['patient', 'eligibility-check', 'visit', 'claim']);
      expect(claimAnswers).toEqual(reply.claimAnswers);
      expect((await counted()).states).toEqual([{ state: 'accepted', claims: 1, amountRiel: 6000 }]);
    });

    test('older desks are served as before, and are told nothing of claims', async () => {
      await sent(desk, changesOf(desk, aCase()));
      const { body } = await other.send([], { protocol: 3, recordsAfter: 0 });
      const { protocol, records, ...rest } = body as SyncReply;
      expect([protocol, records?.list.map(({ kind }) => kind), records?.through]).toEqual([
        ...[3, ['patient', 'eligibility-check', 'visit'], 4],
      ]);
      expect(Object.keys(rest).filter((key) => ['packs', 'claimAnswers'].includes(key))).toEqual([]);
      const packed = await PackedDesk.enrol(centre.url, { mode: 'real', code: await centre.enrolCode(facility) });
      const frame = packed.packed([], { recordsAfter: 0 });
      const answer = (await packed.send(frame)).frame;
      const said3 = openReply(tools, answer, Buffer.from(packed.centreKey, 'hex'), tools.sha256(frame)) as SyncReply;
      expect([said3.protocol, said3.records?.list.length, Object.keys(said3)]).toEqual([
        ...[3, 3],
        [
          ...['protocol', 'serverTime', 'facility', 'verdicts', 'rechecks', 'runsThrough', 'fence', 'records'],
          ...['roster', 'places', 'rulesets', 'national', 'keys'],
        ],
      ]);
      const refused = await other.send([], { protocol: 3, recordsAfter: 0, strange: 1 });
      expect(refused.status).toBe(400);
      expect((await other.sync([], { protocol: 4 })).claimAnswers).toBeNull();
    });

    test('waits for its visit and its check, and is refused under another facility’s name', async () => {
      const { patient, check, visit, claim } = aCase();
      await sent(desk, [desk.change('patient', patient)]);
      const change = desk.change('claim', claim);
      expect(await sent(desk, [change])).toEqual(['try-later waits-for-visit']);
      expect(await sent(desk, [desk.change('visit', visit), change])).toEqual([
        'accepted',
        'try-later waits-for-check',
      ]);
      expect(await sent(desk, [desk.change('eligibility-check', check), change])).toEqual(['accepted', 'accepted']);
      expect(await told(claim)).toEqual(['v1 accepted centre']);
      const strange = aCase({ facilityCode: 'ELSE1' });
      expect(nth(await sent(desk, changesOf(desk, strange)), 3)).toBe('needs-fixing facility-differs');
      const astray = aCase({ id: randomUUID() });
      expect(nth(await sent(desk, changesOf(desk, astray)), 3)).toBe('needs-fixing record-mismatch');
    });

    test('is not answered before its visit is closed here', async () => {
      const { patient, check, visit, claim } = aCase();
      const open: Visit = aVisit(patient, { id: visit.id, checkId: check.id });
      const first = desk.change('visit', open);
      await sent(desk, [desk.change('patient', patient), desk.change('eligibility-check', check), first]);
      await sent(desk, [desk.change('claim', claim)]);
      expect(await answers()).toEqual([]);
      await sent(desk, [desk.change('visit', { ...visit, version: 2 }, { base: first })]);
      expect(await told(claim)).toEqual(['v1 accepted centre']);
    });

    test('what is not complete is held and answered nothing; what is complete and wrong is returned or denied', async () => {
      const delivery = { category: 'delivery', quantity: 1, unitRiel: 80_000, amountRiel: 80_000 };
      const held = aCase({ lines: [delivery], totalRiel: 80_000 });
      const wrong = aCase({
        lines: [{ category: 'outpatient', quantity: 1, unitRiel: 7000, amountRiel: 7000 }],
        totalRiel: 7000,
      });
      const none = aCase({}, { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] });
      const moved = aCase({ serviceFrom: '2026-03-02', serviceTo: '2026-03-02' });
      await sent(
        desk,
        [held, wrong, none, moved].flatMap((one) => changesOf(desk, one)),
      );
      expect(await told(held.claim)).toEqual([]);
      expect(await told(wrong.claim)).toEqual(['v1 returned amount-wrong:0 centre']);
      expect(await told(none.claim)).toEqual(['v1 denied not-covered centre']);
      expect(await told(moved.claim)).toEqual(['v1 returned visit-differs centre']);
      const details = { ...held.claim.details, gestationWeeks: 39, liveBirths: 1 };
      const complete = next(held.claim, { details, documents: ['nssf-form-signed'] });
      const fixed = next(wrong.claim, { ...aCase().claim, id: wrong.claim.id, version: 2, asks: 'correction' });
      const { visitId, patientId, checkId, memberNumber } = wrong.claim;
      await sent(desk, [
        desk.change('claim', complete),
        desk.change('claim', { ...fixed, visitId, patientId, checkId, memberNumber }),
      ]);
      expect(await told(held.claim)).toEqual(['v2 accepted centre']);
      expect(await told(wrong.claim)).toEqual(['v1 returned amount-wrong:0 centre', 'v2 accepted centre']);
    });

    test('is held while its check is open, and answered when the register decides that, in one transaction', async () => {
      // An answer of a desk's list, and one that the centre itself could only give for the time being.
      const cases = (['roster', 'server'] as const).map((source) => {
        const { check, ...one } = aCase(
          {},
          { outcome: 'provisional', payer: 'nssf', reasons: ['MEMBER_NOT_IN_CACHE'] },
        );
        const facts = { ...check.facts, snapshot: { source } };
        return { ...one, check: { ...check, nssfKey: one.claim.memberNumber, facts } };
      });
      for (const one of cases) await sent(desk, changesOf(desk, one));
      expect(await answers()).toEqual([]);
      expect((await counted()).states).toEqual([{ state: 'held', claims: 2, amountRiel: 12_000 }]);
      const rows = cases.map(({ claim }) => memberRow(claim.memberNumber ?? '', '2026-01;2026-02'));
      await centre.command('import-members', {}, registerOf(...rows));
      const { rechecks } = await desk.sync([], V4);
      expect(rechecks.map(({ decision }) => decision.outcome)).toEqual(['eligible', 'eligible']);
      for (const { claim } of cases) expect(await told(claim)).toEqual(['v1 accepted centre']);
    });

    test('is denied when the month that it waits for was not paid for half a year, and is nobody’s no more', async () => {
      const { check, ...one } = aCase({}, { outcome: 'provisional', payer: 'nssf', reasons: ['Q_PENDING_DUE'] });
      const asked = { ...one, check: { ...check, nssfKey: one.claim.memberNumber } };
      const row = memberRow(one.claim.memberNumber ?? '', '2026-01');
      await centre.command('import-members', {}, registerOf(row));
      await sent(desk, changesOf(desk, asked));
      expect(await answers()).toEqual([]);
      const now = centre.clock.ms;
      centre.clock.ms += 200 * 86_400_000;
      await centre.command('import-members', {}, registerOf(row));
      expect(await told(one.claim)).toEqual(['v1 denied not-covered centre']);
      centre.clock.ms = now;
    });

    test('the same case twice: the later is refused until the first is withdrawn, whichever desk it is from', async () => {
      const [first, second] = [aCase(), aCase()];
      // A second patient with the same card, as two desks register one person.
      second.claim = { ...second.claim, memberNumber: first.claim.memberNumber };
      const [a, b] = first.claim.id < second.claim.id ? [first, second] : [second, first];
      await sent(other, changesOf(other, b));
      await sent(desk, changesOf(desk, a));
      // The centre's word came first for b.
      expect(await told(b.claim)).toEqual(['v1 accepted centre']);
      expect(await told(a.claim)).toEqual(['v1 denied line-twice:0 centre']);
      await sent(other, [other.change('claim', withdrawn(b.claim))]);
      expect(await told(a.claim)).toEqual(['v1 denied line-twice:0 centre', 'v1 accepted centre']);
      expect((await counted()).states).toEqual([
        { state: 'accepted', claims: 1, amountRiel: 6000 },
        { state: 'withdrawn', claims: 1, amountRiel: 6000 },
      ]);
    });

    test('one patient twice on a day: of two that come at once the one made first is accepted', async () => {
      const { patient, check, visit, claim } = aCase();
      const ids = [randomUUID(), randomUUID()].sort();
      const [early, late] = ids.map((id) => ({ ...visit, id }));
      const claims = ids.map((id) => ({ ...claim, id, visitId: id }));
      await sent(desk, [
        ...[desk.change('patient', patient), desk.change('eligibility-check', check)],
        ...[desk.change('visit', must(late, 'two')), desk.change('visit', must(early, 'two'))],
        ...claims.toReversed().map((one) => desk.change('claim', one)),
      ]);
      expect(await told(nth(claims, 0))).toEqual(['v1 accepted centre']);
      expect(await told(nth(claims, 1))).toEqual(['v1 returned category-twice:0 centre']);
      const base = desk.change('claim', nth(claims, 0));
      await sent(desk, [desk.change('claim', withdrawn(nth(claims, 0)), { base })]);
      expect(await told(nth(claims, 1))).toEqual(['v1 returned category-twice:0 centre', 'v1 accepted centre']);
    });

    test('two desks change one claim: both edits go into one version, which is answered', async () => {
      const delivery = { category: 'delivery', quantity: 1, unitRiel: 80_000, amountRiel: 80_000 };
      const { claim, ...rest } = aCase({ lines: [delivery], totalRiel: 80_000 });
      const [, , , base] = changesOf(desk, { ...rest, claim });
      await sent(desk, [...changesOf(desk, { ...rest, claim }).slice(0, 3), must(base, 'a claim')]);
      const ofDesk = next(claim, { details: { ...claim.details, gestationWeeks: 39, liveBirths: 1 } });
      const ofOther = next(claim, { documents: ['nssf-form-signed'] });
      await sent(desk, [desk.change('claim', ofDesk, { base: must(base, 'a claim') })]);
      await sent(other, [other.change('claim', ofOther, { base: must(base, 'a claim') })]);
      expect(await told(claim)).toEqual(['v3 accepted centre']);
      const { records } = await desk.sync([], { ...V4, recordsAfter: 4 });
      const merged = JSON.parse(must(records?.list.at(-1), 'the merged version').content) as Claim;
      expect([merged.version, merged.details.gestationWeeks, merged.documents]).toEqual([3, 39, ['nssf-form-signed']]);
    });

    test('an appeal waits for an officer, whose word no rule changes; codes have to fit', async () => {
      const { claim, ...rest } = aCase({}, { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] });
      await sent(desk, changesOf(desk, { ...rest, claim }));
      const appeal = next(claim, { asks: 'appeal', note: 'The employer paid; receipt shown.' });
      await sent(desk, [desk.change('claim', appeal)]);
      expect(await told(claim)).toEqual(['v1 denied not-covered centre']);
      expect((await counted()).states).toEqual([{ state: 'appealed', claims: 1, amountRiel: 6000 }]);
      await expect(decide(claim, 'returned', 'not-covered')).rejects.toThrow(
        /returned with one of these codes: .*see-note/,
      );
      await expect(decide(claim, 'denied')).rejects.toThrow(/one of these codes/);
      await expect(decide({ ...claim, id: randomUUID() }, 'accepted')).rejects.toThrow(/has sent no claim/);
      expect((await decide(appeal, 'accepted')).result).toMatchObject({
        version: 2,
        state: 'accepted',
        amountRiel: 6000,
      });
      expect(await told(claim)).toEqual(['v1 denied not-covered centre', 'v2 accepted Chea Sophal']);
      await sent(desk, [desk.change('visit', { ...rest.visit, version: 2, department: 'surgery' })]);
      expect(await told(claim)).toHaveLength(2);
    });

    test('an officer denies the first of two, and the second is judged anew', async () => {
      const [first, second] = [aCase(), aCase()];
      second.claim = { ...second.claim, memberNumber: first.claim.memberNumber };
      await sent(desk, [...changesOf(desk, first)]);
      await sent(desk, [...changesOf(desk, second)]);
      expect(await told(second.claim)).toEqual(['v1 denied line-twice:0 centre']);
      await decide(first.claim, 'denied', 'refused');
      expect(await told(second.claim)).toEqual(['v1 denied line-twice:0 centre', 'v1 accepted centre']);
    });

    test('after its month was closed a claim is taken as an adjustment; the centre says whether it counts the same', async () => {
      const [one, late] = [aCase(), aCase()];
      await sent(desk, changesOf(desk, one));
      await sent(desk, [desk.change('month-close', aClosing('2026-03', { claims: 1, claimedRiel: 6000 }))]);
      await sent(other, changesOf(other, late));
      expect(await told(late.claim)).toEqual(['v1 accepted centre']);
      expect((await counted()).adjustments).toEqual({ claims: 1, amountRiel: 6000 });
      const seen = async () =>
        (await centre.command('month', { facility })).lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(await seen()).toEqual([
        {
          ...{ toldLater: { claims: 0, claimedRiel: 0 }, isAllTold: false, isInForce: true },
          ...{ month: '2026-03', deskNumber: 1, revision: 1, isOpenAgain: false, digest: 'a'.repeat(64) },
          ...{ closedAt: '2026-03-31T10:00:00.000Z', told: { claims: 1, claimedRiel: 6000 }, agrees: true },
          ...{ counted: { claims: 1, claimedRiel: 6000 }, adjustments: { claims: 1, claimedRiel: 6000 } },
        },
      ]);
      const april = { month: '2026-03', payer: 'nssf', visits: 1, claims: 1, amountRiel: 6000 };
      await sent(desk, [desk.change('month-close', aClosing('2026-04', { counted: [april] }))]);
      expect(nth(await seen(), 0)).toMatchObject({ toldLater: { claims: 1, claimedRiel: 6000 }, isAllTold: true });
      await decide(one.claim, 'denied', 'refused');
      expect(nth(await seen(), 0)).toMatchObject({ agrees: false, counted: { claims: 0, claimedRiel: 0 } });
      const { records } = await other.sync([], V4);
      expect(records?.list.map(({ kind }) => kind)).toContain('month-close');
    });

    const aClosing = (month: string, over: Partial<MonthClose>): MonthClose => {
      const standing = { entered: 1, accepted: 1, needsFixing: 0, waiting: 0, withdrawn: 0 };
      return {
        ...{
          id: randomUUID(),
          version: 1,
          month,
          facilityCode: facility,
          revision: 1,
          isOpenAgain: false,
          reason: null,
        },
        ...{
          digest: 'a'.repeat(64),
          visits: 1,
          claims: 1,
          claimedRiel: 6000,
          adjustmentsRiel: 0,
          counted: [],
          deskNumber: 1,
        },
        ...{ standing: { visits: standing, claims: standing }, counted: [] },
        ...{ closedAt: '2026-03-31T10:00:00.000Z', closedBy: 'staff-1' },
        ...{ madeAt: '2026-03-31T10:00:00.000Z', madeBy: 'staff-1' },
        ...over,
      };
    };

    test('answers come in pages, in order and without a gap', async () => {
      const cases = Array.from({ length: 12 }, () => aCase());
      await sent(
        desk,
        cases.flatMap((one) => changesOf(desk, one)),
      );
      const list = await answers();
      expect(list.map(({ seq }) => seq)).toEqual(cases.map((_, index) => index + 1));
      const { claimAnswers } = await desk.sync([], { ...V4, answersAfter: 9 });
      expect(claimAnswers?.list.map(({ seq }) => seq)).toEqual([10, 11, 12]);
    });

    test('a claim that no patient can be found for stays with its desk', async () => {
      const { claim } = aCase({ patientId: aPatient().id });
      expect(await sent(desk, [desk.change('claim', claim)])).toEqual(['try-later waits-for-patient']);
      expect((await counted()).states).toEqual([]);
    });
  });
});
