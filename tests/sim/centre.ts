import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { assert } from '../../shared/base/assert.ts';
import type { Clock } from '../../shared/base/time.ts';
import { decideClaim } from '../../sync/central/claim-office.ts';
import type { CommandWorld } from '../../sync/central/commands.ts';
import { deviceCounts } from '../../sync/central/counts.ts';
import type { CentreDb, CentreWriteDb, SqlParam } from '../../sync/central/db.ts';
import { LIMITS } from '../../sync/central/limits.ts';
import { Metrics } from '../../sync/central/metrics.ts';
import { type OpenCentre, openCentre } from '../../sync/central/node/open.ts';
import { ensurePacks } from '../../sync/central/packs.ts';
import { addFacility, makeEnrolCode, revoke } from '../../sync/central/registry.ts';
import { createServer } from '../../sync/central/server.ts';
import { NATIONAL_JOB } from '../../sync/central/tests/centre.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { removeFolder } from '../support/folder.ts';

/** The process of the centre died: what it had not committed is gone, and nobody gets an answer. */
class CentreDied extends Error {
  override name = 'CentreDied';
}

/** Where the next transaction dies: at its so-manieth statement, or when all of it is on the disk. */
export type Death = { atStatement: number } | 'after-commit';

/** A change as the centre stored it. */
export interface Stored {
  facility: string;
  kind: string;
  recordId: string;
  version: number;
  hash: string;
  outcome: string;
  device: string;
  incarnation: string;
  seq: number;
}

const FACILITIES_A_SEED_MAX = 4;
const NAMES_SEED = 7_000_000;
const DECISIONS = [
  ['accepted', null],
  ['returned', 'see-note'],
  ['denied', 'refused'],
] as const;

const FACTS = {
  nameKm: 'មណ្ឌលសុខភាពតេស្ត',
  nameLatin: 'Simulated health centre',
  level: 'MPA',
  isPublic: true,
  contractedFrom: '2019-01-01',
  contractedTo: null,
  placeCode: null,
} as const;

/**
 * One real centre on PGlite for all seeds of a process, each with facilities of its own. Its server is made anew whenever
 * it dies: everything that it may keep lies in the store.
 */
export class SimCentre {
  readonly world: CommandWorld;
  /** What went wrong inside that nobody had made go wrong. */
  faults: string[] = [];
  readonly #opened: OpenCentre;
  readonly #folder: string;
  readonly #now: { clock: Clock; dice: Dice };
  #server: FastifyInstance | null = null;
  #death: Death | null = null;
  #hasDied = false;
  #isBlind = false;
  #facilities = 0;
  #seeds = 0;

