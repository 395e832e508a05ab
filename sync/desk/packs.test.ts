import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { PACK } from '../../shared/claims/claim.fixture.ts';
import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import { packById, packForDay, packsHeld } from '../../shared/claims/pack-store.ts';
import { claimById, staleClaims } from '../../shared/claims/store.ts';
import type { Clerk } from '../../tests/support/asks.ts';
import { openTestDesk, rowCounts, type TestDesk } from '../../tests/support/desk.ts';
import { judgeStale } from './news.ts';
import { takePacks } from './packs.ts';
import { LineProblem } from './transport.ts';

const KEY = '11'.repeat(32);
const SIGNATURE = '22'.repeat(64);
/** Stands for Ed25519: signed is what has this signature by this key for this purpose. */
const verify = (key: string, text: string, signature: string) =>
  key === KEY && signature === SIGNATURE && text.startsWith('tonle packs|{');

const lineOf = (seq: number, packs: ReferencePack[], signature = SIGNATURE) =>
  JSON.stringify({
    body: JSON.stringify({ id: `packs-${seq}`, seq, publishedAt: '2026-03-10T00:00:00.000Z', packs }),
    signature,
  });

/** The same prices, and this much more for a consultation. */
const dearer = (id: string, more: number, validFrom = PACK.validFrom): ReferencePack => ({
  ...PACK,
  ...{ id, validFrom },
  rates: PACK.rates.map((rate) =>
    rate.category === 'outpatient' ? { ...rate, amountRiel: rate.amountRiel + more } : rate,
  ),
});

describe('rate tables from the centre', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let patientId: string;
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const { patient } = await clerk.ask('patients.register', {
      ...{ nameLatin: 'SIN SOPHEAP', sex: 'female', birthDate: '1991-04-02', birthDatePrecision: 'day' },
      ...{ nameKm: 'ស៊ិន សុភាព', isSomebodyElse: true },
      identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក' }],
    });
    patientId = patient.id;
  });
  afterEach(() => desk.close());

  const take = (line: string, key = KEY) => takePacks(desk.db, line, key, verify);
  const judge = () =>
    judgeStale({
      ...{ db: desk.db, clock: desk.clock, log: () => undefined, emit: () => undefined, verify, national: null },
      now: () => '2026-03-10T05:00:00.000Z',
      breathe: async () => undefined,
    });
  async function claimOf(serviceDate: string): Promise<string> {
    const ask = { patientId, serviceDate, isIdentityShown: true };
    const { check } = await clerk.ask('eligibility.check', ask);
    const { visit } = await clerk.ask('visits.open', { patientId, checkId: check.id });
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    return visit.id;
  }
  const kept = (claimId: string) => must(claimById(desk.db, claimId), 'the claim is kept');

  it('take the place of the program’s own for the days that they name', () => {
    expect(packForDay(desk.db, '2026-03-10')?.id).toBe(PACK.id);
    expect(take(lineOf(1, [dearer('p1', 500, '2026-03-01')]))).toBe(1);
    expect(packsHeld(desk.db)).toEqual({ id: 'packs-1', seq: 1 });
    expect([packForDay(desk.db, '2026-03-10')?.id, packForDay(desk.db, '2026-02-28')]).toEqual(['p1', null]);
    expect(packById(desk.db, PACK.id)).toEqual(PACK);
  });

  it('are thrown away where the centre has not signed them, or has signed newer ones', () => {
    take(lineOf(2, [dearer('p2', 500)]));
    const before = rowCounts(desk.db);
    expect(() => take(lineOf(3, [PACK], '33'.repeat(64)))).toThrow(LineProblem);
    expect(() => take(lineOf(3, [PACK]), '44'.repeat(32))).toThrow(LineProblem);
    expect(() => take('{"body":')).toThrow(LineProblem);
    expect(() => take(lineOf(1, [PACK]))).toThrow(/older/);
    expect(rowCounts(desk.db)).toEqual(before);
    expect(packForDay(desk.db, '2026-03-10')?.id).toBe('p2');
    expect(take(lineOf(2, [dearer('p2', 500)]))).toBe(1);
  });

  it('send what was made at another price again at that of its day, and leave the rest as it is', async () => {
    const [early, late] = [await claimOf('2026-02-27'), await claimOf('2026-03-10')];
    take(lineOf(1, [PACK, dearer('p1', 500, '2026-03-01')]));
    expect(staleClaims(desk.db, 10)).toEqual([early, late]);
    await judge();
    expect(staleClaims(desk.db, 10)).toEqual([]);
    expect(kept(early)).toMatchObject({ state: 'ready', claim: { version: 1, packId: PACK.id, totalRiel: 6_000 } });
    expect(kept(late)).toMatchObject({ state: 'ready', claim: { version: 2, packId: 'p1', totalRiel: 6_500 } });
    take(lineOf(1, [PACK, dearer('p1', 500, '2026-03-01')]));
    await judge();
    expect(kept(late).claim.version).toBe(2);
  });

  it('set free what was held because there was no price', async () => {
    take(lineOf(1, [dearer('p1', 0, '2026-04-01')]));
    const claimId = await claimOf('2026-03-10');
    expect(kept(claimId)).toMatchObject({ state: 'held', needsPerson: false, faults: [{ code: 'no-rate' }] });
    take(lineOf(2, [PACK]));
    await judge();
    expect(kept(claimId)).toMatchObject({ state: 'ready', claim: { version: 2, totalRiel: 6_000 } });
  });
});
