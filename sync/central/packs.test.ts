import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { BUILT_IN_PACKS } from '../../shared/claims/packs.ts';
import { PRACTICE_PACKS } from '../../shared/claims/practice-pack.rules.ts';
import { packsBody, packsFile, SIGNED_FOR_PACKS } from '../protocol/packs.ts';
import type { FileNews } from '../protocol/sync.ts';
import { CentreFault } from './faults.ts';
import { PACKS } from './packs.ts';
import { TestCentre } from './tests/centre.ts';
import { nth, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { isSignedBy } from './tests/signed.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const builtIn = nth(BUILT_IN_PACKS, 0);
const V4 = { protocol: 4, packsId: null };

describe('a mapping to DHIS2 that cannot be used', () => {
  const pack = nth(PRACTICE_PACKS, 0);
  const mapping = must(pack.dhis2, 'practice has one');
  const opd = nth(mapping.elements, 0);
  const births = { ...opd, section: 'live-births', row: 'hef', column: null };
  const withElement = (element: unknown) => ({
    ...pack,
    dhis2: { ...mapping, elements: [...mapping.elements, element] },
  });

  test.each([
    ['twice', opd, /dhis2\.elements\.\d+ is there twice \(opd d0-28 female /],
    ['of no section', { ...opd, section: 'ipd' }, /is for a section that it does not have \(ipd\)/],
    ['of no row', { ...opd, row: 'y99' }, /is for a row that section opd does not have \(y99\)/],
    ['of no column', { ...opd, column: 'both' }, /is for a column that section opd does not have \(both\)/],
    ['without its column', { ...opd, column: null }, /is for a column that section opd does not have \(none\)/],
    ['with a column too many', { ...births, column: 'female' }, /column that section live-births does not have/],
    ['of a property of every object', { ...opd, section: 'constructor' }, /section that it does not have/],
  ])('has a figure %s', (_what, element, sentence) => {
    expect(() => PACKS.read(withElement(element))).toThrow(sentence);
    expect(() => PACKS.read(withElement(element))).toThrow(CentreFault);
  });

  test('is none where a figure goes to two places, or a table has days', () => {
    for (const element of [births, { ...opd, dataElement: 'E0000000099' }]) {
      expect(PACKS.read(withElement(element)).dhis2?.elements.length).toBe(mapping.elements.length + 1);
    }
    const days = { ...nth(pack.sections, 0), code: 'days', rows: 'day', columns: null, where: {} };
    const ofDay = (row: string) => ({
      ...pack,
      ...{ sections: [...pack.sections, days] },
      dhis2: { ...mapping, elements: [{ ...births, section: 'days', row }] },
    });
    expect(PACKS.read(ofDay('2027-02-28')).dhis2?.elements.length).toBe(1);
    expect(() => PACKS.read(ofDay('2027-02-29'))).toThrow(/row that section days does not have/);
  });
});

describe('age bands', () => {
  const pack = { ...builtIn, dhis2: null };
  const [birth, month, year, five] = pack.ageBands;
  const words = { km: 'អាយុ', en: 'age', fr: 'âge' };

  test.each([
    ['that begin after birth', [month, year], /ageBands\.0 has to begin at birth \(fromDays 0\)/],
    ['that begin with years', [year, five], /ageBands\.0 has to begin at birth/],
    ['out of their order', [birth, five, year], /ageBands\.2 has to begin after the one before it \(y1-4\)/],
    ['of days after years', [birth, year, month], /ageBands\.2 has to begin after the one before it/],
    ['at the same age', [birth, year, { ...five, fromYears: 1 }], /ageBands\.2 has to begin after the one before it/],
    ['of a year in days', [birth, { code: 'y1', words, fromDays: 365 }], /ageBands\.1\.fromDays cannot be used \(at/],
    ['of no years', [birth, { code: 'y0', words, fromYears: 0 }], /no reference pack: ageBands/],
    ['of both', [birth, { ...month, fromYears: 1 }], /no reference pack: ageBands/],
    ['of neither', [birth, { code: 'y1', words }], /no reference pack: ageBands/],
  ])('are refused %s', (_what, ageBands, sentence) => {
    expect(() => PACKS.read({ ...pack, ageBands })).toThrow(sentence);
  });

  test('are taken in days, then in years, and those that the program carries are such', () => {
    const days = { code: 'd364', words, fromDays: 364 };
    expect(PACKS.read({ ...pack, ageBands: [birth, days, year] }).ageBands).toEqual([birth, days, year]);
    for (const carried of [...BUILT_IN_PACKS, ...PRACTICE_PACKS]) expect(PACKS.read(carried)).toEqual(carried);
  });
});

describe.each(engines)('reference packs of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are published and fetched', () => {
    let centre: TestCentre;
    let desk: TestDesk;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
      desk = await TestDesk.enrol(centre.url);
    });
    afterAll(async () => centre.stop());

    const fetched = async (news: FileNews | null) => {
      const headers = { authorization: `Bearer ${desk.token}` };
      const response = await fetch(`${centre.url}/v1/files/${news?.id}`, { headers });
      return packsFile.parse(JSON.parse(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()));
    };
    const publish = async (one: unknown, correctsWhy: string | null = null): Promise<unknown> =>
      (await centre.command('publish-pack', { correctsWhy }, JSON.stringify(one))).result;
    const listed = async () => {
      const { lines } = await centre.command('list-packs');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    };

    test('a practice centre has those for practice, signed, for desks that know of them', async () => {
      const { packs: news } = await desk.sync([], V4);
      const file = await fetched(news);
      const body = packsBody.parse(JSON.parse(file.body));
      expect(body).toMatchObject({ id: news?.id, seq: 1, packs: PRACTICE_PACKS });
      const { keys } = await desk.sync([], { ...V4, rulesetsId: null });
      expect(isSignedBy(file, keys?.signing ?? '', SIGNED_FOR_PACKS)).toBe(true);
      expect(isSignedBy(file, keys?.signing ?? '')).toBe(false);
      expect(
        isSignedBy({ ...file, body: file.body.replace('6000', '9000') }, keys?.signing ?? '', SIGNED_FOR_PACKS),
      ).toBe(false);
      expect((await desk.sync([], { ...V4, packsId: news?.id })).packs).toBeNull();
    });

    test('a new one ends that before it, is announced, and changes no day that is past', async () => {
      const next = { ...builtIn, id: 'kh-2027', validFrom: '2027-01-01', validTo: null, dhis2: null };
      expect(await publish(next)).toEqual({
        ...{ id: 'kh-2027', validFrom: '2027-01-01', validTo: null, isNew: true },
        ended: [{ id: builtIn.id, validTo: '2026-12-31' }],
      });
      expect(await publish(next)).toMatchObject({ isNew: false, ended: [] });
      await expect(publish({ ...next, lateAfterDays: 90 })).rejects.toThrow(
        /with another content was published before/,
      );
      await expect(publish({ ...next, id: 'x', validFrom: '2026-02-01' })).rejects.toThrow(/starts on 2026-02-01/);
      await expect(publish({ ...next, id: 'x', rates: [{ payer: 'self' }] })).rejects.toThrow(
        /no reference pack: rates/,
      );
      const [rate] = next.rates;
      const dearer = { ...rate, amountRiel: 125_000_001 };
      for (const [rates, sentence] of [
        [[rate, { ...rate, amountRiel: 9 }], /rates.1 is there twice/],
        [[{ ...rate, category: 'nowhere' }], /rates.0 is for a category that it does not have/],
        [[dearer], /rates.0.amountRiel cannot be used/],
      ] as const) {
        await expect(publish({ ...next, id: 'x', rates })).rejects.toThrow(sentence);
      }
      await expect(publish({ ...next, id: 'x\n' })).rejects.toThrow(/id cannot be used/);
      await expect(publish({ ...next, id: 'x', validTo: '2026-12-01' })).rejects.toThrow(/ends on or after the day/);
      expect((await listed()).map(({ id, validTo, isInForceToday }) => [id, validTo, isInForceToday])).toEqual([
        ...[
          [builtIn.id, '2026-12-31', true],
          ['kh-2027', null, false],
        ],
      ]);
      const { packs: news } = await desk.sync([], V4);
      const { seq, packs } = packsBody.parse(JSON.parse((await fetched(news)).body));
      expect([seq, packs.map(({ id }) => id)]).toEqual([2, [builtIn.id, 'kh-2027']]);
    });
  });
});
