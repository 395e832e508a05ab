import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOfSqlite, openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { DAY_MS } from '../../shared/base/time.ts';
import { createCore } from '../../shared/core.ts';
import { learnCentreTime, readClock } from '../../shared/desk/clock-store.ts';
import { type Clerk, clerkOver } from '../support/asks.ts';
import { MORNING_MS } from '../support/clock.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from '../support/desk.ts';

const BATTERY_DEAD = Date.parse('2000-01-01T00:00:20.000Z');
const YEAR_2100 = Date.parse('2100-06-01T02:00:00.000Z');
const SOMEBODY = { nameLatin: 'Chan Dara', sex: 'male', birthDate: '1985', birthDatePrecision: 'year' } as const;

describe('a desk whose clock is wrong', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    meetCentre(MORNING_MS);
  });
  afterEach(() => desk.close());

  const meetCentre = (ms: number) =>
    desk.db.write((tx) => learnCentreTime(tx, readClock(desk.clock), new Date(ms).toISOString(), 0));

  /** The program starts anew on the same database, or on a copy of it. */
  async function startAgain(db: SqliteDb = desk.db): Promise<Clerk> {
    const { serve } = createCore({
      db,
      clock: desk.clock,
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      host: hostWithoutLine(),
      log: () => undefined,
      faultOf: faultOfSqlite,
    });
    const again = clerkOver(serve);
    await again.signIn('vanna', '481920');
    return again;
  }
  const register = (by = clerk) => by.ask('patients.register', { ...SOMEBODY, isSomebodyElse: true });
  const changes = (db: SqliteDb = desk.db) =>
    db.all('SELECT seq, hlc, clockFlag, madeAt FROM change ORDER BY seq') as {
      seq: number;
      hlc: number;
      clockFlag: string;
      madeAt: string;
    }[];
  const ticks = (db?: SqliteDb) => changes(db).map(({ hlc }) => hlc);
  const rising = (hlcs: number[]) => expect(hlcs).toEqual([...new Set(hlcs)].toSorted((a, b) => a - b));

  /** A whole visit, as the clerk works; nothing of it is refused. */
  async function visitOf(by: Clerk) {
    const { patient } = await register(by);
    const { check } = await by.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    return (await by.ask('visits.open', { patientId: patient.id, checkId: check.id })).visit;
  }

  it('works on after the battery died, on the day that is known, and marks what it writes', async () => {
    await register();
    desk.clock.set(BATTERY_DEAD);
    desk.clock.restart();
    clerk = await startAgain();
    const visit = await visitOf(clerk);
    expect(visit).toMatchObject({ serviceDate: '2026-03-10', openedAt: '2000-01-01T00:00:20.000Z' });
    expect(await clerk.ask('desk.clock', {})).toMatchObject({
      flag: 'back',
      today: '2026-03-10',
      wallAt: '2000-01-01T00:00:20.000Z',
      bestAt: new Date(MORNING_MS).toISOString(),
    });
    expect(changes().map(({ clockFlag }) => clockFlag)).toEqual(['ok', 'back', 'back', 'back']);
    rising(ticks());
    expect((await clerk.ask('system.about', {})).today).toBe('2026-03-10');
  });

  it('takes a person’s word on the date, and keeps it in the trail', async () => {
    desk.clock.set(BATTERY_DEAD);
    clerk = await startAgain();
    expect(await clerk.refused('desk.confirmDate', { day: '2026-03-09' })).toBe('day-has-passed');
    await clerk.ask('desk.confirmDate', { day: '2026-03-14' });
    expect((await visitOf(clerk)).serviceDate).toBe('2026-03-14');
    desk.clock.advance(DAY_MS);
    await clerk.signIn('vanna', '481920');
    expect(await clerk.ask('desk.clock', {})).toMatchObject({
      flag: 'back',
      today: '2026-03-15',
    });
    expect(desk.db.get("SELECT staffId, recordId FROM audit WHERE action = 'date-confirmed'")).toEqual({
      staffId: 'staff-vanna',
      recordId: '2026-03-14',
    });
  });

  it('notices a clock that is set in the middle of the work, and not the hours before it', async () => {
    desk.clock.advance(3 * 3_600_000);
    await register();
    desk.clock.set(desk.clock.nowMs() + 20 * DAY_MS);
    await clerk.signIn('vanna', '481920');
    expect(await visitOf(clerk)).toMatchObject({ serviceDate: '2026-03-10' });
    expect(changes().map(({ clockFlag }) => clockFlag)).toEqual(['ok', 'jump', 'jump', 'jump']);
    rising(ticks());
  });

  it('does not let the year 2100 into its logical clock', async () => {
    await register();
    desk.clock.set(YEAR_2100);
    clerk = await startAgain();
    await register();
    desk.clock.set(MORNING_MS + 60_000);
    clerk = await startAgain();
    await register();
    expect(changes().map(({ clockFlag }) => clockFlag)).toEqual(['ok', 'far', 'ok']);
    rising(ticks());
    expect(ticks().at(-1)).toBeLessThanOrEqual(MORNING_MS + 60_000);
  });

  it('locks nobody out for longer than the lock, whatever the clock said meanwhile', async () => {
    desk.clock.set(YEAR_2100);
    const stranger = desk.clerk();
    for (let tries = 0; tries < 5; tries += 1)
      await stranger.refused('staff.signIn', { userName: 'vanna', pin: '0000' });
    expect(await stranger.refused('staff.signIn', { userName: 'vanna', pin: '481920' })).toBe('locked');
    desk.clock.set(MORNING_MS);
    desk.clock.advance(61_000);
    await stranger.signIn('vanna', '481920');
  });

  it('never lets its logical clock go back, over restarts and a restored copy', async () => {
    await register();
    const copyFile = join(desk.folder, 'copy.db');
    desk.db.backupTo(copyFile);
    copyFileSync(copyFile, `${copyFile}.kept`);
    const atBackup = ticks().at(-1) ?? 0;
    for (const wall of [MORNING_MS + 5_000, MORNING_MS - 10 * DAY_MS, BATTERY_DEAD, MORNING_MS + 6_000]) {
      desk.clock.set(wall);
      clerk = await startAgain();
      await register();
    }
    rising(ticks());
    const copy = openSqlite(`${copyFile}.kept`, new Uint8Array(32).fill(7));
    try {
      desk.clock.set(BATTERY_DEAD);
      const restored = await startAgain(copy);
      await register(restored);
      rising(ticks(copy));
      expect(ticks(copy).at(-1)).toBeGreaterThan(atBackup);
      // What the centre says carries the clock over what the lost life had written.
      const lost = ticks().at(-1) ?? 0;
      copy.write((tx) => learnCentreTime(tx, readClock(desk.clock), new Date(lost + 1_000).toISOString(), 0));
      await register(restored);
      expect(ticks(copy).at(-1)).toBeGreaterThan(lost);
    } finally {
      copy.close();
    }
  });
});
