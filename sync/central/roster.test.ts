import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { upsertMembers } from './members.store.ts';
import { memberOf } from './members.ts';
import { type OpenCentre, openCentre } from './node/open.ts';
import { upsertPlaces } from './places.store.ts';
import { practiceRegister } from './practice-members.ts';
import { PRACTICE_PLACES } from './practice-places.ts';
import { insertFacility } from './registry.store.ts';
import { addFacility } from './registry.ts';
import { Offers } from './roster.ts';
import { noteSeen } from './seen.store.ts';
import { markRegisterChanged } from './settings.store.ts';
import { FakeClock, NATIONAL_JOB } from './tests/centre.ts';
import { nth } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const FACILITY: Facility = { ...PRACTICE_FACILITY, placeCode: null };
const SERVING: Facility = { ...PRACTICE_FACILITY, code: 'SRP01', placeCode: '171002,171001,17100101' };
const FAR: Facility = { ...PRACTICE_FACILITY, code: 'BTB01', placeCode: '0101' };
const REGISTER = practiceRegister('2026-03-10');

describe.each(engines)('the roster of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'is made', () => {
    const clock = new FakeClock();
    let centre: OpenCentre;
    beforeAll(async () => {
      centre = await openCentre({ ...(await engine.freshStore()), log: () => {}, nationalJob: NATIONAL_JOB, clock });
      await centre.world.db.write(async (tx) => {
        for (const one of [FACILITY, SERVING, FAR]) await insertFacility(tx, one, '2026-03-10T00:00:00.000Z');
      });
    });
    afterAll(async () => centre.close());

    const load = (count: number, isMore: boolean): Promise<void> =>
      centre.world.db.write(async (tx) => {
        const written = await upsertMembers(tx, practiceRegister('2026-03-10').slice(0, count).map(memberOf));
        const added = written.filter(({ isNew }) => isNew).length;
        await markRegisterChanged(tx, { at: new Date(clock.ms).toISOString(), added, isMore, practiceDay: null });
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

    const seen = (facility: Facility, ...rows: number[]): Promise<void> =>
      centre.world.db.write((tx) =>
        noteSeen(
          tx,
          facility.code,
          rows.map((row) => memberOf(nth(REGISTER, row)).nssfKey),
        ),
      );
    const livesIn = (...places: string[]) =>
      REGISTER.filter(({ villageCode }) => places.some((place) => villageCode?.startsWith(place)));

    test('is of the places that the facility serves and of whom it has seen', async () => {
      await load(REGISTER.length, false);
      const { offers } = centre.world;
      expect((await offers.roster(FACILITY))?.rows).toBe(REGISTER.length);
      const served = livesIn('171001', '171002');
      expect(served.length).toBeLessThan(livesIn('1710').length);
      const first = await offers.roster(SERVING);
      expect(first).toMatchObject({ id: expect.stringMatching(/^roster-of-srp01-v/), rows: served.length });
      const outside = REGISTER.findIndex(({ villageCode }) => villageCode === null);
      const inside = REGISTER.indexOf(nth(served, 0));
      await seen(SERVING, inside);
      expect(await offers.roster(SERVING)).toEqual(first);
      await seen(SERVING, outside, inside);
      const second = await offers.roster(SERVING);
      expect(second).toMatchObject({ id: `${first?.id}-1`, rows: served.length + 1 });
      expect(await offers.roster(SERVING)).toEqual(second);
      expect(await offers.isFor(SERVING, first?.id ?? '')).toBe(true);
      expect(await offers.isFor(FACILITY, second?.id ?? '')).toBe(false);
      expect((await offers.roster(FAR))?.rows).toBe(0);
      await seen(FAR, outside);
      expect((await offers.roster(FAR))?.rows).toBe(1);
    });

    test('takes place codes that can be, and that the gazetteer knows', async () => {
      const { world } = centre;
      const add = (code: string, placeCode: string) => addFacility(world, { ...FACILITY, code, placeCode }, true);
      expect((await add('PL01', ' 0102, 0103,0102')).placeCode).toBe('0102,0103');
      for (const wrong of ['102', '0102;0103', '0102,', 'Siem Reap']) {
        await expect(add('PL02', wrong)).rejects.toThrow(/is no place code/);
      }
      await world.db.write((tx) => upsertPlaces(tx, PRACTICE_PLACES));
      await expect(add('PL02', '1710,0102')).rejects.toThrow(/no place with the code 0102/);
      expect((await add('PL02', '1710')).placeCode).toBe('1710');
    });

    test('is of those alone whom a facility without a place has seen, where the register is large', async () => {
      const offers = new Offers(centre.world, 250);
      expect((await offers.roster(FACILITY))?.rows).toBe(0);
      await seen(FACILITY, 3, 4, 5);
      expect((await offers.roster(FACILITY))?.rows).toBe(3);
    });

    test('of which one is long waits an hour before it takes in the next who was seen', async () => {
      const offers = new Offers(centre.world, 250, 10);
      const before = await offers.roster(FACILITY);
      await seen(FACILITY, 6);
      expect(await offers.roster(FACILITY)).toEqual(before);
      clock.ms += 3_600_000;
      expect((await offers.roster(FACILITY))?.rows).toBe(4);
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
