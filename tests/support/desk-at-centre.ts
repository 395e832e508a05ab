import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { faultOfSqlite, openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { instantOf } from '../../shared/base/time.ts';
import { packsHeld } from '../../shared/claims/pack-store.ts';
import { createCore } from '../../shared/core.ts';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import { centreOf, deskOf, placesIdOf, rulesetsHeld, saveCentre, saveDesk } from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { post } from '../../sync/central/tests/desk.ts';
import { keepReply, requestOf } from '../../sync/desk/exchange.ts';
import { enrolReply } from '../../sync/protocol/enrol.ts';
import { type SyncReply, type SyncRequest, syncReply } from '../../sync/protocol/sync.ts';
import { type Clerk, clerkOver } from './asks.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from './desk.ts';

const CHANGES_A_MEETING = 200;

/** A desk with its clerk that meets a real centre when a test says so, by the desk's own words and ears. */
export interface DeskAtCentre {
  db: SqliteDb;
  clerk: Clerk;
  clock: FakeClock;
  folder: string;
  deskNumber(): number;
  deviceId(): string;
  /** The request that it would send now. */
  request(changes?: Change[]): SyncRequest;
  /** Sends a request as it is given, and keeps nothing of the reply. */
  ask(request: SyncRequest): Promise<SyncReply>;
  /** One request with what waits, and its reply kept. */
  meetOnce(): Promise<SyncReply>;
  /** Until nothing that could go waits and nothing more is to come. */
  meet(): Promise<void>;
  close(): Promise<void>;
}

export async function enrolDesk(url: string, code: string): Promise<DeskAtCentre> {
  const desk: TestDesk = await openTestDesk('memory');
  const deviceId = randomUUID();
  const answer = await post(`${url}/v1/enrol`, { protocol: 3, mode: 'real', code, deviceId, program: 'test' });
  const { deviceToken, deskNumber, facility } = enrolReply.parse(answer.body);
  desk.db.write((tx) => {
    saveDesk(tx, { mode: 'real', deviceId, deskNumber, facility });
    saveCentre(tx, { url, deviceToken });
  });
  const clerk = desk.clerk();
  await clerk.signIn('vanna', '481920');
  return deskOn(desk.db, clerk, desk.clock, desk.folder, () => desk.close());
}

/** Another program on a copy of a desk's database, as after a restore: a new run with the old memory. */
export async function openCopy(file: string, folder: string, startMs: number): Promise<DeskAtCentre> {
  const db = openSqlite(file, new Uint8Array(32).fill(7));
  const clock = fakeClock(startMs);
  const { serve } = createCore({
    db,
    clock,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    host: hostWithoutLine(),
    log: () => undefined,
    faultOf: faultOfSqlite,
  });
  const clerk = clerkOver(serve);
  await clerk.signIn('vanna', '481920');
  return deskOn(db, clerk, clock, folder, async () => db.close());
}

export function copyDb(desk: DeskAtCentre, name: string): string {
  const file = join(desk.folder, name);
  desk.db.backupTo(file);
  return file;
}

function deskOn(
  db: SqliteDb,
  clerk: Clerk,
  clock: FakeClock,
  folder: string,
  close: () => Promise<void>,
): DeskAtCentre {
  const identity = () => {
    const [desk, centre] = [deskOf(db), centreOf(db)];
    if (desk === null || centre === null) throw new Error('the desk is enrolled');
    return { desk, centre };
  };
  const senderOf = () => {
    const { desk, centre } = identity();
    return {
      ...{ deviceId: desk.deviceId, program: 'test', token: centre.deviceToken, national: null },
      ...{
        rosterId: currentRoster(db)?.id ?? null,
        placesId: placesIdOf(db),
        rulesetsId: rulesetsHeld(db)?.id ?? null,
        packsId: packsHeld(db)?.id ?? null,
      },
    };
  };
  const self: DeskAtCentre = {
    ...{ db, clerk, clock, folder, close },
    deskNumber: () => identity().desk.deskNumber,
    deviceId: () => identity().desk.deviceId,
    request: (changes = waitingChanges(db, CHANGES_A_MEETING)) =>
      requestOf(db, senderOf(), changes, instantOf(clock.nowMs())),
    async ask(request) {
      const { centre } = identity();
      const { status, body } = await post(`${centre.url}/v1/sync`, request, centre.deviceToken);
      if (status !== 200) throw new Error(`the centre answered ${status}: ${JSON.stringify(body)}`);
      return syncReply.parse(body);
    },
    async meetOnce() {
      const reply = await self.ask(self.request());
      db.write((tx) => keepReply(tx, reply, instantOf(clock.nowMs()), null));
      return reply;
    },
    async meet() {
      for (let round = 0; round < 50; round += 1) {
        const before = waitingChanges(db, 10_000).length;
        const reply = await self.meetOnce();
        const isStuck = waitingChanges(db, 10_000).length === before;
        if (reply.fence === null && reply.records?.hasMore !== true && isStuck) return;
      }
      throw new Error('the desk and its centre do not come to an end');
    },
  };
  return self;
}
