import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { faultOfSqlite } from '../../electron/node/sqlite.ts';
import { createTransport } from '../../electron/node/transport.ts';
import type { Clock } from '../../shared/base/time.ts';
import { createCore } from '../../shared/core.ts';
import {
  rulesetsHeld,
  saveCentre,
  saveCentreKeys,
  saveDesk,
  saveDeviceKeys,
  savePlace,
} from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { post } from '../../sync/central/tests/desk.ts';
import { createEngine, type Engine } from '../../sync/desk/engine.ts';
import { exchange } from '../../sync/desk/exchange.ts';
import type { Transport } from '../../sync/desk/transport.ts';
import { createWire } from '../../sync/desk/wire.ts';
import { framesInPlace } from '../../sync/node/frame-port.ts';
import { newSigningKeys, verifyText } from '../../sync/node/signatures.ts';
import { enrolReply } from '../../sync/protocol/enrol.ts';
import { BATCH_CHANGES_MAX } from '../../sync/protocol/sync.ts';
import { clerkOver } from '../support/asks.ts';
import { atCentre, startRealCentre } from '../support/centre-process.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from '../support/desk.ts';
import { DESK, PEOPLE } from '../support/facility.ts';
import { until } from '../support/until.ts';
import { type CountingLine, FAST_LINE, type LineWish, openCountingLine, type Traffic } from './sync-line.ts';
import { type Crowd, gatherCrowd, type Restart, serveCrowd, type VisitDay } from './sync-visits.ts';

const PROGRAM = 'tonle bench';
const VILLAGES = Array.from(
  { length: 18 },
  (_, at) => `0201${String(1 + (at % 6)).padStart(2, '0')}${String(at + 1).padStart(2, '0')}`,
);
const MORNING_HOURS = 14;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FRAMES = framesInPlace();

export interface Measured extends Traffic {
  ms: number;
}

/** A real desk and a real centre on PGlite in a process of its own, and the line between them. */
export class TonleBench {
  readonly desk: TestDesk;
  readonly line: CountingLine;
  readonly #centre: { stop(): Promise<unknown> };
  readonly #token: string;
  readonly #deviceId: string;
  readonly #clock: Clock;

  private constructor(
    desk: TestDesk,
    line: CountingLine,
    centre: { stop(): Promise<unknown> },
    token: string,
    deviceId: string,
  ) {
    this.desk = desk;
    this.line = line;
    this.#centre = centre;
    this.#token = token;
    this.#deviceId = deviceId;
    // The desk's clock stands still but for what its clerks take; the line's time goes on.
    const startMs = performance.now();
    this.#clock = { nowMs: () => Math.round(desk.clock.nowMs() + performance.now() - startMs) };
  }

  static async open(centreData: string): Promise<TonleBench> {
    const centre = await startRealCentre(centreData);
    const { code, nameKm, nameLatin, level } = DESK.facility;
    await atCentre(
      centreData,
      'add-facility',
      '--code',
      code,
      '--name-km',
      nameKm,
      '--name-latin',
      nameLatin,
      '--level',
      level,
    );
    const printed = await atCentre(centreData, 'enrol-code', '--facility', code);
    const { code: enrolCode } = JSON.parse(printed) as { code: string };
    const desk = await openTestDesk('memory');
    const deviceId = randomUUID();
    const keys = newSigningKeys();
    const asked = { protocol: 3, mode: 'real', code: enrolCode, deviceId, program: PROGRAM, deviceKey: keys.publicKey };
    const reply = enrolReply.parse((await post(`${centre.url}/v1/enrol`, asked)).body);
    const line = await openCountingLine(centre.url, FAST_LINE);
    desk.db.write((tx) => {
      saveDesk(tx, { ...DESK, deviceId, deskNumber: reply.deskNumber, facility: reply.facility });
      saveCentre(tx, { url: line.url, deviceToken: reply.deviceToken });
      saveCentreKeys(tx, reply.keys);
      saveDeviceKeys(tx, { ...keys, isKnown: true });
      for (const village of VILLAGES)
        savePlace(tx, { code: village, level: 'village', nameKm: 'ភូមិ', nameLatin: 'Phum' });
    });
    return new TonleBench(desk, line, centre, reply.deviceToken, deviceId);
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.desk.close();
    await this.#centre.stop();
  }

