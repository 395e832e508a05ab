import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Claim } from '../../shared/claims/record.ts';
import type { WireChange } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aCheck, aClaim, aClosedVisit, nth, said, TestDesk, withNssf } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const V4 = { protocol: 4, answersAfter: 0, recordsAfter: 0, packsId: null };

describe.each(engines)('two desks that close one visit, at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'make one claim', () => {
    let centre: TestCentre;
    let facilities = 0;
    let desk: TestDesk;
    let other: TestDesk;
    /** As the first desk made it, and as the second did a minute later. */
    let first: Claim;
    let second: Claim;
    beforeAll(async () => {
      centre = await TestCentre.start(engine);
    });
    afterAll(async () => centre.stop());
    beforeEach(async () => {
      facilities += 1;
      const facility = `TWN${String(facilities).padStart(2, '0')}`;
      await centre.addFacility(facility);
      const enrolled = async () =>
        TestDesk.enrol(centre.url, { protocol: 4, mode: 'real', code: await centre.enrolCode(facility) });
      [desk, other] = [await enrolled(), await enrolled()];
      const patient = withNssf(`${30_000_000_000_000 + facilities}`);
      const decision = { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] } as const;
      const check = aCheck(patient, { decision: { ...decision, reasons: ['Q_2_CONSEC'] } });
      const visit = aClosedVisit(patient, { checkId: check.id });
      first = aClaim(visit, facility, { memberNumber: nth(patient.identifiers, 0).normalised });
      second = { ...first, madeBy: 'staff-2', madeAt: '2026-03-10T02:59:00.000Z' };
      await sent(desk, [
        ...[desk.change('patient', patient), desk.change('eligibility-check', check)],
        desk.change('visit', visit),
      ]);
    });

    const sent = async (at: TestDesk, changes: readonly WireChange[]): Promise<string[]> =>
      (await at.sync(changes, V4)).verdicts.map(said);
    const versions = async (): Promise<Claim[]> => {
      const { records } = await (await TestDesk.enrol(centre.url, await third())).sync([], V4);
      return must(records, 'a desk that asks is told').list.flatMap(({ kind, content }) =>
        kind === 'claim' ? [JSON.parse(content) as Claim] : [],
      );
    };
    const third = async () => ({ protocol: 4, mode: 'real', code: await centre.enrolCode(first.facilityCode) });
    const answers = async (): Promise<string[]> =>
      must((await desk.sync([], V4)).claimAnswers, 'a desk that asks is told').list.map(
        ({ version, result }) => `v${version} ${result}`,
      );

    test('of which the first stands and is answered once where both say the same', async () => {
      expect(await sent(desk, [desk.change('claim', first)])).toEqual(['accepted']);
      const twin = other.change('claim', second);
      expect(await sent(other, [twin])).toEqual(['accepted']);
      expect(await sent(other, [twin])).toEqual(['already-had']);
      expect(await versions()).toEqual([first]);
      expect(await answers()).toEqual(['v1 accepted']);
      // What the second desk makes of its own goes on from there.
      const documents = ['nssf-form-signed'];
      const next = other.change('claim', { ...second, version: 2, documents }, { base: twin });
      expect(await sent(other, [next])).toEqual(['accepted']);
      expect((await versions()).at(-1)).toMatchObject({ version: 3, documents });
    });

    test('which goes with the withdrawal of the first, also where the second comes after it', async () => {
      const base = desk.change('claim', first);
      const gone = { id: first.id, version: 2, patientId: first.patientId };
      const withdrawn = { reason: 'entered twice', at: first.madeAt, by: 'staff-1' };
      const withdrawal = desk.change('claim', { ...gone, withdrawn }, { base });
      expect(await sent(desk, [base, withdrawal])).toEqual(['accepted', 'accepted']);
      expect(await sent(other, [other.change('claim', second)])).toEqual(['accepted']);
      expect(await versions()).toEqual([first, { ...gone, withdrawn }]);
    });

    test('which is merged where they differ, and nobody has anything to put right', async () => {
      second = { ...second, patientPaidRiel: 2_000 };
      expect(await sent(desk, [desk.change('claim', first)])).toEqual(['accepted']);
      expect(await sent(other, [other.change('claim', second)])).toEqual(['accepted']);
      expect((await versions()).map(({ version }) => version)).toEqual([1, 2]);
    });

    test('which is judged for itself where the centre refused the other', async () => {
      const wrong = { ...first, facilityCode: 'OTHER' };
      expect(await sent(desk, [desk.change('claim', wrong)])).toEqual(['needs-fixing facility-differs']);
      expect(await sent(other, [other.change('claim', second)])).toEqual(['accepted']);
      expect(await versions()).toEqual([second]);
    });
  });
});
