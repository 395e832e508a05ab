import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { first } from '../db.ts';
import { startEngines } from '../tests/engines.ts';
import { openPglite } from './pglite.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

test('PGlite is started so that a commit waits for the disk', async () => {
  const pglite = engines.find(({ name }) => name === 'PGlite');
  const { data } = (await pglite?.freshStore()) ?? { data: '' };
  const db = await openPglite(join(data, 'store'));
  const settings = `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
    current_setting('wal_sync_method') AS method, current_setting('full_page_writes') AS pages`;
  expect(await first(db, settings)).toEqual({ fsync: 'on', commit: 'on', method: 'fsync', pages: 'on' });
  await db.close();
});

const PEAK_MOST_MB = 400;

/** What a compiler of V8 takes for SQL's grammar would come on top, at the first statements; here it works at once. */
test('PGlite opens and answers in little memory', async () => {
  const pglite = engines.find(({ name }) => name === 'PGlite');
  const { data } = (await pglite?.freshStore()) ?? { data: '' };
  const program = `
    import { openPglite } from ${JSON.stringify(new URL('./pglite.ts', import.meta.url).href)};
    const db = await openPglite(${JSON.stringify(join(data, 'store'))});
    const sums = [];
    for (let n = 0; n < 200; n += 1) sums.push(...await db.query('SELECT ' + Array(50).fill(n).join('+') + ' AS sum'));
    await db.close();
    console.log(JSON.stringify({ sum: sums.at(-1).sum, peakMb: process.resourceUsage().maxRSS / 1024 }));`;
  const said = execFileSync(process.execPath, ['--wasm-sync-tier-up', '--input-type=module', '-e', program]);
  const { sum, peakMb } = JSON.parse(String(said)) as { sum: number; peakMb: number };
  expect(sum).toBe(50 * 199);
  expect(peakMb).toBeGreaterThan(50);
  expect(peakMb).toBeLessThan(PEAK_MOST_MB);
});
