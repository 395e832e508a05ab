import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { EligibilityFacts, ReasonCode } from '../../shared/eligibility/record.ts';
import { BUILT_IN_RULESETS } from '../../shared/eligibility/rulesets.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { RECHECKS_MAX, type Recheck, type WireChange } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aCheck, aVisit, nth, TestDesk, withNssf } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk } from './tests/packed-desk.ts';
import { memberRow as member, registerOf } from './tests/register.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const V2 = { protocol: 2, rechecksAfter: 0 };
const { ruleset } = nth(BUILT_IN_RULESETS, 0);

/** What a desk could only answer for the time being about somebody with this number. */
function unsure(
  patient: Patient,
  over: Partial<EligibilityCheck> = {},
  facts: Partial<EligibilityFacts> = {},
): EligibilityCheck {
  const nssfKey = patient.identifiers[0]?.normalised ?? null;
  const check = aCheck(patient, { nssfKey, serviceDate: '2026-03-10', ...over });
  return { ...check, facts: { ...check.facts, serviceDate: check.serviceDate, ...facts } };
}

const decided = (outcome: EligibilityCheck['decision']['outcome'], ...reasons: ReasonCode[]) => ({
  decision: {
    outcome,
    payer: outcome === 'provisional' || outcome === 'eligible' ? 'nssf' : 'undecided',
    reasons,
  } as const,
});
const said = ({ seq, decision, asOf, rulesetId }: Recheck): string =>
  `${seq} ${decision.outcome} ${decision.reasons.join(' ')} ${asOf} ${rulesetId}`;

