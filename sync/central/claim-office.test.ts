import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Claim } from '../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { WireChange } from '../protocol/sync.ts';
import type { ClaimsCounted } from './claim-office.ts';
import { TestCentre } from './tests/centre.ts';
import { aVisit, type Case, aCase as caseOf, changesOf, nth, said, TestDesk, withdrawalOf } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const V4 = { protocol: 4, answersAfter: 0, recordsAfter: 0, packsId: null };

describe.each(engines)('the office at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'decides and pays', () => {
    let centre: TestCentre;
    let facility = '';
    let facilities = 0;
    let desk: TestDesk;
    let other: TestDesk;
    beforeAll(async () => {
      centre = await TestCentre.start(engine);
    });
    afterAll(async () => centre.stop());
    beforeEach(async () => {
      facilities += 1;
      facility = `OFF${String(facilities).padStart(2, '0')}`;
      await centre.addFacility(facility);
      const enrolled = async () =>
        TestDesk.enrol(centre.url, { protocol: 4, mode: 'real', code: await centre.enrolCode(facility) });
      [desk, other] = [await enrolled(), await enrolled()];
    });

    const aCase = (over: Partial<Claim> = {}, decision?: EligibilityCheck['decision']): Case =>
      caseOf(facility, over, decision);
    const sent = async (at: TestDesk, changes: readonly WireChange[]): Promise<string[]> =>
      (await at.sync(changes, V4)).verdicts.map(said);
    /** Every answer to the claim, in their order. */
    const told = async ({ id }: Claim): Promise<string[]> =>
      must((await desk.sync([], V4)).claimAnswers, 'a desk that asks is told')
        .list.filter(({ claimId }) => claimId === id)
        .map(({ version, result, faults, amountRiel, by }) =>
          [`v${version}`, result, ...faults.map(({ code }) => code), amountRiel, by].join(' '),
        );
    const counted = async (month = '2026-03'): Promise<ClaimsCounted> =>
      (await centre.command('claims', { facility, month, state: null })).result as ClaimsCounted;
    const decide = async (claim: Claim, result: string, code: string | null = null) => {
      const by = { by: 'Chea Sophal', note: 'seen by the officer' };
      const { id: claimId, version } = claim;
      return (await centre.command('decide-claim', { facility, claimId, version, result, code, ...by })).result;
    };
    const pay = async (payment: string) =>
      (await centre.command('pay-claims', { facility, month: '2026-03', by: 'Chea Sophal', payment })).result;

    test('an officer decides on the version that the list has shown, and on no other', async () => {
      const { claim, ...rest } = aCase({}, { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] });
      const appeal: Claim = { ...claim, version: 2, asks: 'appeal', note: 'The employer paid.' };
      await sent(desk, changesOf(desk, { ...rest, claim }));
      await sent(desk, [desk.change('claim', appeal)]);
      const wish = { facility, month: '2026-03', state: 'appealed', isListed: true };
      const listed = (await centre.command('claims', wish)).lines.map((line) => JSON.parse(line) as object);
      expect(listed).toMatchObject([{ claim: claim.id, version: 2, amountRiel: 6000 }]);
      const emergency = { category: 'emergency', quantity: 1, unitRiel: 20_000, amountRiel: 20_000 };
      const more: Claim = { ...appeal, version: 3, lines: [emergency], totalRiel: 20_000 };
      await sent(desk, [desk.change('claim', more)]);
      await expect(decide(appeal, 'accepted')).rejects.toThrow(/is at version 3, and you have decided on version 2/);
      expect(await told(claim)).toEqual(['v1 denied not-covered 0 centre']);
      expect(await decide(more, 'accepted')).toMatchObject({ version: 3, state: 'accepted', amountRiel: 20_000 });
    });

    test('a month is paid once; a correction of what was paid gets the rest, and what is withdrawn after it stays visible', async () => {
      const cases = [aCase(), aCase(), aCase({ serviceFrom: '2026-02-27', serviceTo: '2026-02-27' })];
      const [one, two, before] = [nth(cases, 0), nth(cases, 1), nth(cases, 2)];
      before.visit.serviceDate = '2026-02-27';
      await sent(
        desk,
        cases.flatMap((of) => changesOf(desk, of)),
      );
      expect(await pay('P-1')).toEqual({
        ...{ facility, month: '2026-03', payment: 'P-1', claims: 2, amountRiel: 12_000 },
        overpaid: { claims: 0, amountRiel: 0 },
      });
      expect(await pay('P-2')).toMatchObject({ claims: 0, amountRiel: 0 });
      const list = must((await desk.sync([], V4)).claimAnswers, 'a desk that asks is told').list;
      const [, paid] = list.filter(({ claimId }) => claimId === one.claim.id);
      expect(paid).toMatchObject({ result: 'paid', amountRiel: 6000, by: 'Chea Sophal', note: 'P-1' });
      await expect(decide(one.claim, 'accepted')).rejects.toThrow(/is paid already/);
      const emergency = { category: 'emergency', quantity: 1, unitRiel: 20_000, amountRiel: 20_000 };
      await sent(desk, [
        desk.change('claim', { ...one.claim, version: 2, lines: [emergency], totalRiel: 20_000, asks: 'correction' }),
        desk.change('claim', withdrawalOf(two.claim)),
      ]);
      expect(await pay('P-3')).toMatchObject({ claims: 1, amountRiel: 14_000 });
      const sums = await counted();
      expect(sums.states).toEqual([
        { state: 'paid', claims: 1, amountRiel: 20_000 },
        { state: 'withdrawn', claims: 1, amountRiel: 6000 },
      ]);
      expect([sums.paidRiel, sums.paidNotStanding]).toEqual([26_000, { claims: 1, paidRiel: 6000 }]);
      expect((await counted('2026-02')).rows).toEqual([
        {
          ...{ payer: 'nssf', paymentCode: 'PATY-0000G3E', category: 'outpatient', state: 'accepted' },
          ...{ claims: 1, quantity: 1, amountRiel: 6000 },
        },
      ]);
    });

    test('each payment says what it pays; what was paid too much is told and not taken back in silence', async () => {
      const { claim, ...rest } = aCase();
      await sent(desk, changesOf(desk, { ...rest, claim }));
      expect(await pay('P-1')).toMatchObject({ claims: 1, amountRiel: 6000 });
      const emergency = { category: 'emergency', quantity: 1, unitRiel: 20_000, amountRiel: 20_000 };
      const more: Claim = { ...claim, version: 2, asks: 'correction', lines: [emergency], totalRiel: 20_000 };
      await sent(desk, [desk.change('claim', more)]);
      expect(await pay('P-2')).toMatchObject({ claims: 1, amountRiel: 14_000, overpaid: { claims: 0 } });
      const none = { claims: 0, amountRiel: 0 };
      expect(await counted()).toMatchObject({ paidRiel: 20_000, overpaid: none });
      const less: Claim = { ...claim, version: 3, asks: 'correction' };
      await sent(desk, [desk.change('claim', less)]);
      const over = { claims: 1, amountRiel: 14_000 };
      expect(await counted()).toMatchObject({ states: [{ state: 'accepted' }], paidRiel: 20_000, overpaid: over });
      expect(await pay('P-3')).toMatchObject({ claims: 1, amountRiel: 0, overpaid: over });
      expect(await counted()).toMatchObject({ states: [{ state: 'paid' }], paidRiel: 20_000, overpaid: over });
      // What was paid too much counts towards what is asked for later.
      await sent(desk, [desk.change('claim', { ...more, version: 4 })]);
      expect(await pay('P-4')).toMatchObject({ claims: 1, amountRiel: 0, overpaid: none });
      const paid = (await told(claim)).filter((one) => one.includes(' paid '));
      expect(paid).toEqual([
        ...['v1 paid 6000 Chea Sophal', 'v2 paid 14000 Chea Sophal'],
        ...['v3 paid 0 Chea Sophal', 'v4 paid 0 Chea Sophal'],
      ]);
    });

    test('what was paid of a claim that stands no more is listed, whatever became of it', async () => {
      const { claim, ...rest } = aCase();
      await sent(desk, changesOf(desk, { ...rest, claim }));
      await pay('P-1');
      expect((await counted()).paidNotStanding).toEqual({ claims: 0, paidRiel: 0 });
      const open = { claims: 1, paidRiel: 6000 };
      const second: Claim = { ...claim, version: 2, asks: 'correction', patientPaidRiel: 500 };
      await sent(desk, [desk.change('claim', second)]);
      for (const [result, code] of [
        ['denied', 'refused'],
        ['returned', 'see-note'],
      ] as const) {
        await decide(second, result, code);
        const { states, paidNotStanding } = await counted();
        expect([states, paidNotStanding]).toEqual([[{ state: result, claims: 1, amountRiel: 6000 }], open]);
      }
      // Sent again, it waits for the officer.
      const third: Claim = { ...second, version: 3 };
      await sent(desk, [desk.change('claim', third)]);
      expect(await counted()).toMatchObject({ states: [{ state: 'resent' }], paidNotStanding: open });
      await decide(third, 'accepted');
      expect(await counted()).toMatchObject({ paidRiel: 6000, paidNotStanding: { claims: 0, paidRiel: 0 } });
      await sent(desk, [desk.change('claim', withdrawalOf(third))]);
      expect(await counted()).toMatchObject({ states: [{ state: 'withdrawn' }], paidNotStanding: open });
    });

    describe('a visit that one desk closed and another, which had it open, withdrew', () => {
      let one: Case;
      let open: WireChange;
      beforeEach(async () => {
        one = aCase();
        open = desk.change('visit', aVisit(one.patient, { id: one.visit.id, checkId: one.check.id }));
        const { patient, check } = one;
        await sent(desk, [desk.change('patient', patient), desk.change('eligibility-check', check), open]);
      });
      const close = () => {
        const closed = desk.change('visit', { ...one.visit, version: 2 }, { base: open });
        return sent(desk, [closed, desk.change('claim', one.claim)]);
      };
      const withdraw = () =>
        sent(other, [other.change('visit', withdrawalOf({ ...one.visit, version: 1 }), { base: open })]);

      test('is not paid, whether the claim had been accepted by the rules or by an officer', async () => {
        await close();
        await decide(one.claim, 'accepted');
        expect(await withdraw()).toEqual(['accepted']);
        expect(await told(one.claim)).toEqual([
          ...['v1 accepted 6000 centre', 'v1 accepted 6000 Chea Sophal', 'v1 denied visit-missing 0 centre'],
        ]);
        expect(await pay('P-1')).toMatchObject({ claims: 0, amountRiel: 0 });
      });

      test('is not paid either where the withdrawal came first', async () => {
        await withdraw();
        expect(await close()).toEqual(['accepted', 'accepted']);
        expect(await told(one.claim)).toEqual(['v1 denied visit-missing 0 centre']);
        expect(await pay('P-1')).toMatchObject({ claims: 0, amountRiel: 0 });
        // The centre's own version says so to whoever asks what stands.
        const stands = (await centre.dump(false)).filter(({ id, kind }) => id === one.visit.id && kind === 'visit');
        expect(stands.map(({ state }) => state)).toEqual(['withdrawn']);
      });

      test('is accepted by no officer any more, on appeal neither', async () => {
        await close();
        await withdraw();
        const appeal: Claim = { ...one.claim, version: 2, asks: 'appeal', note: 'She was here.' };
        await sent(desk, [desk.change('claim', appeal)]);
        expect((await counted()).states).toMatchObject([{ state: 'appealed' }]);
        await expect(decide(appeal, 'accepted')).rejects.toThrow(/The visit of this claim was withdrawn/);
        expect(await decide(appeal, 'denied', 'visit-missing')).toMatchObject({ version: 2, state: 'denied' });
      });

      test('is told as money to be settled where it had been paid, once', async () => {
        await close();
        await pay('P-1');
        await withdraw();
        expect((await told(one.claim)).at(-1)).toBe('v1 denied visit-missing 0 centre');
        expect(await counted()).toMatchObject({
          states: [{ state: 'denied', claims: 1, amountRiel: 6000 }],
          ...{ paidRiel: 6000, paidNotStanding: { claims: 1, paidRiel: 6000 } },
        });
        const answers = (await told(one.claim)).length;
        await sent(other, [other.change('visit', withdrawalOf({ ...one.visit, version: 1 }), { base: open })]);
        expect(await told(one.claim)).toHaveLength(answers);
      });
    });
  });
});
