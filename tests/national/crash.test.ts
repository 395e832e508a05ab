import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../electron/node/national/crypto.ts';
import { openToLook } from '../../electron/node/national/database.ts';
import { nationalDatabaseKey } from '../../electron/node/national/keys.ts';
import { currentDatabase, sweep } from '../../electron/node/national/pointer.ts';
import { emptyStateHash, toggleBucket, toggleClass } from '../../shared/eligibility/national/state-hash.rules.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { members, TestCentre } from './centre.ts';
import { DATABASE_KEY } from './desk.ts';

const CHILD = new URL('./apply-child.ts', import.meta.url).pathname;
const KILLS = 10;
const MEMBERS = 8_000;
const EDITIONS = 24;
let folder: string;

beforeEach(() => {
  folder = newFolder('crash');
});
afterEach(() => removeFolder(folder));

/** Runs the child until it ends or for so long after it is ready; returns the last edition that it said was there. */
async function runFor(store: string, files: string, afterReadyMs: number): Promise<{ said: number; isWhole: boolean }> {
  const child = spawn(process.execPath, [CHILD, store, files], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part: Buffer) => {
    if (text === '') setTimeout(() => child.kill('SIGKILL'), afterReadyMs);
    text += part.toString();
  });
  await once(child, 'close');
  const said = text
    .split('\n')
    .map(Number)
    .filter((seq) => seq > 0);
  return { said: said.at(-1) ?? 0, isWhole: child.signalCode === null };
}

/** The edition on the disk, with every bucket read and hashed; 0 for none. Throws where it is not what was signed. */
function look(store: string): { seq: number; stateHash: string } {
  sweep(store);
  const current = currentDatabase(store);
  if (current === null) return { seq: 0, stateHash: '' };
  const db = openToLook(current, nationalDatabaseKey(DATABASE_KEY));
  try {
    const state = emptyStateHash();
    for (const entry of db.classes()) toggleClass(state, entry, sha256);
    for (const { id, records } of db.buckets()) toggleBucket(state, id, records, sha256);
    const { seq, stateHash } = db.held();
    expect(Buffer.from(state).toString('hex')).toBe(stateHash);
    return { seq, stateHash };
  } finally {
    db.close();
  }
}

describe('a process that is ended while it applies', () => {
  it('leaves the roster before or the one after, whole, and goes on from there', async () => {
    const [store, files] = [join(folder, 'store'), join(folder, 'files')];
    mkdirSync(store);
    mkdirSync(files);
    const centre = new TestCentre();
    const hashes = ['']; // by edition
    await centre.advance(members(MEMBERS));
    hashes.push(centre.stateHash);
    centre.full(join(files, 'full-1'));
    for (let seq = 2; seq <= EDITIONS; seq += 1) {
      const now = members(MEMBERS + seq * 10, (index) => (index % 40 < seq ? { paidMonths: ['2026-09'] } : {}));
      const delta = await centre.delta(now.slice(seq));
      hashes.push(centre.stateHash);
      if (seq % 5 === 0) centre.full(join(files, `full-${seq}`));
      else writeFileSync(join(files, `delta-${seq}`), delta.bytes);
    }
    const dice = seededDice(20_260_930);
    let before = 0;
    let kills = 0;
    for (let turn = 0; turn < KILLS; turn += 1) {
      const { said, isWhole } = await runFor(store, files, dice.below(120));
      const { seq, stateHash } = look(store);
      expect(seq).toBeGreaterThanOrEqual(Math.max(before, said));
      expect(stateHash).toBe(hashes[seq]);
      before = seq;
      if (isWhole) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(3);
    expect((await runFor(store, files, 60_000)).isWhole).toBe(true);
    expect(look(store)).toEqual({ seq: EDITIONS, stateHash: hashes[EDITIONS] });
  });
});