describe.each(engines)('checks that a desk was not sure of, at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are decided again', () => {
    let centre: TestCentre;
    let code: string;
    let counted = 0;
    beforeAll(async () => {
      centre = await TestCentre.start(engine);
      await centre.addFacility('KSN01');
    });
    afterAll(async () => centre.stop());

    const enrolled = async (): Promise<TestDesk> => {
      code = await centre.enrolCode('KSN01');
      return TestDesk.enrol(centre.url, { mode: 'real', code });
    };
    const load = (...rows: string[]): Promise<unknown> => centre.command('import-members', {}, registerOf(...rows));
    const number = (): string => String(20_000_000_000_000 + ++counted);
    const patientWith = (key: string, over: Partial<Patient> = {}): Patient =>
      withNssf(key, { patientNumber: `KSN01-01-${String(++counted).padStart(6, '0')}-X`, ...over });
    const sent = (desk: TestDesk, patient: Patient, ...checks: EligibilityCheck[]): WireChange[] => [
      desk.change('patient', patient),
      ...checks.map((check) => desk.change('eligibility-check', check)),
    ];
    const rechecks = async (desk: TestDesk, after = 0): Promise<string[]> =>
      (await desk.sync([], { ...V2, rechecksAfter: after })).rechecks.map(said);

    test('with the answer to the batch that they came in, once, from the register as it is', async () => {
      const [paid, short, absent] = [number(), number(), number()];
      await load(member(paid, '2025-12;2026-01;2026-02'), member(short, '2025-01'));
      const desk = await enrolled();
      const [one, two, three] = [patientWith(paid), patientWith(short), patientWith(absent)];
      const checks = [
        unsure(one),
        unsure(two, { ...decided('provisional', 'Q_2_CONSEC', 'SNAPSHOT_STALE') }),
        unsure(three, decided('review', 'MEMBER_NOT_IN_CACHE'), { identity: { isShown: false, mismatches: [] } }),
      ];
      const changes = [one, two, three].flatMap((patient, index) => sent(desk, patient, nth(checks, index)));
      const expected = [
        '1 eligible Q_2_CONSEC 2026-03-10 kh-2026-01',
        '2 not-eligible Q_SHORT 2026-03-10 kh-2026-01',
        '3 review ID_NOT_SHOWN 2026-03-10 kh-2026-01',
      ];
      const reply = await desk.sync(changes, V2);
      expect(reply.rechecks.map(said)).toEqual(expected);
      expect(reply.rechecks.map(({ checkId }) => checkId)).toEqual(checks.map(({ id }) => id));
      expect((await desk.sync(changes, V2)).rechecks.map(said)).toEqual(expected);
      expect(await rechecks(desk, 1)).toEqual(expected.slice(1));
      expect(await rechecks(desk, 3)).toEqual([]);
      expect((await desk.sync([], { protocol: 1 })).rechecks).toEqual([]);
      const lines = (await centre.dump()).filter(({ kind, device }) => kind === 'recheck' && device === desk.deviceId);
      expect(lines.map(({ id, version }) => [id, version])).toEqual(checks.map(({ id }, index) => [id, index + 1]));
    });

    test('not where the answer was well founded, or the register has nothing to go by', async () => {
      const key = number();
      await load(member(key, '2026-01;2026-02'));
      const desk = await enrolled();
      const [patient, nameless] = [patientWith(key), { ...patientWith(key), identifiers: [] }];
      const fresh = unsure(patient, decided('eligible', 'Q_2_CONSEC'), { isKnown: true });
      const asked = unsure(patient, decided('review', 'SNAPSHOT_STALE'), {
        snapshot: { asOf: '2026-03-10', source: 'server' },
      });
      const { rechecks: made, verdicts } = await desk.sync(
        [...sent(desk, patient, fresh, asked), ...sent(desk, nameless, unsure(nameless))],
        V2,
      );
      expect(verdicts.map(({ outcome }) => outcome)).toEqual(Array(5).fill('accepted'));
      expect(made).toEqual([]);
    });

    test('with the card and the register compared, and beside an override that came after', async () => {
      const key = number();
      await load(member(key, '2026-01;2026-02'));
      const desk = await enrolled();
      const patient = patientWith(key, { nameKm: 'ហេង វិសាល', birthDate: '1990-05-20' });
      const check = unsure(patient);
      const override = unsure(patient, {
        ...decided('eligible'),
        ...{ supersedesCheckId: check.id, overrideReason: 'the employer called' },
      });
      const visit = aVisit(patient, { checkId: override.id });
      const changes = [...sent(desk, patient, check, override), desk.change('visit', visit)];
      const { rechecks: made } = await desk.sync(changes, V2);
      expect(made).toMatchObject([{ checkId: check.id, decision: { outcome: 'review', reasons: ['NAME_MISMATCH'] } }]);
    });

    test('once each, however many send them at once', async () => {
      const key = number();
      await load(member(key, '2026-01;2026-02'));
      const [desk, other] = [await enrolled(), await enrolled()];
      const patient = patientWith(key);
      const round = (by: TestDesk) => Array.from({ length: 20 }, () => by.change('eligibility-check', unsure(patient)));
      await desk.sync([desk.change('patient', patient)], V2);
      const [mine, theirs] = [round(desk), round(other)];
      await Promise.all([1, 2, 3].flatMap(() => [desk.sync(mine, V2), other.sync(theirs, V2)]));
      for (const by of [desk, other]) {
        const { rechecks: made } = await by.sync([], V2);
        expect(made.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
        expect(new Set(made.map(({ checkId }) => checkId)).size).toBe(20);
      }
    });

    test('a page at a time', async () => {
      const desk = await enrolled();
      const patient = patientWith(number());
      const checks = Array.from({ length: RECHECKS_MAX + 30 }, () => unsure(patient));
      const { rechecks: first } = await desk.sync(sent(desk, patient, ...checks), V2);
      expect(first).toHaveLength(RECHECKS_MAX);
      expect(await rechecks(desk, RECHECKS_MAX)).toHaveLength(30);
    });

    test('by the ruleset that they were made under, on both sides of a change in the middle of a month', async () => {
      await centre.command(
        'publish-ruleset',
        { correctsWhy: null },
        JSON.stringify({
          ...{ id: 'kh-2026-04', validFrom: '2026-04-16', validTo: null },
          ruleset: { ...ruleset, id: 'kh-2026-04', consecutiveMonths: 3 },
        }),
      );
      centre.clock.ms = Date.parse('2026-04-20T03:00:00.000Z');
      const key = number();
      await load(member(key, '2026-02;2026-03'));
      const desk = await enrolled();
      const patient = patientWith(key);
      const before = unsure(patient, { serviceDate: '2026-04-15', rulesetId: 'kh-2026-01' });
      const after = unsure(patient, { serviceDate: '2026-04-16', rulesetId: 'kh-2026-04' });
      const unheard = unsure(patient, { serviceDate: '2026-04-16', rulesetId: 'kh-2030-01' });
      const { rechecks: made } = await desk.sync(sent(desk, patient, before, after, unheard), V2);
      expect(made.map(said)).toEqual([
        '1 eligible Q_2_CONSEC 2026-04-20 kh-2026-01',
        '2 not-eligible Q_SHORT 2026-04-20 kh-2026-04',
      ]);
      centre.clock.ms = Date.parse('2026-05-20T03:00:00.000Z');
      await load(member(number(), '2026-04'));
      expect(await rechecks(desk, 2)).toEqual([]);
    });

    test('again when the register has changed, for those that may turn out otherwise, and only then', async () => {
      const [pending, late, never] = [number(), number(), number()];
      await load(member(pending, '2026-03'));
      const desk = await enrolled();
      const patients = [patientWith(pending), patientWith(late), patientWith(never)];
      const changes = patients.flatMap((patient) =>
        sent(desk, patient, unsure(patient, { serviceDate: '2026-05-10' })),
      );
      centre.clock.ms = Date.parse('2026-05-21T03:00:00.000Z');
      const first = await desk.sync(changes, V2);
      expect(first.rechecks.map(said)).toEqual([
        '1 provisional Q_PENDING_DUE 2026-05-20 kh-2026-01',
        '2 not-eligible MEMBER_NOT_FOUND 2026-05-20 kh-2026-01',
        '3 not-eligible MEMBER_NOT_FOUND 2026-05-20 kh-2026-01',
      ]);
      await load(member(number(), '2026-04'));
      expect(await rechecks(desk, 3)).toEqual([]);
      await load(member(pending, '2026-03;2026-04'), member(late, '2026-03;2026-04'));
      const second = await rechecks(desk, 3);
      expect(second.map((line) => line.slice(2)).sort()).toEqual(
        Array(2).fill('eligible Q_2_CONSEC 2026-05-21 kh-2026-01'),
      );
      await load(member(pending, ''), member(late, ''));
      expect(await rechecks(desk, 5)).toEqual([]);
    });

    test('again also what the centre itself had to answer for the time being, and not before it has more to say', async () => {
      centre.clock.ms = Date.parse('2026-05-21T03:00:00.000Z');
      const key = number();
      await load(member(key, '2026-03'));
      const desk = await enrolled();
      const patient = patientWith(key);
      const asked = unsure(
        patient,
        { ...decided('provisional', 'Q_PENDING_DUE'), serviceDate: '2026-05-10' },
        { snapshot: { asOf: '2026-05-20', source: 'server' } },
      );
      expect((await desk.sync(sent(desk, patient, asked), V2)).rechecks).toEqual([]);
      await load(member(number(), '2026-04'));
      expect(await rechecks(desk)).toEqual([]);
      await load(member(key, '2026-03;2026-04'));
      expect(await rechecks(desk)).toEqual(['1 eligible Q_2_CONSEC 2026-05-21 kh-2026-01']);
      await load(member(key, ''));
      expect(await rechecks(desk, 1)).toEqual([]);
    });

    test('for the last time after half a year, so that what waits for them goes on', async () => {
      const [pending, silent, shown] = [number(), number(), number()];
      await load(member(pending, '2026-03'));
      const desk = await enrolled();
      const [one, two, three] = [patientWith(pending), patientWith(silent), patientWith(shown)];
      const served = { serviceDate: '2026-05-10' };
      const nameless = { ...two, identifiers: [] };
      const checks = [
        unsure(one, served),
        // Nobody ever tells a number that could be looked up.
        unsure(two, { ...served, nssfKey: null }),
        // The register knows her, and that she is covered; whether NSSF was told of the emergency it does not know.
        unsure(three, served, { isEmergency: true, facility: { level: 'MPA', isPublic: false } }),
      ];
      await load(member(pending, '2026-03'), member(shown, '2026-02;2026-03;2026-04'));
      const changes = [one, nameless, three].flatMap((patient, index) => sent(desk, patient, nth(checks, index)));
      const first = (await desk.sync(changes, V2)).rechecks;
      expect(first.map(({ decision }) => decision.reasons)).toEqual([
        ['Q_PENDING_DUE'],
        ['EMERG_NOTIFY_NSSF', 'Q_2_CONSEC'],
      ]);
      const before = centre.clock.ms;
      centre.clock.ms = Date.parse('2026-11-06T03:00:00.000Z');
      await load(member(pending, '2026-03'));
      expect(await rechecks(desk, 2)).toEqual([]);
      centre.clock.ms = Date.parse('2026-11-07T03:00:00.000Z');
      await load(member(pending, '2026-03'));
      const last = (await desk.sync([], { ...V2, rechecksAfter: 2 })).rechecks;
      const of = new Map(last.map(({ checkId, decision }) => [checkId, decision]));
      expect(checks.map(({ id }) => of.get(id))).toEqual([
        { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] },
        { outcome: 'review', payer: 'undecided', reasons: ['MEMBER_NOT_FOUND'] },
        { outcome: 'review', payer: 'undecided', reasons: ['EMERG_NOTIFY_NSSF', 'Q_2_CONSEC'] },
      ]);
      await load(member(pending, '2026-03;2026-04'));
      expect(await rechecks(desk, 5)).toEqual([]);
      centre.clock.ms = before;
    });

    test('for a database that was restored too: what it lost, what is decided later, and nothing that it told to have', async () => {
      const [paid, short, pending] = [number(), number(), number()];
      await load(member(paid, '2026-03;2026-04'), member(short, '2025-01'), member(pending, '2026-03'));
      const code = await centre.enrolCode('KSN01');
      const first = await PackedDesk.enrol(centre.url, { mode: 'real', code });
      first.starts(null);
      const restored = first.copy();
      const again = first.copy();
      const patients = [paid, short, pending].map((key) => patientWith(key));
      const checks = patients.map((patient) => unsure(patient, { serviceDate: '2026-05-10' }));
      const changes = patients.flatMap((patient, index) => sent(first.desk, patient, nth(checks, index)));
      const made = (await first.sync(changes)).rechecks;
      expect(made.map(({ seq, checkId }) => [seq, checkId])).toEqual(checks.map(({ id }, index) => [index + 1, id]));
      const last = { incarnation: first.desk.incarnation, seq: 2 };
      // One copy says that it has the first, the other asks for none at all, as the frames of a stick do.
      for (const [copy, rechecksAfter, lost] of [
        [restored, 1, made.slice(1)],
        [again, 2 ** 31 - 1, made],
      ] as const) {
        copy.starts(last);
        copy.takes(must((await copy.sync([], { rechecksAfter })).fence, 'a restored copy is fenced off'));
        const given = (await copy.sync([])).rechecks;
        expect(given).toEqual(lost.map((recheck, index) => ({ ...recheck, seq: index + 1 })));
        expect((await copy.sync([], { rechecksAfter: 1 })).rechecks).toEqual(given.slice(1));
      }
      centre.clock.ms = Date.parse('2026-05-22T03:00:00.000Z');
      await load(member(pending, '2026-03;2026-04'));
      for (const [desk, had] of [
        [first, 3],
        [restored, 2],
        [again, 3],
      ] as const) {
        const { rechecks: later } = await desk.sync([], { rechecksAfter: had });
        expect(later.map(({ seq, checkId }) => [seq, checkId])).toEqual([[had + 1, nth(checks, 2).id]]);
      }
    });
  });
});