  readonly restart: Restart = async () => {
    const { db, clock } = this.desk;
    clock.advance(MORNING_HOURS * HOUR_MS);
    const { serve } = createCore({
      ...{ db, clock, host: hostWithoutLine(), log: () => undefined, faultOf: faultOfSqlite },
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    });
    const clerk = clerkOver(serve);
    await clerk.signIn(PEOPLE[0].userName, PEOPLE[0].pin);
    return clerk;
  };

  /** Everything that is not to be measured goes to the centre over a fast line; then the day is worked through. */
  async work(day: Omit<VisitDay, 'villages'>): Promise<{ changes: number; crowd: Crowd }> {
    this.desk.clock.advance(DAY_MS);
    const crowd = await gatherCrowd(this.desk, this.restart, { ...day, villages: VILLAGES });
    this.line.become(FAST_LINE);
    await this.drained();
    const clerk = await this.restart();
    // The line learns of the new run, as a desk tells it when it starts.
    await this.drained();
    await serveCrowd(this.desk, this.restart, clerk, crowd, day.seed);
    this.line.traffic();
    return { changes: this.waiting(), crowd };
  }

  waiting(): number {
    return Number(this.desk.db.get("SELECT count(*) AS n FROM change WHERE state = 'waiting'")?.n ?? 0);
  }

  /** One request with everything that waits, on a connection that is open already. */
  oneBatch(): Promise<Measured & { accepted: number }> {
    return this.#exchanged(waitingChanges(this.desk.db, BATCH_CHANGES_MAX));
  }

  /** What it costs to hear that there is nothing new. */
  idleContact(): Promise<Measured> {
    return this.#exchanged([]);
  }

  async #exchanged(batch: Change[]): Promise<Measured & { accepted: number }> {
    const { db } = this.desk;
    const transport = createTransport(this.line.url, this.desk.folder);
    try {
      const world = { db, clock: this.#clock, wire: createWire(db, FRAMES, () => this.#clock.nowMs()), newKeys: null };
      const sender = {
        ...{ deviceId: this.#deviceId, program: PROGRAM, token: this.#token },
        ...{ rosterId: null, placesId: null, rulesetsId: rulesetsHeld(db)?.id ?? null, packsId: null, national: null },
      };
      await exchange(world, transport, sender, []);
      this.line.traffic();
      const startMs = performance.now();
      const { kept } = await exchange(world, transport, sender, batch);
      return { ms: Math.round(performance.now() - startMs), ...this.line.traffic(), accepted: kept };
    } finally {
      transport.close();
    }
  }

  /** The desk's own engine, from the moment it starts until nothing waits. */
  async drained(wish: LineWish | null = null, patienceMs = 600_000): Promise<Measured> {
    if (wish !== null) this.line.become(wish);
    this.line.traffic();
    const transports: Transport[] = [];
    const engine: Engine = createEngine({
      ...{ db: this.desk.db, clock: this.#clock, log: () => undefined, program: PROGRAM, frames: FRAMES },
      transportTo: (url) => {
        const transport = createTransport(url, join(this.desk.folder));
        transports.push(transport);
        return transport;
      },
      emit: () => undefined,
      random: Math.random,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      breathe: () => nextTurn(),
      verify: verifyText,
      national: null,
      spreadMs: 0,
      enrolFirst: null,
    });
    const startMs = performance.now();
    engine.start();
    await until('nothing waits', async () => engine.state().lastContactAt !== null && this.waiting() === 0, patienceMs);
    const ms = Math.round(performance.now() - startMs);
    await engine.stop();
    for (const transport of transports) transport.close();
    return { ms, ...this.line.traffic() };
  }

  refused(): number {
    return Number(this.desk.db.get("SELECT count(*) AS n FROM change WHERE state = 'needs-fixing'")?.n ?? 0);
  }
}
