import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededDice } from '../support/dice.ts';
import { CUT_MODES, type CutMode, Disk } from './disk.ts';
import { examine } from './examine.ts';
import type { Saved } from './trace.ts';
import type { Trace } from './traced-desk.ts';

/** One power cut after which something was wrong; `cut` and `seed` make the same image again. */
export interface BadImage {
  cut: number;
  seed: number;
  mode: CutMode;
  lost: number;
  acknowledged: number;
  corrupt: string | null;
}

export interface Cuts {
  images: number;
  /** Images of a moment at which the database or its log was written and not synced: at the others a cut loses no record. */
  unsynced: number;
  corrupt: number;
  imagesWithLoss: number;
  lost: number;
  lostMost: number;
  byMode: Record<string, number>;
  /** The first few. */
  bad: BadImage[];
}

const BAD_SHOWN_MAX = 5;
/** The database and its log. */
const RECORDS = /desk\.db(-wal)?$/;

/**
 * Cuts the power at `images` random moments of a trace, this one being number `part` of `parts` that share the work, and
 * looks at what is found afterwards.
 */
export function cutOften(
  trace: Trace,
  wish: { images: number; seed: number; part: number; parts: number; folder: string },
): Cuts {
  const moments = seededDice(wish.seed);
  const cuts = Array.from({ length: wish.images }, () => moments.below(trace.acts.length))
    .map((cut, index) => ({ cut, seed: wish.seed + index }))
    .filter((_, index) => index % wish.parts === wish.part)
    .sort((one, other) => one.cut - other.cut);
  const found: Cuts = {
    images: 0,
    unsynced: 0,
    corrupt: 0,
    imagesWithLoss: 0,
    lost: 0,
    lostMost: 0,
    byMode: {},
    bad: [],
  };
  const disk = new Disk();
  const acknowledged: Saved[] = [];
  let done = 0;
  let said = 0;
  for (const { cut, seed } of cuts) {
    for (; done <= cut; done += 1) {
      const act = trace.acts[done];
      if (act !== undefined) disk.act(act);
    }
    for (let next = trace.saved[said]; next !== undefined && next.at <= cut; next = trace.saved[said]) {
      acknowledged.push(...next.records);
      said += 1;
    }
    const dice = seededDice(seed);
    const mode = dice.pick(CUT_MODES);
    const root = join(wish.folder, `image-${wish.part}`);
    mkdirSync(root, { recursive: true });
    disk.image(mode, dice, root);
    count(
      found,
      { cut, seed, mode, acknowledged: acknowledged.length, ...examine(root, acknowledged) },
      disk.isUnsynced(RECORDS),
    );
  }
  return found;
}

function count(found: Cuts, image: BadImage, isUnsynced: boolean): void {
  found.images += 1;
  if (isUnsynced) found.unsynced += 1;
  if (image.corrupt === null && image.lost === 0) return;
  if (image.corrupt !== null) found.corrupt += 1;
  if (image.lost > 0) found.imagesWithLoss += 1;
  found.lost += image.lost;
  found.lostMost = Math.max(found.lostMost, image.lost);
  found.byMode[image.mode] = (found.byMode[image.mode] ?? 0) + 1;
  if (found.bad.length < BAD_SHOWN_MAX) found.bad.push(image);
}

export function together(parts: readonly Cuts[]): Cuts {
  const sum = (of: (cuts: Cuts) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const byMode: Record<string, number> = {};
  for (const part of parts) {
    for (const [mode, n] of Object.entries(part.byMode)) byMode[mode] = (byMode[mode] ?? 0) + n;
  }
  return {
    images: sum(({ images }) => images),
    unsynced: sum(({ unsynced }) => unsynced),
    corrupt: sum(({ corrupt }) => corrupt),
    imagesWithLoss: sum(({ imagesWithLoss }) => imagesWithLoss),
    lost: sum(({ lost }) => lost),
    lostMost: Math.max(0, ...parts.map(({ lostMost }) => lostMost)),
    byMode,
    bad: parts.flatMap(({ bad }) => bad).slice(0, BAD_SHOWN_MAX),
  };
}
