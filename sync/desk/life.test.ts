import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOfSqlite } from '../../electron/node/sqlite.ts';
import { createCore } from '../../shared/core.ts';
import { centreOf, deskOf, saveCentre, saveDeviceKeys } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import type { Clerk } from '../../tests/support/asks.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import { DESK } from '../../tests/support/facility.ts';
import { replyWith, type ScriptedCentre, scriptedCentre, verdictOn } from '../../tests/support/scripted-centre.ts';
import { noting, registerSome, scriptedEngine } from '../../tests/support/scripted-engine.ts';
import { newSigningKeys } from '../node/signatures.ts';
import type { Fence, SyncRequest } from '../protocol/sync.ts';
import type { Engine } from './engine.ts';
import { HEARTBEAT_MS } from './timing.ts';

const LINK = { url: 'http://centre.example', deviceToken: 'a'.repeat(64) };
const FENCE: Fence = {
  why: 'restored',
  deviceId: '0197a2b0-7c1d-7e42-8f00-aaaaaaaaaaaa',
  deskNumber: 9,
  deviceToken: 'b'.repeat(64),
  epoch: 'c'.repeat(32),
};

describe('the life of a desk’s database', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let centre: ScriptedCentre;
  let engine: Engine;
  let planned: number | null;

  const register = (count: number) => registerSome(clerk, count);
  const manager = async () => {
    const chan = desk.clerk();
    await chan.signIn('chan', '730264');
    return chan;
  };
  const makeEngine = () =>
    scriptedEngine(desk, {
      transportTo: () => centre,
      after: noting((ms) => {
        planned = ms;
      }),
    });

  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    centre = scriptedCentre();
    planned = null;
    desk.db.write((tx) => saveCentre(tx, LINK));
    engine = makeEngine();
  });
  afterEach(async () => {
    await engine.stop();
    await desk.close();
  });

  /** The program starts anew on the same database. */
  const restart = () =>
    createCore({
      db: desk.db,
      clock: desk.clock,
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      host: hostWithoutLine(),
      log: () => undefined,
      faultOf: faultOfSqlite,
    });

  describe('tells its runs', () => {
    it('from one to the next, with the last change that each found, until the centre has noted them', async () => {
      await register(2);
      const second = restart();
      const third = restart();
      const first = desk.core.incarnation;
      const told = [
        { incarnation: first, previous: null },
        { incarnation: second.incarnation, previous: { incarnation: first, seq: 2 } },
        { incarnation: third.incarnation, previous: { incarnation: second.incarnation, seq: 2 } },
      ];
      await engine.syncNow();
      expect(centre.requests[0]?.runs).toEqual(told);
      centre.news.runsThrough = second.incarnation;
      await engine.syncNow();
      expect(centre.requests[1]?.runs).toEqual(told);
      await engine.syncNow();
      expect(centre.requests[2]?.runs).toEqual(told.slice(2));
      centre.news.runsThrough = 'f'.repeat(32);
      await engine.syncNow();
      expect(centre.requests[3]?.runs, 'a run that is none of its own confirms nothing').toEqual(told.slice(2));
    });

    it('under one epoch, drawn when the database was made', async () => {
      await engine.syncNow();
      restart();
      await engine.syncNow();
      const epochs = new Set(centre.requests.map(({ epoch }) => epoch));
      expect([epochs.size, [...epochs][0]]).toEqual([1, expect.stringMatching(/^[0-9a-f]{32}$/)]);
    });

    it('before anything else is written in them', () => {
      const before = desk.db.get('SELECT max(number) AS n FROM run')?.n;
      const broken = { bytes: () => new Uint8Array(0) };
      const opened = () =>
        createCore({
          ...{ db: desk.db, clock: desk.clock, random: broken },
          host: hostWithoutLine(),
          log: () => undefined,
          faultOf: () => null,
        });
      opened();
      // A second run of the same name would give identities twice: it does not begin.
      expect(opened).toThrow();
      expect(desk.db.get('SELECT max(number) AS n FROM run')?.n).toBe(Number(before) + 1);
    });
  });

  describe('is fenced off', () => {
    const fenced =
      (fence = FENCE) =>
      () =>
        replyWith([], { fence });

    it('takes the new name in one step, and sends what waits under it', async () => {
      desk.db.write((tx) => saveDeviceKeys(tx, { ...newSigningKeys(), isKnown: true }));
      await register(3);
      centre.next.push(fenced());
      await engine.syncNow();
      expect(deskOf(desk.db)).toMatchObject({ deviceId: FENCE.deviceId, deskNumber: 9 });
      expect(centreOf(desk.db)?.deviceToken).toBe(FENCE.deviceToken);
      expect(
        centre.requests.map(({ deviceId, epoch, changes }) => [deviceId, epoch === FENCE.epoch, changes.length]),
      ).toEqual([
        [DESK.deviceId, false, 3],
        [FENCE.deviceId, true, 3],
      ]);
      expect(centre.requests[1]?.runs.map(({ incarnation }) => incarnation)).toEqual([desk.core.incarnation]);
      expect(waitingChanges(desk.db, 9)).toEqual([]);
      expect(engine.state().state).toBe('up');
    });

    it('shows a manager why, and which number it was, until they have seen it', async () => {
      centre.next.push(fenced({ ...FENCE, why: 'cloned' }));
      await engine.syncNow();
      const chan = await manager();
      expect((await clerk.ask('sync.status', {})).trouble.livesUnseen).toBe(1);
      expect((await clerk.ask('desk.lives', {})).lives).toEqual([
        {
          number: 1,
          why: 'cloned',
          at: new Date(desk.clock.nowMs()).toISOString(),
          oldDeviceId: DESK.deviceId,
          oldDeskNumber: DESK.deskNumber,
          newDeviceId: FENCE.deviceId,
          newDeskNumber: 9,
          isSeen: false,
        },
      ]);
      expect(await clerk.fault('desk.seeLives', {})).toBe('forbidden');
      expect(await chan.ask('desk.seeLives', {})).toEqual({ seen: 1 });
      expect((await clerk.ask('sync.status', {})).trouble.livesUnseen).toBe(0);
    });

    it('once: the same fence in a late answer changes nothing', async () => {
      centre.next.push(fenced(), fenced());
      await engine.syncNow();
      expect((await clerk.ask('desk.lives', {})).lives).toHaveLength(1);
    });

    it('does not go on for ever with a centre that gives name after name', async () => {
      const names = Array.from({ length: 9 }, (_, index) => ({
        ...FENCE,
        deviceId: FENCE.deviceId.replace(/a$/, String(index)),
      }));
      centre.next.push(...names.map((name) => fenced(name)));
      await engine.syncNow();
      expect([centre.requests.length, planned]).toEqual([3, HEARTBEAT_MS]);
    });

    it('gives numbers of the new desk from then on, and new ones to people whose number the other copy gave as well', async () => {
      await register(2);
      const took = (request: SyncRequest) =>
        replyWith([
          verdictOn(request.changes[0] as never, 'needs-fixing', 'patient-number-taken'),
          verdictOn(request.changes[1] as never, 'accepted'),
        ]);
      centre.next.push(fenced(), took);
      await engine.syncNow();
      await engine.syncNow();
      const patients = desk.db.all('SELECT patientNumber, version FROM patient ORDER BY registeredAt, id');
      expect(patients.map(({ patientNumber, version }) => [String(patientNumber).slice(0, 6), version])).toEqual([
        ['KT04-9', 2],
        ['KT04-2', 1],
      ]);
      const { counts, attention } = await clerk.ask('sync.status', {});
      expect([counts, attention]).toMatchObject([{ entered: 2, accepted: 2, needsFixing: 0, waiting: 0 }, []]);
      await register(1);
      expect(desk.db.all("SELECT id FROM patient WHERE patientNumber LIKE 'KT04-9-%'")).toHaveLength(2);
    });

    it('leaves it to a person where the number was never this database’s own', async () => {
      await register(1);
      centre.next.push((request) =>
        replyWith([verdictOn(request.changes[0] as never, 'needs-fixing', 'patient-number-taken')]),
      );
      await engine.syncNow();
      expect((await clerk.ask('sync.status', {})).counts).toMatchObject({ needsFixing: 1, waiting: 0 });
    });

    it('keeps the rechecks of both names apart', async () => {
      const recheck = ([seq, check]: [number, number]) => ({
        ...{
          seq,
          checkId: `check-${check}`,
          decidedAt: '2026-03-10T02:10:00.000Z',
          rulesetId: 'r',
          asOf: '2026-03-10',
        },
        decision: { outcome: 'eligible', payer: 'nssf', reasons: [] },
      });
      const bring = (...rechecks: [number, number][]) => ({
        ...replyWith([]),
        body: { ...(replyWith([]).body as object), rechecks: rechecks.map(recheck) },
      });
      const kept = () => desk.db.all('SELECT seq, checkId, seenBy FROM recheck ORDER BY seq').map(Object.values);
      centre.next.push(() => bring([1, 1], [2, 2]), fenced());
      await engine.syncNow();
      desk.db.write((tx) => tx.run("UPDATE recheck SET seenAt = decidedAt, seenBy = 'chan' WHERE seq = 2"));
      await engine.syncNow();
      centre.next.push(() => bring([1, 3]));
      await engine.syncNow();
      await engine.syncNow();
      expect(centre.requests.map(({ rechecksAfter }) => rechecksAfter)).toEqual([0, 2, 0, 0, 1]);
      expect(kept()).toEqual([
        [1, 'check-1', null],
        [2, 'check-2', 'chan'],
        [3, 'check-3', null],
      ]);
      // One that it had under the old name is the same one under the new name, and stays seen.
      centre.next.push(() => bring([2, 2]));
      await engine.syncNow();
      expect(kept()).toEqual([
        [1, 'check-1', null],
        [3, 'check-3', null],
        [4, 'check-2', 'chan'],
      ]);
    });
  });

  it('adds up what its line has cost, by month and use, over restarts, and in riel', async () => {
    const chan = await manager();
    expect((await clerk.ask('sync.status', {})).cost).toMatchObject({
      month: '2026-03',
      sent: 0,
      rielPerMb: null,
      riel: null,
    });
    expect(await clerk.fault('desk.setLinePrice', { rielPerMb: 1 })).toBe('forbidden');
    await chan.ask('desk.setLinePrice', { rielPerMb: 1_000_000 });
    await engine.syncNow();
    await engine.syncNow();
    await engine.stop();
    centre = scriptedCentre();
    engine = makeEngine();
    expect(engine.state()).toMatchObject({ bytesSent: 20, bytesReceived: 40 });
    await engine.syncNow();
    const { cost } = await clerk.ask('sync.status', {});
    expect(cost).toMatchObject({ sent: 30, received: 60, riel: 90, by: { records: { sent: 30, received: 60 } } });
    desk.clock.advance(30 * 24 * 3_600_000);
    await chan.signIn('chan', '730264');
    expect((await chan.ask('sync.status', {})).cost).toMatchObject({ month: '2026-04', sent: 0, riel: 0 });
  });
});
