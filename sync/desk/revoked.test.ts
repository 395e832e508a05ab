import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import { centreKeysOf, revocationOf, saveCentre, saveCentreKeys } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import type { Clerk } from '../../tests/support/asks.ts';
import { openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import { type Answer, type ScriptedCentre, scriptedCentre } from '../../tests/support/scripted-centre.ts';
import { noting, registerSome, scriptedEngine } from '../../tests/support/scripted-engine.ts';
import type { Engine } from './engine.ts';
import type { SealRest } from './revoked.ts';
import { HEARTBEAT_MS, REVOKED_MS } from './timing.ts';

const LINK = { url: 'http://centre.example', deviceToken: 'a'.repeat(64) };
const PEPPER = { keyVersion: 1, pepper: 'd'.repeat(64) };
const REVOKED: Answer = {
  status: 403,
  body: { code: 'device-revoked', sentence: 'This desk was revoked.' },
  retryAfterMs: null,
};

describe('a desk that is revoked', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let centre: ScriptedCentre;
  let engine: Engine;
  let planned: number | null;
  let sealed: string[];
  let sealRest: SealRest;
  let dropped: number;

  const makeEngine = () =>
    scriptedEngine(desk, {
      transportTo: () => centre,
      after: noting((ms) => {
        planned = ms;
      }),
      national: { held: () => null, keepKeys: () => undefined, apply: async () => null, drop: () => void dropped++ },
      sealRest,
    });
  const answerSealed = (take: (bytes: Uint8Array) => void): SealRest => ({
    make: async () => Buffer.from(`sealed ${waitingChanges(desk.db, 99).length}`),
    async take(bytes) {
      take(bytes);
    },
  });
  const receiveAll = () => desk.db.script("UPDATE change SET state = 'accepted' WHERE state = 'waiting'");
  const listen = (answer: () => Answer & { frame: Uint8Array | null }) => {
    centre.send = async (path, bytes) => {
      sealed.push(`${path} ${Buffer.from(bytes).toString()}`);
      return answer();
    };
  };

  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    centre = scriptedCentre();
    planned = null;
    dropped = 0;
    sealed = [];
    desk.db.write((tx) => {
      saveCentre(tx, LINK);
      saveCentreKeys(tx, { signing: 'e'.repeat(64), sealing: 'f'.repeat(64), national: PEPPER });
    });
    await registerSome(clerk, 2);
    sealRest = answerSealed(receiveAll);
    engine = makeEngine();
    centre.next.push(() => REVOKED);
    listen(() => ({ status: 200, frame: Buffer.from('receipt'), body: null, retryAfterMs: null }));
  });
  afterEach(async () => {
    await engine.stop();
    await desk.close();
  });

  it('ends sign-ins and drops the lists, and seals to the centre what it has not sent', async () => {
    await engine.syncNow();
    expect(sealed).toEqual(['/v1/sealed sealed 2']);
    expect([currentRoster(desk.db), desk.db.get('SELECT count(*) AS n FROM rosterMember')?.n, dropped]).toEqual([
      null,
      0,
      1,
    ]);
    expect(centreKeysOf(desk.db)).toMatchObject({ national: null, sealing: 'f'.repeat(64) });
    expect(revocationOf(desk.db)).toMatchObject({ sentence: 'This desk was revoked.', isHandedOver: true });
    expect(await desk.clerk().refused('staff.signIn', { userName: 'chan', pin: '730264' })).toBe('device-revoked');
    expect(planned).toBe(REVOKED_MS);
  });

  it('lets somebody in the middle of something save it first, and seals that too', async () => {
    await engine.syncNow();
    await registerSome(clerk, 1);
    expect((await clerk.ask('sync.status', {})).trouble.revoked).toMatchObject({ isHandedOver: true });
    engine.nudge();
    expect(planned, 'nothing goes in the open any more').toBe(REVOKED_MS);
    desk.clock.advance(10 * 60_000 + 1);
    expect(await clerk.fault('sync.status', {})).toBe('unauthorised');
    centre.next.push(() => REVOKED);
    await engine.syncNow();
    expect(sealed).toEqual(['/v1/sealed sealed 2', '/v1/sealed sealed 1']);
  });

  it.each<[string, () => void]>([
    ['the centre does not take it', () => listen(() => ({ ...REVOKED, status: 503, frame: null }))],
    ['something else answers', () => listen(() => ({ status: 200, frame: null, body: {}, retryAfterMs: null }))],
    [
      'the receipt is none',
      () => {
        sealRest = answerSealed(() => {
          throw new Error('not signed');
        });
        engine = makeEngine();
      },
    ],
    [
      'no key is known to seal to',
      () => {
        sealRest = { make: async () => null, take: async () => undefined };
        engine = makeEngine();
      },
    ],
  ])('keeps what waits while %s', async (_what, prepare) => {
    prepare();
    await engine.syncNow();
    expect(waitingChanges(desk.db, 9)).toHaveLength(2);
    expect(revocationOf(desk.db)).toMatchObject({ isHandedOver: false });
    expect(planned).toBe(REVOKED_MS);
  });

  it('works as before once the centre takes its batches again', async () => {
    await engine.syncNow();
    await engine.syncNow();
    expect([revocationOf(desk.db), planned]).toEqual([null, HEARTBEAT_MS]);
    await desk.clerk().signIn('chan', '730264');
    expect(desk.db.all("SELECT action FROM audit WHERE action LIKE 'desk-rev%'").map(({ action }) => action)).toEqual([
      'desk-revoked',
      'desk-revocation-lifted',
    ]);
  });
});
