import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { amcheck } from '@electric-sql/pglite/contrib/amcheck';
import { atCentre, startRealCentre } from '../support/centre-process.ts';
import type { Running } from '../support/process.ts';

export const FACILITY_CODE = 'KT04';
const FACILITY = ['--code', FACILITY_CODE, '--name-km', 'តេស្ត', '--name-latin', 'Test', '--level', 'MPA'];

/** A centre that is killed and started again; one at a time. */
export class StormCentre {
  readonly data: string;
  kills = 0;
  #running: Running;
  #again: Promise<void> = Promise.resolve();

  private constructor(data: string, running: Running) {
    this.data = data;
    this.#running = running;
  }

  static async open(data: string): Promise<StormCentre> {
    const centre = new StormCentre(data, await startRealCentre(data));
    await atCentre(data, 'add-facility', ...FACILITY);
    return centre;
  }

  get url(): string {
    return this.#running.url;
  }

  async newCode(): Promise<string> {
    const said = await atCentre(this.data, 'enrol-code', '--facility', FACILITY_CODE);
    return String((JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as { code?: string }).code);
  }

  /** Kills it now; `onBack` hears of its new address when it serves again, which the caller does not wait for. */
  async kill(onBack: (url: string) => void): Promise<void> {
    await this.#again;
    this.kills += 1;
    await this.#running.kill();
    this.#again = startRealCentre(this.data).then((running) => {
      this.#running = running;
      onBack(running.url);
    });
    this.#again.catch(() => undefined);
  }

  async whole(): Promise<void> {
    await this.#again;
  }

  async stop(): Promise<void> {
    await this.#again.catch(() => undefined);
    await this.#running.stop();
  }

  /** What PostgreSQL's own check finds wrong with every table and every index of the stopped store. */
  async integrity(): Promise<string[]> {
    const db = await PGlite.create({ dataDir: join(this.data, 'store'), extensions: { amcheck } });
    try {
      await db.exec('CREATE EXTENSION IF NOT EXISTS amcheck');
      const tables = await db.query<{ name: string; found: string | null }>(
        `SELECT c.relname AS name, v.msg AS found FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN LATERAL verify_heapam(c.oid) v ON true
         WHERE c.relkind = 'r' AND n.nspname = 'public' AND v.msg IS NOT NULL`,
      );
      await db.query(
        `SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         JOIN pg_am a ON a.oid = c.relam WHERE c.relkind = 'i' AND a.amname = 'btree' AND n.nspname = 'public'`,
      );
      return tables.rows.map(({ name, found }) => `${name}: ${found}`);
    } catch (error) {
      return [error instanceof Error ? error.message : 'the check of the store failed'];
    } finally {
      await db.close();
    }
  }
}
