import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { assert } from '../../../../shared/base/assert.ts';
import { RECORD_BYTES } from '../../../../shared/eligibility/national/layout.record.ts';
import { classEntry } from '../../../../shared/eligibility/national/member-class.record.ts';
import { fullHeader } from '../../../protocol/national.ts';
import { NationalState } from '../../national/state.ts';
import { sha256 } from './crypto.ts';

/** What the centre keeps of its latest edition, from which the next delta is made. */
export const keptEdition = z.object({
  ...fullHeader.pick({
    rosterId: true,
    keyVersion: true,
    scope: true,
    baseMonth: true,
    slowCost: true,
    seq: true,
    asOf: true,
  }).shape,
  stateHash: z.string(),
  bucketBits: z.int(),
  classes: z.array(classEntry),
  keptClasses: z.array(z.object({ id: z.int(), key: z.string() })),
  /** Of no group where the edition was kept before groups were. */
  keptGroups: z
    .array(
      z.object({
        ...{ key: z.string(), members: z.int(), hasClass: z.boolean(), months: z.int() },
        paid: z.array(z.int()),
      }),
    )
    .default([]),
});
export type KeptEdition = z.infer<typeof keptEdition>;

/** Durable: the file is the old one or the new one, whole. */
export function saveEdition(file: string, edition: KeptEdition, state: NationalState): void {
  const json = Buffer.from(JSON.stringify(keptEdition.parse(edition)));
  const counts = new Uint32Array(state.bucketsCount);
  for (let id = 0; id < state.bucketsCount; id += 1) counts[id] = state.bucket(id).length;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.length);
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    for (const part of [head, json, new Uint8Array(counts.buffer)]) writeSync(handle, part);
    for (let id = 0; id < state.bucketsCount; id += 1) if (counts[id] !== 0) writeSync(handle, state.bucket(id));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

/** What was saved; a file that says something else than it was saved with is a broken promise of the disk. */
export function loadEdition(file: string): { edition: KeptEdition; state: NationalState } {
  const bytes = readFileSync(file);
  const length = bytes.readUInt32LE(0);
  const edition = keptEdition.parse(JSON.parse(bytes.subarray(4, 4 + length).toString()));
  const buckets = 2 ** edition.bucketBits;
  const starts = new Uint32Array(buckets + 1);
  for (let id = 0; id < buckets; id += 1) {
    starts[id + 1] = (starts[id] ?? 0) + bytes.readUInt32LE(4 + length + id * 4) / RECORD_BYTES;
  }
  const state = new NationalState(
    edition.bucketBits,
    edition.classes,
    bytes.subarray(4 + length + buckets * 4),
    starts,
  );
  assert(state.hash(sha256) === edition.stateHash, 'the kept edition is as it was saved');
  return { edition, state };
}
