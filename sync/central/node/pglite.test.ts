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
