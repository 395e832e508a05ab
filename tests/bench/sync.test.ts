import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../support/folder.ts';
import { flatVisits } from './sync-documents.ts';
import { BAD_LINE, FAST_LINE, type LineWish } from './sync-line.ts';
import { openFhir } from './sync-rivals.ts';
import { TonleBench } from './sync-tonle.ts';

/**
 * The bench at its smallest size. Bytes do not depend on the machine, but for the random parts of ids and signatures; what
 * is allowed here is what was measured, and a tenth more.
 */
const VISITS = 40;
const BYTES_A_VISIT = { known: 54, new: 78 } as const;
const UP = 1.1;
/** Fast, so that a test does not wait, and losing more than any line that people would use. */
const HASTY: LineWish = { ...BAD_LINE, bytesASecond: 200_000, roundTripMs: 10, loss: 0.05, hasCuts: false };

describe('the bench of the wire', () => {
  let bench: TonleBench;
  let folder: string;
  beforeAll(async () => {
    folder = newFolder('bench-sync');
    bench = await TonleBench.open(join(folder, 'centre'));
  });
  afterAll(async () => {
    await bench.close();
    removeFolder(folder);
  });

  for (const variant of ['known', 'new'] as const) {
    it(`sends a visit of somebody ${variant} in few bytes, all of it accepted`, async () => {
      const { changes } = await bench.work({ variant, visits: VISITS, seed: variant === 'known' ? 1 : 2 });
      const sent = await bench.oneBatch();
      expect({ changes, accepted: sent.accepted, requests: sent.requests, waiting: bench.waiting() }).toEqual({
        changes: VISITS * (variant === 'known' ? 2 : 3),
        accepted: changes,
        requests: 1,
        waiting: 0,
      });
      expect((sent.up + sent.down) / VISITS).toBeLessThan(BYTES_A_VISIT[variant] * UP);
      expect(bench.refused()).toBe(0);
    });
  }

  it('drains a desk over a line that loses, and counts what went over it', async () => {
    const afterSeq = Number(bench.desk.db.get('SELECT max(seq) AS seq FROM change')?.seq);
    await bench.work({ variant: 'mixed', visits: VISITS, seed: 3 });
    const drained = await bench.drained(HASTY);
    expect(bench.waiting()).toBe(0);
    expect(drained.requests).toBeGreaterThan(0);
    expect(drained.up).toBeGreaterThan(VISITS * 10);

    const documents = flatVisits(bench.desk.db, 'KT04', afterSeq);
    expect(documents.length).toBe(VISITS);
    const fhir = await openFhir();
    try {
      const sent = await fhir.send(documents, FAST_LINE, 60_000);
      expect({ arrived: sent.arrived, requests: sent.requests }).toEqual({ arrived: VISITS, requests: VISITS });
      expect((sent.up + sent.down) / VISITS).toBeGreaterThan(1_000);
    } finally {
      await fhir.close();
    }
  });
});
