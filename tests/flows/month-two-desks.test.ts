import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { addDays, DAY_MS } from '../../shared/base/time.ts';
import { takeNewName } from '../../shared/desk/life-store.ts';
import { saveCentre } from '../../shared/facility/store.ts';
import { monthCloseById, writeMonthClose } from '../../shared/month/close-store.ts';
import type { MonthClose } from '../../shared/month/record.ts';
import type { Clerk } from '../support/asks.ts';
import type { TestDesk } from '../support/desk.ts';
import { type MonthDesk, openMonthDesk } from '../support/month-desk.ts';

const MARCH = '2026-03';
const APRIL = '2026-04';

describe('a month of two desks, or of two copies of one,', () => {
  let desk: TestDesk;
  let manager: Clerk;
  let seen: MonthDesk['seen'];
  let reportOf: MonthDesk['reportOf'];
  let close: MonthDesk['close'];
  let waitUntil: MonthDesk['waitUntil'];
  beforeEach(async () => {
    ({ desk, manager, seen, reportOf, close, waitUntil } = await openMonthDesk());
  });
  afterEach(() => desk.close());

  /** The desk gets its new name after a copy of it was put back. */
  function restored(): void {
    desk.db.write((tx) => {
      saveCentre(tx, { url: 'http://127.0.0.1:1', deviceToken: 't'.repeat(32) });
      const name = { why: 'restored' as const, deviceId: '0197a2b0-7c1d-7e42-8f00-aaaaaaaaaaaa', deskNumber: 9 };
      takeNewName(
        tx,
        { ...name, deviceToken: 't'.repeat(32), epoch: 'e'.repeat(32), keys: null },
        '2026-04-02T04:00:00.000Z',
      );
    });
  }

  it('is opened again by the desk that closed it, also under the name that it has since it was restored', async () => {
    await seen('2026-03-09');
    await waitUntil('2026-04-02');
    await close(MARCH);
    restored();
    await manager.ask('month.reopen', { month: MARCH, reason: 'a whole day was forgotten' });
    expect(await close(MARCH)).toMatchObject({ state: 'closed', revision: 2, deskNumber: 9 });
  });

  it('that a copy of this desk opened again is closed anew, and nothing counts twice', async () => {
    await seen('2026-03-09');
    await waitUntil('2026-04-02');
    await close(MARCH);
    const { id } = desk.db.get('SELECT id FROM monthClose') ?? {};
    const closed = must(monthCloseById(desk.db, String(id)), 'the month was closed');
    const opened = { ...closed, version: 2, isOpenAgain: true, reason: 'a whole day was forgotten' };
    desk.db.write((tx) => writeMonthClose(tx, opened));
    await seen('2026-03-10');
    expect(await close(MARCH)).toMatchObject({ state: 'closed', revision: 2, visits: { total: 2 } });
    expect((await reportOf(APRIL)).adjustments).toEqual([]);
  });

  it('keeps its book when a copy opens again what this desk has closed anew since', async () => {
    await seen('2026-03-09');
    await waitUntil('2026-04-02');
    await close(MARCH);
    const { id } = desk.db.get('SELECT id FROM monthClose') ?? {};
    const first = must(monthCloseById(desk.db, String(id)), 'the month was closed');
    restored();
    await manager.ask('month.reopen', { month: MARCH, reason: 'a whole day was forgotten' });
    const anew = await close(MARCH);
    const opened = { ...first, version: 4, isOpenAgain: true, reason: 'a whole day was forgotten' };
    desk.db.write((tx) => writeMonthClose(tx, opened));
    expect(await reportOf(MARCH)).toEqual(anew);
    expect((await manager.ask('month.lines', { month: MARCH })).total).toBe(1);
    expect((await reportOf(APRIL)).adjustments).toEqual([]);
  });

  describe('that another desk closed', () => {
    const theirs = (over: Partial<MonthClose>): MonthClose => {
      const standing = { entered: 1, accepted: 1, needsFixing: 0, waiting: 0, withdrawn: 0 };
      return {
        ...{
          id: 'close-at-3',
          version: 1,
          month: MARCH,
          facilityCode: 'KT04',
          revision: 1,
          isOpenAgain: false,
          reason: null,
        },
        ...{ digest: 'a'.repeat(64), visits: 1, claims: 1, claimedRiel: 4_000, adjustmentsRiel: 0, deskNumber: 3 },
        ...{ standing: { visits: standing, claims: standing } },
        counted: [{ month: MARCH, payer: 'hef', visits: 1, claims: 1, amountRiel: 4_000 }],
        ...{
          closedAt: '2026-04-01T03:00:00.000Z',
          closedBy: 'staff-3',
          madeAt: '2026-04-01T03:00:00.000Z',
          madeBy: 'staff-3',
        },
        ...over,
      };
    };
    const write = (over: Partial<MonthClose> = {}) => desk.db.write((tx) => writeMonthClose(tx, theirs(over)));

    it('is closed here too, and what differs from its sums is adjusted', async () => {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      write();
      expect((await reportOf(MARCH)).state).toBe('closed');
      expect(await manager.refused('month.close', { month: MARCH, digest: 'x' })).toBe('already-closed');
      expect(await manager.refused('month.reopen', { month: MARCH, reason: 'a day was forgotten' })).toBe('other-desk');
      expect((await reportOf(APRIL)).adjustments).toEqual([]);
      await seen('2026-03-10');
      const late = { month: MARCH, why: 'late', payer: 'hef', records: 1, visits: 1, claims: 1, amountRiel: 4_000 };
      expect((await reportOf(APRIL)).adjustments).toEqual([late]);
      await seen('2026-04-02');
      await waitUntil('2026-05-02');
      expect(await close(APRIL)).toMatchObject({ adjustments: [late], payableRiel: 8_000 });
      expect((await reportOf('2026-05')).adjustments).toEqual([]);
      await seen(addDays('2026-05-02', -53));
      expect((await reportOf('2026-05')).adjustments).toEqual([late]);
    });

    const inApril = { month: APRIL, payer: 'hef', visits: 1, claims: 1, amountRiel: 4_000 };
    /** By record where the book is here, else by sums alone: `records` differs. */
    const lateInMarch = { month: MARCH, why: 'late', payer: 'hef', visits: 1, claims: 1, amountRiel: 4_000 };
    const theirApril = { month: APRIL, closedAt: '2026-05-01T03:00:00.000Z', counted: [inApril] };

    /** March closed here, with a visit that came after it; and one in April. */
    async function lateMarch(): Promise<void> {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      await close(MARCH);
      await seen('2026-03-10');
      await seen('2026-04-01');
      await waitUntil('2026-05-02');
    }

    it('takes an earlier month along that was empty there, and its visits here count in the next one', async () => {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      await seen('2026-04-01');
      await waitUntil('2026-05-02');
      for (const month of [MARCH, APRIL]) await reportOf(month);
      write(theirApril);
      expect(await reportOf(MARCH)).toMatchObject({ state: 'closed', visits: { total: 0 } });
      expect((await reportOf('2026-05')).adjustments).toMatchObject([lateInMarch]);
    });

    it('and that closing counts instead of this one, and this one again: what was taken in counts once', async () => {
      await lateMarch();
      const april = await close(APRIL);
      expect(april.adjustments).toMatchObject([lateInMarch]);
      expect((await reportOf('2026-05')).adjustments).toEqual([]);
      write(theirApril);
      expect((await reportOf('2026-05')).adjustments).toMatchObject([lateInMarch]);
      write({ ...theirApril, version: 2, isOpenAgain: true, reason: 'a whole day was forgotten' });
      expect(await reportOf(APRIL)).toEqual(april);
      expect((await reportOf('2026-05')).adjustments).toEqual([]);
    });

    it('is adjusted once where the desk that had told of it opens its month again', async () => {
      await lateMarch();
      const both = { ...theirApril, counted: [inApril, { ...inApril, month: MARCH }] };
      write(both);
      await seen('2026-03-11');
      await seen('2026-05-01');
      await waitUntil('2026-06-02');
      expect((await close('2026-05')).adjustments).toMatchObject([lateInMarch]);
      write({ ...both, version: 2, isOpenAgain: true, reason: 'a whole day was forgotten' });
      const june = (await reportOf('2026-06')).adjustments.filter(({ month }) => month === MARCH);
      expect(june).toMatchObject([lateInMarch]);
    });

    it('shows the figures of the records, and beside them what the closing told', async () => {
      await lateMarch();
      const told = { visits: 1, claims: 1, claimedRiel: 4_000, adjustmentsRiel: 4_000 };
      write({ ...theirApril, ...told, counted: [inApril, { ...inApril, month: MARCH }] });
      const shown = { closing: { told: { ...told, deskNumber: 3, digest: 'a'.repeat(64) } }, state: 'closed' };
      expect(await reportOf(APRIL)).toMatchObject({ ...shown, adjustments: [lateInMarch], payableRiel: 8_000 });
      expect(await reportOf(MARCH)).toMatchObject({ closing: { told: null } });
      await seen('2026-04-20');
      expect(await reportOf(APRIL)).toMatchObject({ ...shown, visits: { total: 2 } });
      expect((await reportOf('2026-05')).adjustments).toMatchObject([{ ...lateInMarch, month: APRIL }]);
    });

    it('is opened again here where this desk had made the closing before it was restored', async () => {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      write({ deskNumber: 2 });
      const { months } = await manager.ask('month.list', {});
      expect(months[0]).toMatchObject({ isKeptHere: false, isReopenedHere: true });
      await manager.ask('month.reopen', { month: MARCH, reason: 'a whole day was forgotten' });
      expect((await reportOf(MARCH)).state).toBe('reopened');
    });

    it('stays closed when this one takes its own closing back, and says at which desk', async () => {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      await close(MARCH);
      write({ closedAt: '2026-04-02T05:00:00.000Z' });
      const wish = { month: MARCH, reason: 'a whole day was forgotten' };
      expect(await manager.ask('month.reopen', wish)).toEqual({ month: MARCH, closedByDesk: 3 });
      expect(await reportOf(MARCH)).toMatchObject({ state: 'closed', closing: { told: { deskNumber: 3 } } });
      expect((await manager.ask('month.list', {})).months[0]).toMatchObject({ isReopenedHere: false });
      expect(await manager.refused('month.reopen', wish)).toBe('other-desk');
    });

    it('is open here again when it was opened there', async () => {
      await seen('2026-03-09');
      await waitUntil('2026-04-02');
      write();
      write({ version: 2, isOpenAgain: true, reason: 'a whole day was forgotten' });
      expect(await reportOf(MARCH)).toMatchObject({ state: 'reopened', reopening: { byName: 'staff-3' } });
      expect(await close(MARCH)).toMatchObject({ state: 'closed', revision: 2 });
    });

    it('and this one as well: the first closing counts, and nothing counts twice', async () => {
      await seen('2026-03-09');
      await seen('2026-03-10');
      await waitUntil('2026-04-02');
      await close(MARCH);
      write({ closedAt: '2026-04-01T01:00:00.000Z' });
      const more = { month: MARCH, why: 'late', payer: 'hef', records: 1, visits: 1, claims: 1, amountRiel: 4_000 };
      expect((await reportOf(APRIL)).adjustments).toEqual([more]);
      write({ version: 2, isOpenAgain: true, reason: 'a whole day was forgotten' });
      expect((await reportOf(APRIL)).adjustments).toEqual([]);
      desk.clock.advance(DAY_MS);
    });
  });
});