  private constructor(opened: OpenCentre, folder: string, now: { clock: Clock; dice: Dice }) {
    this.#opened = opened;
    this.#folder = folder;
    this.#now = now;
    this.world = {
      ...opened.world,
      db: this.#mortal(opened.world.db),
      random: { bytes: (count) => Uint8Array.from({ length: count }, () => now.dice.below(256)) },
      log: (level, event, fields) => {
        if (level === 'error' && !this.#hasDied) this.faults.push(`centre: ${event} ${JSON.stringify(fields ?? {})}`);
      },
    };
  }

  static async open(): Promise<SimCentre> {
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tonle-sim-centre-'));
    const now = { clock: { nowMs: () => 0 } as Clock, dice: seededDice(0) };
    const clock: Clock = { nowMs: () => now.clock.nowMs() };
    const where = { data: folder, databaseUrl: null, nationalJob: NATIONAL_JOB, log: () => undefined, clock };
    const opened = await openCentre(where);
    await ensurePacks(opened.world);
    return new SimCentre(opened, folder, now);
  }

  /** Begins a seed with its clock. */
  async begin(clock: Clock): Promise<void> {
    this.#seeds += 1;
    this.#facilities = this.#seeds * FACILITIES_A_SEED_MAX;
    Object.assign(this.#now, { clock, dice: this.names() });
    this.faults = [];
    this.#death = null;
    await this.#restart();
  }

  /** Another facility; gives its code. */
  async newFacility(): Promise<string> {
    this.#facilities += 1;
    return (await addFacility(this.world, { ...FACTS, code: codeOf(this.#facilities) }, false)).code;
  }

  /** How many seeds have begun here. All names follow from this number and the seed. */
  get begun(): number {
    return this.#seeds;
  }

  /** As if so many had begun: to see one again as it was. */
  skipTo(begun: number): void {
    assert(begun >= this.#seeds, 'no name is given twice');
    this.#seeds = begun;
  }

  /** For names that are unique at a centre: others each time, also where a seed runs again. */
  names(): Dice {
    return seededDice(NAMES_SEED + this.#seeds);
  }

  async newCode(facility: string): Promise<string> {
    return (await makeEnrolCode(this.world, { facility, hours: 24, isPractice: false })).code;
  }

  async revoke(deviceId: string): Promise<void> {
    this.spare();
    await revoke(this.world, deviceId);
  }

  server(): FastifyInstance {
    if (this.#server === null) throw new Error('no seed has begun');
    return this.#server;
  }

  dieInNext(death: Death): void {
    this.#death = death;
  }

  /** Whether the centre died since this was asked last; it runs again by the time of the answer. */
  async hasDied(): Promise<boolean> {
    if (!this.#hasDied) return false;
    await this.#restart();
    return true;
  }

  spare(): void {
    this.#death = null;
  }

  /** A sabotage: nobody looks whether a change has come before, and the store takes it again. For the rest of the process. */
  async goBlind(): Promise<void> {
    if (this.#isBlind) return;
    this.#isBlind = true;
    await this.#opened.world.db.write((tx) => tx.script('DROP INDEX change_by_key'));
  }

  /** Every change of these facilities that is stored. */
  async stored(facilities: readonly string[]): Promise<Stored[]> {
    return this.#opened.world.db.query<Stored>(
      `SELECT facility, kind, "recordId", version::float8 AS version, encode(hash, 'hex') AS hash, outcome, device,
         incarnation, seq::float8 AS seq
       FROM change JOIN run USING (facility, run) WHERE facility = ANY($1::text[])`,
      [facilities],
    );
  }

  /** An officer decides every claim that is not withdrawn, this way or that; without its visit none is accepted. */
  async decideClaims(facilities: readonly string[]): Promise<void> {
    const { world } = this.#opened;
    const rows = await world.db.query<{ facility: string; claimId: string; version: number; isGone: boolean }>(
      `SELECT facility, "claimId", version::float8 AS version, EXISTS (
         SELECT 1 FROM record WHERE record.facility = now.facility AND kind = 'visit' AND "recordId" = "visitId"
           AND record.state = 'withdrawn') AS "isGone"
       FROM "claimNow" AS now WHERE facility = ANY($1::text[]) AND state <> 'withdrawn'
       ORDER BY facility, "claimId"`,
      [facilities],
    );
    for (const [index, { facility, claimId, version, isGone }] of rows.entries()) {
      const [result, code] = isGone ? DECISIONS[2] : (DECISIONS[index % DECISIONS.length] ?? DECISIONS[0]);
      await decideClaim(world, { facility, claimId, version, result, code, by: 'officer', note: 'as simulated' });
    }
  }

  /** How many records of each device need fixing, as the centre counts them. */
  async toFix(facilities: readonly string[]): Promise<Map<string, number>> {
    const counted = await Promise.all(facilities.map((facility) => deviceCounts(this.#opened.world, facility)));
    return new Map(counted.flat().map(({ device, needsFixing }) => [device, needsFixing]));
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#opened.close();
    removeFolder(this.#folder);
  }

  async #restart(): Promise<void> {
    await this.#server?.close();
    this.#hasDied = false;
    this.#server = createServer({
      ...{ ...this.world, metrics: new Metrics(), limits: LIMITS },
      isLoopbackOnly: true,
      onEnrolled: () => undefined,
      onBroken: () => undefined,
    });
    await this.#server.ready();
  }

  /** The store, under a process that may die in any transaction. */
  #mortal(db: CentreDb): CentreDb {
    const alive = () => {
      if (this.#hasDied) throw new CentreDied('nothing runs in a dead process');
    };
    return {
      ...db,
      query: async (sql, params) => {
        alive();
        return db.query(sql, params);
      },
      write: async (work) => {
        alive();
        const death = this.#death;
        const seen = (tx: CentreWriteDb) => (this.#isBlind ? blind(tx) : tx);
        if (death === null) return db.write((tx) => work(seen(tx)));
        if (death === 'after-commit') {
          await db.write((tx) => work(seen(tx)));
          throw this.#die();
        }
        let left = death.atStatement;
        const countDown = () => {
          alive();
          if (left === 0) throw this.#die();
          left -= 1;
        };
        return db.write((tx) => work(counted(seen(tx), countDown)));
      },
    };
  }

  #die(): CentreDied {
    this.#death = null;
    this.#hasDied = true;
    return new CentreDied('the process of the centre died');
  }
}

/** Whether a change has come before: the answer is always no. */
function blind(tx: CentreWriteDb): CentreWriteDb {
  const around = {
    ...tx,
    query: async <Row extends object>(sql: string, params?: readonly SqlParam[]) =>
      /JOIN change ON/.test(sql) ? [] : tx.query<Row>(sql, params),
  };
  return around as CentreWriteDb;
}

function counted(tx: CentreWriteDb, countDown: () => void): CentreWriteDb {
  const around = {
    ...tx,
    query: async <Row extends object>(...given: Parameters<CentreWriteDb['query']>) => {
      countDown();
      return tx.query<Row>(...given);
    },
    run: async (...given: Parameters<CentreWriteDb['run']>) => {
      countDown();
      return tx.run(...given);
    },
  };
  return around as CentreWriteDb;
}

function codeOf(count: number): string {
  return `SM${count.toString(36).toUpperCase().padStart(3, '0')}`;
}
