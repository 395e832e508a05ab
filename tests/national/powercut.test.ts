import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CUT_MODES, Disk } from '../powercut/disk.ts';
import { type Act, makeTracer, readActs } from '../powercut/trace.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { writeEditions } from './editions.ts';
import { look } from './look.ts';

const CHILD = new URL('./apply-child.ts', import.meta.url).pathname;
const WEAKEN = new URL('../powercut/weaken.ts', import.meta.url).href;
const EDITIONS = 12;
const IMAGES = 300;
const SEED = 20_261_122;
const ROSTER = /national-[0-9a-f]{16}\.db(-wal)?$/;

let folder: string;
beforeEach(() => {
  folder = newFolder('national-powercut');
});
afterEach(() => removeFolder(folder));

interface Cuts {
  unsynced: number;
  /** Images in which an edition is gone that was said to be there. */
  lost: number;
  /** Images in which the roster is not a whole one. */
  corrupt: number;
}

/** What a process does to its disk that applies all editions, whole ones, changes and repacks. */
async function traced(library: string, name: string, files: string, weakenedTo: string | null): Promise<Act[]> {
  const [root, log] = [join(folder, name), join(folder, `${name}.log`)];
  mkdirSync(root);
  const weaker = weakenedTo === null ? {} : { TONLE_WEAKENED_TO: weakenedTo, NODE_OPTIONS: `--import=${WEAKEN}` };
  const env = { ...process.env, LD_PRELOAD: library, TRACE_FOLDER: root, TRACE_LOG: log, ...weaker };
  const child = spawn(process.execPath, [CHILD, join(root, 'national'), files], { env, stdio: 'ignore' });
  expect((await once(child, 'close'))[0]).toBe(0);
  return readActs(log);
}

/** Cuts the power at random moments of a trace and looks at what a desk then finds. */
function cutOften(acts: readonly Act[], hashes: readonly string[]): Cuts {
  const dice = seededDice(SEED);
  const moments = Array.from({ length: IMAGES }, () => dice.below(acts.length)).sort((a, b) => a - b);
  const found: Cuts = { unsynced: 0, lost: 0, corrupt: 0 };
  const disk = new Disk();
  let [done, said] = [0, 0];
  for (const [index, moment] of moments.entries()) {
    for (; done <= moment; done += 1) {
      const act = acts[done];
      if (act === undefined) continue;
      disk.act(act);
      if (act.op === 'C' && act.path.startsWith('said-')) said = Number(act.path.slice('said-'.length));
    }
    const root = join(folder, 'image');
    mkdirSync(root);
    disk.image(dice.pick(CUT_MODES), seededDice(SEED + index), root);
    if (disk.isUnsynced(ROSTER)) found.unsynced += 1;
    mkdirSync(join(root, 'national'), { recursive: true });
    try {
      const { seq, stateHash } = look(join(root, 'national'));
      if (stateHash !== hashes[seq]) found.corrupt += 1;
      else if (seq < said) found.lost += 1;
    } catch {
      found.corrupt += 1;
    }
    rmSync(root, { recursive: true });
  }
  return found;
}

it('a national list whose power is cut at any moment is whole, and is what it was said to be', async ({ skip }) => {
  const tracer = makeTracer(folder);
  if ('missing' in tracer) return skip(tracer.missing);
  const files = join(folder, 'files');
  mkdirSync(files);
  const hashes = await writeEditions(files, { members: 3_000, editions: EDITIONS });
  const acts = await traced(tracer.library, 'full', files, null);
  expect(acts.filter(({ op, path }) => op === 'C' && path.startsWith('said-'))).toHaveLength(EDITIONS);
  const found = cutOften(acts, hashes);
  expect(found).toMatchObject({ lost: 0, corrupt: 0 });
  expect(found.unsynced).toBeGreaterThan(IMAGES / 10);
  // The control: the very same proof finds what is wrong where SQLite syncs nothing.
  const weak = cutOften(await traced(tracer.library, 'off', files, 'OFF'), hashes);
  expect(weak.lost + weak.corrupt).toBeGreaterThan(0);
}, 300_000);
