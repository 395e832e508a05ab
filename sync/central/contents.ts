import { must } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type FrameTools, openRequest } from '../protocol/frame.ts';
import { type WireChange, wireChange } from '../protocol/sync.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** The changes of one request as they came: a JSON array of them, or the whole signed frame. */
export interface BatchBody {
  format: 'json' | 'frame';
  body: Uint8Array;
}

/** Where the content of a stored change is. */
export interface Place {
  batch: number;
  position: number;
}

export async function insertBatch(
  tx: CentreWriteDb,
  at: { facility: string; batch: number; device: string; receivedAt: Instant },
  { format, body }: BatchBody,
): Promise<void> {
  await tx.run(
    'INSERT INTO batch (facility, batch, device, "receivedAt", format, body) VALUES ($1, $2, $3, $4, $5, $6)',
    [at.facility, at.batch, at.device, at.receivedAt, format, body],
  );
}

export function jsonBody(changes: readonly unknown[]): BatchBody {
  return { format: 'json', body: new TextEncoder().encode(JSON.stringify(changes)) };
}

/** The changes of a batch, each at its place. */
export function changesIn(tools: FrameTools, { format, body }: BatchBody): readonly WireChange[] {
  if (format === 'frame') return (openRequest(tools, body).value as { changes: WireChange[] }).changes;
  const list = JSON.parse(new TextDecoder().decode(body)) as unknown[];
  // One that could not be read was set aside, and nothing points at its place.
  return list.map((raw) => wireChange.safeParse(raw).data ?? NOBODY);
}

const NOBODY: WireChange = {
  ...{ incarnation: '', seq: 0, kind: '', recordId: '', version: 0, hash: '', content: '', madeAt: '', hlc: 0 },
  ...{ clockFlag: 'ok', baseHash: null },
};

const BATCHES_A_QUESTION = 50;

/**
 * The changes at these places of a facility's batches, in the order of `places`. Each batch is opened once, however many
 * places of it are asked for.
 */
export async function contentsOf(
  { frames }: { frames: FrameTools },
  db: CentreReadDb,
  facility: string,
  places: readonly Place[],
): Promise<WireChange[]> {
  const wanted = [...new Set(places.map(({ batch }) => batch))];
  const positions = new Map<number, Set<number>>();
  for (const { batch, position } of places) {
    const set = positions.get(batch) ?? new Set();
    positions.set(batch, set.add(position));
  }
  const found = new Map<string, WireChange>();
  for (let from = 0; from < wanted.length; from += BATCHES_A_QUESTION) {
    const rows = await db.query<BatchBody & { batch: number }>(
      `SELECT batch::float8 AS batch, format, body FROM batch WHERE facility = $1 AND batch = ANY($2::bigint[])`,
      [facility, wanted.slice(from, from + BATCHES_A_QUESTION)],
    );
    for (const row of rows) {
      const changes = changesIn(frames, row);
      for (const position of positions.get(row.batch) ?? []) {
        found.set(`${row.batch}:${position}`, must(changes[position], 'a stored change is in its batch'));
      }
    }
  }
  return places.map(({ batch, position }) =>
    must(found.get(`${batch}:${position}`), 'the batch of a stored change is kept'),
  );
}
