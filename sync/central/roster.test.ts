import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { upsertMembers } from './members.store.ts';
import { memberOf } from './members.ts';
import { type OpenCentre, openCentre } from './node/open.ts';
import { practiceRegister } from './practice-members.ts';
import { Offers } from './roster.ts';
import { markRegisterChanged } from './settings.store.ts';
import { FakeClock } from './tests/centre.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const FACILITY: Facility = { ...PRACTICE_FACILITY, placeCode: null };

describe.each(engines)('the roster of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'is made', () => {
    const clock = new FakeClock();
    let centre: OpenCentre;
    beforeAll(async () => {
      centre = await openCentre({ ...(await engine.freshStore()), log: () => {}, clock });
    });
    afterAll(async () => centre.close());

    const load = (count: number, isMore: boolean): Promise<void> =>
      centre.world.db.write(async (tx) => {
        await upsertMembers(tx, practiceRegister('2026-03-10').slice(0, count).map(memberOf));
        await markRegisterChanged(tx, { at: new Date(clock.ms).toISOString(), isMore, practiceDay: null });
      });

    test('once for a version, and not in the middle of an import', async () => {
      expect(await centre.world.offers.roster(FACILITY)).toBeNull();
      await load(5, false);
      const offers = await Promise.all(Array.from({ length: 5 }, () => centre.world.offers.roster(FACILITY)));
      const [first] = offers;
      expect(first?.rows).toBe(5);
      expect(offers).toEqual(Array(5).fill(first));
      clock.ms += 1_000;
      await load(7, true);
      expect(await centre.world.offers.roster(FACILITY)).toEqual(first);
      clock.ms += 60_000;
      expect((await centre.world.offers.roster(FACILITY))?.rows).toBe(7);
      await load(9, false);
      expect((await centre.world.offers.roster(FACILITY))?.rows).toBe(9);
    });

    test('is the same file, byte by byte, wherever it is made', async () => {
      await load(11, false);
      const here = await centre.world.offers.roster(FACILITY);
      const folder = await mkdtemp(join(tmpdir(), 'tonle-roster-'));
      const { openFiles } = await import('./node/files.ts');
      const elsewhere = new Offers({ ...centre.world, files: await openFiles(folder) });
      expect(await elsewhere.isFor(FACILITY, here?.id ?? '')).toBe(true);
      expect(await elsewhere.roster(FACILITY)).toEqual(here);
      await rm(folder, { recursive: true });
    });

    test('is of the facility’s district where the register is large', async () => {
      await load(300, false);
      const offers = new Offers(centre.world, 250);
      const district = { ...FACILITY, placeCode: '1710' };
      const [whole, part] = [await offers.roster(FACILITY), await offers.roster(district)];
      const villagers = practiceRegister('2026-03-10')
        .slice(0, 300)
        .filter(({ villageCode }) => villageCode !== null);
      expect([whole?.rows, part?.rows]).toEqual([300, villagers.length]);
      expect(part?.id).toMatch(/^roster-1710-v/);
      expect((await offers.roster({ ...FACILITY, placeCode: '0101' }))?.rows).toBe(0);
      expect(await offers.isFor({ ...FACILITY, placeCode: '0101' }, part?.id ?? '')).toBe(false);
    });

    test('is given to those alone whom it is for', async () => {
      const { offers, files } = centre.world;
      const header = { file: 'roster', format: 1, id: 'roster-1710-v1-abc', asOf: '2026-03-10' } as const;
      await files.make(header, (async function* () {})());
      expect(await offers.isFor(FACILITY, header.id)).toBe(false);
      expect(await offers.isFor(FACILITY, 'nonsense')).toBe(false);
    });
  });
});
