import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { instantOf } from '../../shared/base/time.ts';
import { PACK } from '../../shared/claims/claim.fixture.ts';
import { rateOf } from '../../shared/claims/pack-rules.ts';
import { packById, savePacks } from '../../shared/claims/pack-store.ts';
import { ANSWER_RESULTS } from '../../shared/claims/record.ts';
import { refreshStale } from '../../shared/claims/save-store.ts';
import { judged } from '../../shared/claims/state-store.ts';
import { claimById, eventsOf } from '../../shared/claims/store.ts';
import { newestChange } from '../../shared/outbox/store.ts';
import { actOfNobody } from '../../sync/desk/nobody.ts';
import type { FeedRecord } from '../../sync/protocol/sync.ts';
import type { Clerk } from '../support/asks.ts';
import { type ClaimCentre, claimCentreOf, fault } from '../support/claim-centre.ts';
import { openTestDesk, type TestDesk } from '../support/desk.ts';
import type { Registration } from '../support/people.ts';

/** Two in the roster's order and one in no list: covered, not covered any more, and provisional. */
const PEOPLE: readonly Registration[] = [
  { nameKm: 'ស៊ិន សុភាព', nameLatin: 'SIN SOPHEAP', sex: 'female', birthDate: '1991-04-02', birthDatePrecision: 'day' },
  { nameLatin: 'Keo Strange', sex: 'female', birthDate: '1990-05-20', birthDatePrecision: 'day' },
];
const CARDS = ['2000000-0000001-ក', '4000000-0000009-1'];
const DAYS = ['2026-03-08', '2026-03-09', '2026-03-10'];
const SERVICES = ['outpatient', 'outpatient', 'delivery', 'minor-surgery', 'inpatient'] as const;
const DECISIONS = [
  { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] },
  { outcome: 'eligible', payer: 'hef', reasons: ['HEF_OK'] },
  { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] },
  { outcome: 'provisional', payer: 'nssf', reasons: ['Q_PENDING_DUE'] },
] as const;

const STEPS = [
  'close',
  'move',
  'correct',
  'document',
  'withdraw',
  'appeal',
  'take',
  'refuse',
  'answer',
  'late',
  'decide',
  'packs',
  'feed',
] as const;
interface Step {
  what: (typeof STEPS)[number];
  which: number;
  how: number;
}
const step = fc.record({ what: fc.constantFrom(...STEPS), which: fc.nat(99), how: fc.nat(99) });

function pick<T>(list: readonly T[], at: number): T {
  return must(list[at % list.length], 'the list is not empty');
}

/** What another desk of the facility did for the same people, as it comes down. */
async function workElsewhere(): Promise<FeedRecord[]> {
  const other = await openTestDesk('memory');
  const work = await deskWork(other);
  for (const [index, how] of [0, 1, 3, 4].entries()) await work.close(index, how);
  await work.run({ what: 'correct', which: 1, how: 3 });
  await work.run({ what: 'withdraw', which: 0, how: 1 });
  await work.run({ what: 'withdraw', which: 3, how: 0 });
  const rows = other.db.all('SELECT * FROM change ORDER BY seq');
  await other.close();
  return rows.map((row, index) => ({
    ...{ feedSeq: index + 1, deviceId: '0f5a1c2e-93b7-4f0e-8a11-5d6f7a8b9c0d', deskNumber: 7 },
    ...{ incarnation: String(row.incarnation), seq: Number(row.seq), kind: String(row.kind) },
    ...{ recordId: String(row.recordId), version: Number(row.version), hash: String(row.hash) },
    ...{ content: String(row.content), madeAt: String(row.madeAt), hlc: Number(row.hlc), losers: [], fault: null },
  }));
}

interface Work {
  close(which: number, how: number): Promise<void>;
  run(step: Step, elsewhere?: readonly FeedRecord[]): Promise<void>;
}

