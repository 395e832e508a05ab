import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { writeEditions } from './editions.ts';
import { look } from './look.ts';

const CHILD = new URL('./apply-child.ts', import.meta.url).pathname;
const KILLS = 10;
const MEMBERS = 8_000;
const EDITIONS = 60;
let folder: string;

beforeEach(() => {
  folder = newFolder('crash');
});
afterEach(() => removeFolder(folder));

/**
 * Runs the child until it ends, or kills it so long after it has said so many things, the first being that it is ready:
 * a fast machine is then as far as a slow one. Returns the last edition that it said was there.
 */
async function runUntil(
  store: string,
  files: string,
  end?: { said: number; thenMs: number },
): Promise<{ said: number; isWhole: boolean }> {
  const child = spawn(process.execPath, [CHILD, store, files], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  let isEnding = false;
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString();
    if (end === undefined || isEnding || text.split('\n').length <= end.said) return;
    isEnding = true;
    setTimeout(() => child.kill('SIGKILL'), end.thenMs);
  });
  await once(child, 'close');
  const said = text
    .split('\n')
    .map(Number)
    .filter((seq) => seq > 0);
  return { said: said.at(-1) ?? 0, isWhole: child.signalCode === null };
}

describe('a process that is ended while it applies', () => {
  it('leaves the roster before or the one after, whole, and goes on from there', async () => {
    const [store, files] = [join(folder, 'store'), join(folder, 'files')];
    mkdirSync(store);
    mkdirSync(files);
    const hashes = await writeEditions(files, { members: MEMBERS, editions: EDITIONS });
    const dice = seededDice(20_260_930);
    let before = 0;
    let kills = 0;
    for (let turn = 0; turn < KILLS; turn += 1) {
      const { said, isWhole } = await runUntil(store, files, { said: turn === 0 ? 1 : 2, thenMs: dice.below(30) });
      const { seq, stateHash } = look(store);
      expect(seq).toBeGreaterThanOrEqual(Math.max(before, said));
      expect(stateHash).toBe(hashes[seq]);
      before = seq;
      if (isWhole) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(3);
    expect((await runUntil(store, files)).isWhole).toBe(true);
    expect(look(store)).toEqual({ seq: EDITIONS, stateHash: hashes[EDITIONS] });
  });
});
