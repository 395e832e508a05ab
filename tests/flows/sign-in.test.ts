import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../shared/base/permission.ts';
import { contract } from '../../shared/contract.ts';
import type { Ask } from '../../shared/wire/contract.ts';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';

const MINUTE_MS = 60_000;
const RIGHT = { userName: 'vanna', pin: '481920' };
const WRONG = { ...RIGHT, pin: '000000' };

describe.each(PORTS)('signing in, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  beforeAll(async () => {
    desk = await openTestDesk(port);
  });
  beforeEach(() => {
    clerk = desk.clerk();
  });
  afterAll(() => desk.close());

  const lockedFor = async () => {
    const reply = await clerk.reply('staff.signIn', WRONG);
    if (reply.ok || !('refusal' in reply)) throw new Error('a wrong PIN signed somebody in');
    return [reply.refusal.code, reply.refusal.details.secondsLeft];
  };

  it('opens a session that says who is there, however the name is written', async () => {
    const { staff, session, endsAt } = await clerk.ask('staff.signIn', { userName: ' VÁNNA ', pin: '481920' });
    expect(staff).toMatchObject({ userName: 'vanna', role: 'registrar' });
    expect(session).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(endsAt)).toBe(desk.clock.nowMs() + 14 * 60 * MINUTE_MS);
    expect(await clerk.ask('staff.me', {}, { session })).toEqual({ staff });
  });

  it('keeps neither a token nor a PIN in its tables', () => {
    const session = desk.db.get('SELECT tokenHash FROM session LIMIT 1');
    expect(String(session?.tokenHash)).toHaveLength(64);
    expect(desk.db.get('SELECT pinHash FROM staff LIMIT 1')?.pinHash).toMatch(/^\$argon2id\$/);
  });

  it('ends just its own session', async () => {
    await clerk.signIn('vanna', '481920');
    const other = desk.clerk();
    await other.signIn('vanna', '481920');
    await clerk.ask('staff.signOut', {});
    expect(await clerk.fault('staff.me', {})).toBe('unauthorised');
    expect((await other.ask('staff.me', {})).staff.userName).toBe('vanna');
  });

  it('ends a session with the longest shift', async () => {
    await clerk.signIn('vanna', '481920');
    desk.clock.advance(14 * 60 * MINUTE_MS - 1);
    expect((await clerk.reply('staff.me')).ok).toBe(true);
    desk.clock.advance(1);
    expect(await clerk.fault('patients.search', { text: 'sok' })).toBe('unauthorised');
  });

  it('locks a name for a minute after five wrong PINs, then for longer each time, also for the right one', async () => {
    const locks: unknown[] = [];
    for (const minutes of [1, 2, 4]) {
      for (let wrong = 1; wrong <= 4; wrong += 1) expect(await lockedFor()).toEqual(['wrong-pin', undefined]);
      locks.push(await lockedFor());
      expect(await clerk.refused('staff.signIn', RIGHT)).toBe('locked');
      desk.clock.advance(minutes * MINUTE_MS - 1_000);
      expect(await lockedFor()).toEqual(['locked', 1]);
      desk.clock.advance(1_000);
    }
    expect(locks).toEqual([
      ['locked', 60],
      ['locked', 120],
      ['locked', 240],
    ]);
    await clerk.signIn('vanna', '481920');
    expect(await lockedFor()).toEqual(['wrong-pin', undefined]);
    await clerk.signIn('vanna', '481920');
  });

  it('does not let two tries at once get around the lock', async () => {
    const tries = await Promise.all(Array.from({ length: 8 }, () => clerk.reply('staff.signIn', WRONG)));
    expect(tries.every((reply) => !reply.ok)).toBe(true);
    expect(await clerk.refused('staff.signIn', RIGHT)).toBe('locked');
    desk.clock.advance(10 * MINUTE_MS);
    await clerk.signIn('vanna', '481920');
  });

  it('answers for a name that nobody has as for a wrong PIN, and locks nobody', async () => {
    for (let tries = 0; tries < 7; tries += 1)
      expect(await clerk.refused('staff.signIn', { userName: 'nobody', pin: '000000' })).toBe('wrong-pin');
  });

  it('writes each sign-in and each wrong PIN into the audit trail, without the PIN', async () => {
    await clerk.reply('staff.signIn', { userName: 'rith', pin: '999999' });
    await clerk.signIn('rith', '159357');
    const trail = desk.db.all("SELECT staffId, action, recordId FROM audit WHERE staffId = 'staff-rith' ORDER BY seq");
    expect(trail).toEqual([
      { staffId: 'staff-rith', action: 'sign-in-failed', recordId: null },
      { staffId: 'staff-rith', action: 'signed-in', recordId: null },
    ]);
  });
});

describe.each(PORTS)('who may ask what, over %s', (port) => {
  let desk: TestDesk;
  const clerks: Record<string, Clerk> = {};
  const asks = Object.entries(contract as Record<string, Ask>);
  beforeAll(async () => {
    desk = await openTestDesk(port);
    for (const [userName, pin] of [
      ['vanna', '481920'],
      ['chan', '730264'],
      ['rith', '159357'],
    ] as const) {
      clerks[userName] = desk.clerk();
      await clerks[userName].signIn(userName, pin);
    }
  });
  afterAll(() => desk.close());

  it('answers nobody without a session, except where anyone may ask', async () => {
    const stranger = desk.clerk();
    const before = rowCounts(desk.db);
    for (const [name, { allow }] of asks) {
      const reply = await stranger.reply(name, { nonsense: true });
      if (reply.ok || !('fault' in reply)) throw new Error(`${name} answered`);
      expect([name, reply.fault.code]).toEqual([name, allow === 'anyone' ? 'invalid' : 'unauthorised']);
    }
    for (const session of ['', 'f'.repeat(64), "' OR 1=1 --"])
      expect(await stranger.fault('staff.me', {}, { session })).toBe('unauthorised');
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('refuses what a role does not grant before it looks at the input', async () => {
    const denied = { vanna: ['see-reports', 'manage'], chan: [], rith: ['register', 'manage'] };
    const before = rowCounts(desk.db);
    for (const [userName, clerk] of Object.entries(clerks)) {
      for (const [name, { allow }] of asks) {
        const reply = await clerk.reply(name, { nonsense: true });
        if (reply.ok || !('fault' in reply)) throw new Error(`${name} answered`);
        const isDenied = (denied[userName as keyof typeof denied] as string[]).includes(allow);
        expect([userName, name, reply.fault.code]).toEqual([userName, name, isDenied ? 'forbidden' : 'invalid']);
      }
    }
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('has no ask whose permission nobody knows', () => {
    const known: readonly string[] = ['anyone', 'signed-in', ...PERMISSIONS];
    expect(asks.filter(([, { allow }]) => !known.includes(allow)).map(([name]) => name)).toEqual([]);
  });

  it('lets a manager add somebody, who then signs in', async () => {
    const wish = { userName: 'Sreyneang', fullName: 'Sreyneang', role: 'registrar', pin: '24680' } as const;
    const { staff } = (await clerks.chan?.ask('staff.add', wish)) ?? {};
    expect(staff).toMatchObject({ userName: 'Sreyneang', role: 'registrar', isActive: true });
    expect(await clerks.chan?.refused('staff.add', { ...wish, userName: 'SREYNEANG' })).toBe('user-name-taken');
    await desk.clerk().signIn('sreyneang', '24680');
    expect((await clerks.chan?.ask('staff.list', {}))?.staff.map(({ userName }) => userName)).toEqual([
      'chan',
      'rith',
      'Sreyneang',
      'vanna',
    ]);
  });
});