async function deskWork(desk: TestDesk): Promise<Work> {
  const { db } = desk;
  const clerk: Clerk = desk.clerk();
  const centre: ClaimCentre = claimCentreOf(desk);
  await clerk.signIn('chan', '730264');
  const patients: string[] = [];
  for (const [index, person] of PEOPLE.entries()) {
    const identifiers = [{ kind: 'nssf' as const, raw: pick(CARDS, index) }];
    patients.push((await clerk.ask('patients.register', { ...person, identifiers, isSomebodyElse: true })).patient.id);
  }
  let packs = 0;
  const claims = () => db.all('SELECT id FROM claim ORDER BY id').map(({ id }) => String(id));

  async function close(which: number, how: number): Promise<void> {
    const ask = {
      ...{
        patientId: pick(patients, which),
        serviceCategory: pick(SERVICES, how),
        serviceDate: pick(DAYS, how + which),
      },
      ...{ isIdentityShown: how % 7 !== 0 },
    };
    const { check } = await clerk.ask('eligibility.check', ask);
    const opened = { patientId: ask.patientId, checkId: check.id, secondVisitReason: 'came again' };
    const { visit } = await clerk.ask('visits.open', opened);
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
  }

  /** What the rules refuse is refused; whatever happens, the states hold. */
  async function run({ what, which, how }: Step, elsewhere: readonly FeedRecord[] = []): Promise<void> {
    if (what === 'close') return close(which, how);
    if (what === 'take') return centre.takeAll();
    if (what === 'feed') {
      const list = elsewhere.slice(which % 12, (which % 12) + 1 + (how % 9));
      centre.say({ records: { through: list.at(-1)?.feedSeq ?? 0, hasMore: false, list } });
      return;
    }
    if (what === 'packs') {
      packs += 1;
      const rates =
        how % 2 === 0 ? PACK.rates.map((rate) => ({ ...rate, amountRiel: rate.amountRiel + 500 })) : PACK.rates;
      const pack = { ...PACK, id: `pack-${packs}`, validFrom: pick(['2019-01-01', ...DAYS], how), rates };
      db.write((tx) => savePacks(tx, { id: `packs-${packs}`, seq: packs, packs: [pack] }));
      const refreshed = () =>
        db.write((tx) => refreshStale(tx, must(actOfNobody(tx, instantOf(desk.clock.nowMs())), 'the program runs'), 2));
      while (refreshed() === 2);
      return;
    }
    if (claims().length === 0) return;
    await onClaim(pick(claims(), which), { what, which, how });
  }

  async function onClaim(claimId: string, { what, how }: Step): Promise<void> {
    const { claim } = must(claimById(db, claimId), 'the claim is kept');
    const { version } = claim;
    switch (what) {
      case 'move': {
        const row = db.get('SELECT version FROM visit WHERE id = @claimId', { claimId });
        const serviceDate = pick(DAYS, how);
        await clerk.reply('visits.correct', { visitId: claimId, version: Number(row?.version), serviceDate });
        return;
      }
      case 'correct': {
        const lines = [{ category: pick(PACK.categories, how).code, quantity: 1 + (how % 3) }];
        await clerk.reply('claims.correct', { claimId, version, lines });
        return;
      }
      case 'document': {
        const details = {
          gestationWeeks: 24 + (how % 4),
          liveBirths: how % 2,
          diagnosis: 'J18',
          dischargedOn: pick(DAYS, how),
        };
        await clerk.reply('claims.correct', { claimId, version, documents: ['nssf-form-signed'], details });
        return;
      }
      case 'withdraw':
        await clerk.reply('changes.withdraw', {
          kind: how % 2 === 0 ? 'claim' : 'visit',
          recordId: claimId,
          reason: 'an error',
        });
        return;
      case 'appeal':
        await clerk.reply('claims.appeal', { claimId, version, reason: 'It was an emergency.' });
        return;
      case 'refuse': {
        const change = newestChange(db, 'claim', claimId);
        if (change === null) return;
        const { seq, incarnation } = change;
        const verdict = { code: 'hash-wrong', field: null, sentence: 'It was damaged.' };
        centre.say({ verdicts: [{ seq, incarnation, outcome: 'needs-fixing', ...verdict }] });
        if (how % 2 === 0) await clerk.reply('changes.resend', { kind: 'claim', recordId: claimId });
        return;
      }
      case 'answer':
        centre.sayAnswers([
          centre.answer(claimId, version, pick(ANSWER_RESULTS, how), { faults: [fault('see-note')] }),
        ]);
        return;
      case 'late':
        centre.sayAnswers([centre.answer(claimId, Math.max(1, version + 1 - (how % 3)), pick(ANSWER_RESULTS, how))]);
        return;
      case 'decide':
        centre.decide(claim.checkId, { ...pick(DECISIONS, how), reasons: [...pick(DECISIONS, how).reasons] });
        return;
      default:
    }
  }
  return { close, run };
}

function expectRecounted({ db }: TestDesk): void {
  const ids = db.all('SELECT id FROM claim').map(({ id }) => String(id));
  for (const id of ids) {
    const kept = must(claimById(db, id), 'the claim is kept');
    const { claim, ...stated } = kept;
    expect(stated).toEqual(judged(db, claim));
    expect(eventsOf(db, id).at(-1)).toMatchObject({ state: stated.state, version: claim.version });
    const pack = claim.packId === null ? null : packById(db, claim.packId);
    for (const { category, quantity, unitRiel, amountRiel } of claim.lines) {
      const rate = rateOf(pack, claim.payer, claim.facilityLevel, category)?.amountRiel ?? 0;
      expect([unitRiel, amountRiel]).toEqual([rate, quantity * rate]);
    }
    expect(claim.totalRiel).toBe(claim.lines.reduce((sum, { amountRiel }) => sum + amountRiel, 0));
  }
  expect(
    db.all('SELECT month, state, claims, amountRiel FROM claimCount WHERE claims > 0 ORDER BY month, state'),
  ).toEqual(
    db.all(
      `SELECT month, state, count(*) AS claims, sum(totalRiel) AS amountRiel FROM claim GROUP BY month, state ORDER BY month, state`,
    ),
  );
  // Every version that is sent says what is kept here.
  for (const id of ids) {
    const change = newestChange(db, 'claim', id);
    if (change === null || change.isWithdrawal) continue;
    expect(JSON.parse(change.content)).toEqual(must(claimById(db, id), 'the claim is kept').claim);
  }
}

describe('the states of claims', () => {
  let elsewhere: FeedRecord[];
  beforeAll(async () => {
    elsewhere = await workElsewhere();
  });
  const desks: TestDesk[] = [];
  afterAll(async () => {
    for (const desk of desks) await desk.close();
  });

  it('are what a recount from scratch finds, after whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 40, size: 'max' }), async (steps) => {
        const desk = await openTestDesk('memory');
        desks.push(desk);
        const work = await deskWork(desk);
        await work.close(0, 1);
        await work.close(1, 2);
        for (const one of steps) {
          await work.run(one, elsewhere);
          expectRecounted(desk);
        }
      }),
      { numRuns: 8, seed: 20_260_310, endOnFailure: true },
    );
  });
});
