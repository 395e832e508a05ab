import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openCentre } from '../node/open.ts';
import { openPglite } from '../node/pglite.ts';
import { openPostgres } from '../node/postgres.ts';
import { registerState } from '../register-state.ts';
import { readSettings } from '../settings.store.ts';
import { NATIONAL_JOB } from '../tests/centre.ts';
import { startEngines } from '../tests/engines.ts';
import { firstLight } from './0010-first-light.ts';
import { migrate } from './index.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

describe.each(engines)('a store of the first schema on $name', (engine) => {
  test.skipIf(engine.missing !== null)('keeps what it has, and gets keys and rulesets', async () => {
    const store = await engine.freshStore();
    const db = await (store.databaseUrl === null
      ? openPglite(join(store.data, 'store'))
      : openPostgres(store.databaseUrl, () => {}));
    await migrate(db, [firstLight]);
    await db.write((tx) =>
      tx.run(`UPDATE centre SET "registerVersion" = 4, "registerChangedAt" = '2026-03-09T03:00:00.000Z' WHERE id = 1`),
    );
    await db.close();
    const centre = await openCentre({ ...store, log: () => {}, nationalJob: NATIONAL_JOB });
    expect(await registerState(centre.world.db)).toEqual({ asOf: '2026-03-09', version: 4 });
    expect(await readSettings(centre.world.db)).toMatchObject({
      registerVersion: 4,
      rulesetsSeq: 1,
      mode: 'undecided',
    });
    await centre.close();
  });
});
