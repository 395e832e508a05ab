import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dice } from '../support/dice.ts';
import type { Act } from './trace.ts';

const SECTOR_BYTES = 512;

/** What happens to the writes that were not synced when the power went. */
export const CUT_MODES = ['drop', 'some', 'torn', 'first', 'keep'] as const;
export type CutMode = (typeof CUT_MODES)[number];

/** The bytes of a file as they are certainly on the disk. */
class Contents {
  bytes: Buffer;
  length: number;

  constructor(bytes: Buffer = Buffer.alloc(0), length = bytes.length) {
    this.bytes = bytes;
    this.length = length;
  }

  copy(): Contents {
    return new Contents(Buffer.from(this.bytes.subarray(0, this.length)));
  }

  put(data: Uint8Array, at: number): void {
    this.#grow(at + data.length);
    this.bytes.set(data, at);
  }

  setLength(length: number): void {
    if (length < this.length) this.length = length;
    else this.#grow(length);
  }

  view(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  #grow(length: number): void {
    if (this.bytes.length < length) {
      const larger = Buffer.alloc(Math.max(length, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    if (length <= this.length) return;
    // What lies between the old end and a write behind it reads as zeros.
    this.bytes.fill(0, this.length, length);
    this.length = length;
  }
}

/** A file behind its names: what is on the disk, and what was said since the last sync, in order. */
interface File {
  durable: Contents;
  pending: Act[];
}

type Entry = File | 'folder';

/** A change of names that its folder's next sync makes sure of. */
interface NameAct {
  folder: string;
  remove: string | null;
  set: { path: string; entry: Entry } | null;
}

function applyWrite(contents: Contents, { op, data, offset }: Act): void {
  if (op === 'W') contents.put(data, offset);
  else contents.setLength(offset);
}

/** A disk under acts: at every moment it knows what a power cut cannot take any more, and what it might. */
export class Disk {
  readonly #now = new Map<string, Entry>();
  readonly #durable = new Map<string, Entry>();
  #pendingNames: NameAct[] = [];

  act(act: Act): void {
    // What is in the shared memory of SQLite's readers is made anew from the log at every first opening.
    if (act.path.endsWith('-shm') || act.op === 'A') return;
    switch (act.op) {
      case 'C':
        this.#name(null, act.path, { durable: new Contents(), pending: [] });
        break;
      case 'D':
        this.#name(null, act.path, 'folder');
        break;
      case 'W':
      case 'T':
        this.#file(act.path).pending.push(act);
        break;
      case 'S':
        this.#sync(act.path);
        break;
      case 'U':
        this.#name(act.path, null, null);
        break;
      case 'R':
        this.#name(act.data.toString(), act.path, this.#now.get(act.data.toString()) ?? null);
        break;
      case 'X':
        throw new Error(`the desk used ${act.data.toString()} on ${act.path}, which the replay does not know`);
    }
  }

  #file(path: string): File {
    const entry = this.#now.get(path);
    if (entry === undefined || entry === 'folder') throw new Error(`${path} was written and was never made`);
    return entry;
  }

  #name(remove: string | null, path: string | null, entry: Entry | null): void {
    const set = path === null || entry === null ? null : { path, entry };
    const act = { folder: folderOf(path ?? remove ?? ''), remove, set };
    applyName(this.#now, act);
    this.#pendingNames.push(act);
  }

  #sync(path: string): void {
    const entry = path === '' ? 'folder' : this.#now.get(path);
    if (entry === 'folder') {
      for (const act of this.#pendingNames) if (act.folder === path) applyName(this.#durable, act);
      this.#pendingNames = this.#pendingNames.filter((act) => act.folder !== path);
      return;
    }
    if (entry === undefined) return;
    for (const act of entry.pending) applyWrite(entry.durable, act);
    entry.pending = [];
  }

  /** True while a file whose name is like this has been written and not synced. */
  isUnsynced(name: RegExp): boolean {
    return [...this.#now].some(([path, entry]) => entry !== 'folder' && entry.pending.length > 0 && name.test(path));
  }

  /** Writes the disk into a folder as it would be found if the power had gone now. */
  image(mode: CutMode, dice: Dice, folder: string): void {
    const names = new Map(this.#durable);
    for (const act of chosenNames(this.#pendingNames, mode, dice)) applyName(names, act);
    for (const [path, entry] of [...names].sort(([one], [other]) => (one < other ? -1 : 1))) {
      if (!isReachable(names, path)) continue;
      if (entry === 'folder') mkdirSync(join(folder, path));
      else writeFileSync(join(folder, path), contentsAfter(entry, mode, dice));
    }
  }

  /** Every file with its bytes as the running programs see them; to compare with the folder that was really written. */
  *files(): Generator<[path: string, bytes: Buffer]> {
    for (const [path, entry] of this.#now) {
      if (entry === 'folder') continue;
      const contents = entry.durable.copy();
      for (const act of entry.pending) applyWrite(contents, act);
      yield [path, contents.view()];
    }
  }
}

const folderOf = (path: string): string => (dirname(path) === '.' ? '' : dirname(path));

function applyName(names: Map<string, Entry>, { remove, set }: NameAct): void {
  if (remove !== null) names.delete(remove);
  if (set !== null) names.set(set.path, set.entry);
}

function isReachable(names: ReadonlyMap<string, Entry>, path: string): boolean {
  const folder = folderOf(path);
  return folder === '' || (names.get(folder) === 'folder' && isReachable(names, folder));
}

/** Names go to the disk in their order (a journal), up to some point; or, on a disk without one, each or not. */
function chosenNames(pending: readonly NameAct[], mode: CutMode, dice: Dice): readonly NameAct[] {
  switch (mode) {
    case 'drop':
      return [];
    case 'keep':
      return pending;
    case 'first':
    case 'torn':
      return pending.slice(0, dice.below(pending.length + 1));
    case 'some':
      return pending.filter(() => dice.below(2) === 0);
  }
}

function contentsAfter(file: File, mode: CutMode, dice: Dice): Buffer {
  if (mode === 'drop' || file.pending.length === 0) return file.durable.view();
  const contents = file.durable.copy();
  const first = mode === 'first' ? dice.below(file.pending.length + 1) : file.pending.length;
  for (const act of file.pending.slice(0, first)) {
    const isDropped = (mode === 'some' || mode === 'torn') && dice.below(2) === 0;
    if (isDropped) continue;
    if (mode === 'torn' && act.op === 'W') tear(contents, act, dice);
    else applyWrite(contents, act);
  }
  return contents.view();
}

/** Each sector that the write touches is there or is not. */
function tear(contents: Contents, { data, offset }: Act, dice: Dice): void {
  const end = offset + data.length;
  for (let at = offset; at < end; ) {
    const sectorEnd = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    if (dice.below(2) === 0) contents.put(data.subarray(at - offset, sectorEnd - offset), at);
    at = sectorEnd;
  }
}
