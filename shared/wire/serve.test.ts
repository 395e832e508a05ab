import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { faultOfSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { fakeClock } from '../../tests/support/clock.ts';
import { openTestDb } from '../../tests/support/desk.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { assert } from '../base/assert.ts';
import { uuidv7 } from '../base/ids.ts';
import { command, query, task } from './contract.ts';
import type { Handlers } from './handlers.ts';
import { forgetOldReplies, REPLY_KEPT_MS } from './recorded.ts';
import { createServe, type Serve } from './serve.ts';

/** A small contract of asks that go wrong in every way. */
const contract = {
  'trial.echo': query({
    allow: 'anyone',
    says: 'Says the text back.',
    input: z.strictObject({ text: z.string().max(10) }),
    output: z.object({ text: z.string().max(5) }),
    refusals: {},
  }),
  'trial.write': command({
    allow: 'anyone',
    says: 'Writes, and does as it is told.',
    input: z.strictObject({ what: z.enum(['good', 'refuse', 'break', 'undeclared', 'lie', 'full']) }),
    output: z.object({ count: z.number() }),
    refusals: { 'not-today': 'It is not done today.' },
  }),
  'trial.wait': task({
    allow: 'anyone',
    says: 'Waits and then breaks.',
    input: z.strictObject({}),
    output: z.object({}),
    refusals: { 'not-today': 'It is not done today.' },
  }),
};

const SECRET = 'សុខ សុភា 012345678';

const handlers: Handlers<typeof contract, null> = {
  'trial.echo': (_db, input) => ({ text: input.text }),
  'trial.write': (db, { what }, act, refuse) => {
    db.run("INSERT INTO setting (key, value) VALUES (@key, 'x')", { key: act.newId() });
    act.changed('visits');
    if (what === 'refuse') return refuse('not-today', 'what', { days: 3 });
    if (what === 'undeclared') return (refuse as (code: string) => never)('never-declared');
    if (what === 'break') throw new Error(`about ${SECRET}`);
    if (what === 'lie') return { count: 'many' } as unknown as { count: number };
    if (what === 'full') throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
    return { count: Number(db.get('SELECT count(*) AS n FROM setting')?.n) };
  },
  'trial.wait': async (_db, _input, act, refuse) => {
    act.changed('staff');
    await Promise.resolve();
    assert(act.nowMs === 0, 'the world has just begun');
    return refuse('not-today');
  },
};

describe('answering', () => {
  let folder: string;
  let db: SqliteDb;
  let serve: Serve;
  let logged: string[];
  let emitted: string[][];
  beforeEach(() => {
    folder = newFolder('serve');
    db = openTestDb(folder);
    logged = [];
    emitted = [];
    const clock = fakeClock();
    serve = createServe({
      contract,
      handlers,
      db,
      host: null,
      log: (event, details) => logged.push(JSON.stringify({ event, ...details })),
      nowMs: clock.nowMs,
      newId: () => uuidv7(clock.nowMs(), { bytes: (count) => new Uint8Array(randomBytes(count)) }),
      incarnation: '0'.repeat(32),
      judgeClock: () => ({ flag: 'ok', bestMs: clock.nowMs(), monotonicMs: null }),
      findCaller: () => null,
      emit: (areas) => void (areas.length > 0 && emitted.push([...areas])),
      faultOf: faultOfSqlite,
    });
  });
  afterEach(() => {
    db.close();
    removeFolder(folder);
  });
  const settings = () => Number(db.get('SELECT count(*) AS n FROM setting')?.n);
  const write = (what: string, id: string = what) => serve({ id, name: 'trial.write', input: { what } });

  it('commits what is good and records the reply', async () => {
    expect(await write('good')).toEqual({ id: 'good', ok: true, value: { count: 1 } });
    expect(await write('good')).toEqual({ id: 'good', ok: true, value: { count: 1 } });
    expect(settings()).toBe(1);
    expect(emitted).toEqual([['visits']]);
  });

  it('rolls back a refusal and names its sentence and field', async () => {
    expect(await write('refuse')).toEqual({
      id: 'refuse',
      ok: false,
      refusal: { code: 'not-today', sentence: 'It is not done today.', field: 'what', details: { days: 3 } },
    });
    expect([settings(), logged]).toEqual([0, []]);
  });

  it.each(['break', 'undeclared', 'lie'])('rolls back a bug (%s) and says nothing of the inside', async (what) => {
    const reply = await write(what);
    expect(reply).toMatchObject({ ok: false, fault: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('សុខ');
    expect(settings()).toBe(0);
    expect(logged).toHaveLength(1);
    expect(logged.join('')).not.toContain('សុខ');
  });

  it('names a full disk, and the same request is done once there is room', async () => {
    expect(await write('full')).toMatchObject({ ok: false, fault: { code: 'disk-full' } });
    expect(db.get('SELECT count(*) AS n FROM reply')?.n).toBe(0);
  });

  it('checks what goes out as well as what comes in', async () => {
    expect(await serve({ id: 'a', name: 'trial.echo', input: { text: 'four' } })).toMatchObject({ ok: true });
    expect(await serve({ id: 'b', name: 'trial.echo', input: { text: 'sixsix' } })).toMatchObject({
      fault: { code: 'internal' },
    });
    expect(await serve({ id: 'c', name: 'trial.echo', input: { text: 'x'.repeat(11) } })).toMatchObject({
      fault: { code: 'invalid', field: 'text' },
    });
  });

  it('tells what a task changed even when it fails in the end', async () => {
    expect(await serve({ id: 'a', name: 'trial.wait' })).toMatchObject({ fault: { code: 'internal' } });
    expect(logged.join('')).toContain('the world has just begun');
    expect(emitted).toEqual([['staff']]);
  });

  it('forgets a reply when nobody can wait for it any more', async () => {
    await write('good');
    const madeMs = Number(db.get('SELECT atMs FROM reply')?.atMs);
    expect(db.write((tx) => forgetOldReplies(tx, madeMs + REPLY_KEPT_MS))).toBe(0);
    expect(db.write((tx) => forgetOldReplies(tx, madeMs + REPLY_KEPT_MS + 1))).toBe(1);
  });
});
