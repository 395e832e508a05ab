import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CentreDb } from './db.ts';
import { openPglite } from './node/pglite.ts';
import { openPostgres } from './node/postgres.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

describe.each(engines)('lists as parameters on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'arrive as they were', () => {
    let db: CentreDb;
    beforeAll(async () => {
      const { data, databaseUrl } = await engine.freshStore();
      db = await (databaseUrl === null ? openPglite(join(data, 'store')) : openPostgres(databaseUrl, () => {}));
    });
    afterAll(async () => db.close());

    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', '')),
      fc.constantFrom('', 'NULL', 'null', '"', '\\', '\\"', '{}', ',', ' a ', 'ឈ្មោះ', "'", '\n'),
    );

    test('texts, numbers and nulls', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.option(text), fc.maxSafeInteger()), { maxLength: 40, size: 'max' }),
          async (rows) => {
            const found = await db.query<{ t: string | null; n: number }>(
              'SELECT t, n::float8 AS n FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS sent(t, n, at) ORDER BY at',
              [rows.map(([t]) => t), rows.map(([, n]) => n)],
            );
            expect(found.map(({ t, n }) => [t, n])).toEqual(rows);
          },
        ),
        { numRuns: 60 },
      );
    });

    test('bytes beside them', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const [row] = await db.query<{ same: Uint8Array; n: number }>(
        'SELECT $1::bytea AS same, cardinality($2::text[]) AS n',
        [bytes, ['a', 'b']],
      );
      expect([new Uint8Array(row?.same ?? []), row?.n]).toEqual([bytes, 2]);
    });
  });
});
