import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { importMembers } from './import.ts';
import { MEMBER_COLUMNS } from './members.ts';
import { openCentre } from './node/open.ts';
import { NATIONAL_JOB, TestCentre } from './tests/centre.ts';
import { TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const HEADER = MEMBER_COLUMNS.join(',');
const GOOD =
  '1234567-7654321-ឈ,សុខ សុភា,SOK SOPHEA,female,1990-05-20,day,17100101,employee,,,false,false,true,,,2026-02;2026-01';
const other = (number: string, over = 'employee,,,false,false,true,,,'): string =>
  `${number},,"SOK ""VUTHY"", B",male,1980,year,,${over}`;

describe.each(engines)('a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'imports a register', () => {
    const withCentre = async (work: (centre: TestCentre) => Promise<void>): Promise<void> => {
      const centre = await TestCentre.start(engine);
      try {
        await work(centre);
      } finally {
        await centre.stop();
      }
    };

    test('loads the good rows and says what is wrong with the others, by line and column', () =>
      withCentre(async (centre) => {
        const file = [
          `\uFEFF${HEADER}`,
          GOOD,
          other('១២៣៤៥៦៨-៧៦៥៤៣២១-7'),
          '',
          other('12345'),
          other('1234567-7654321-1'),
          'only,three,cells',
          other('2234567-7654321-1', 'pirate,,,false,false,true,,,'),
          other('2234567-7654322-1', 'employee,child,,false,false,true,,,'),
          other('2234567-7654323-1', 'employee,,,perhaps,false,true,,,'),
          other('2234567-7654324-1', 'employee,,,false,false,true,2026-02-30,,'),
          other('2234567-7654325-1', 'employee,,,false,false,true,2026-02-01,2026-01-01,'),
          other('2234567-7654326-1', 'employee,,,false,false,true,,,2026-13'),
          '3234567-7654321-1,"never closed,,male,1980,year,,employee,,,false,false,true,,,',
          '3234567-7654322-1,,,male,1980,year,,employee,,,false,false,true,,,',
          '3234567-7654323-1,សុខ,,male,1980-02-30,day,,employee,,,false,false,true,,,',
          '3234567-7654324-1,សុខ,,male,2999-01-01,day,,employee,,,false,false,true,,,',
          `${'x'.repeat(70_000)}`,
          '4234567-7654321-ញ,សុខ,,male,,unknown,,dependant,spouse,1234567-7654321-ឈ,no,yes,1,,,2026-01',
        ].join('\r\n');
        const { result, refused } = await centre.command('import-members', {}, file);
        expect(result).toEqual({ read: 17, stored: 3, changed: 0, unchanged: 0, refused: 14 });
        expect(refused.map((row) => Object.values(row).slice(0, 2).join(' '))).toEqual([
          '5 nssf_number',
          '6 nssf_number',
          '7 ',
          '8 class',
          '9 relation',
          '10 is_disabled_or_chronic',
          '11 valid_from',
          '12 valid_to',
          '13 paid_months',
          '14 ',
          '15 name_km',
          '16 birth_date',
          '17 birth_date',
          '18 ',
        ]);
        expect(JSON.stringify(refused)).not.toMatch(/SOK|pirate|2234567/);
        const members = (await centre.dump()).filter(({ kind }) => kind === 'member');
        expect(members.map(({ id }) => id)).toEqual(['12345677654321', '12345687654321', '42345677654321']);
        expect(members.map(({ content }) => content)).toMatchObject([
          { nssfNumber: '1234567-7654321-ឈ', paidMonths: ['2026-01', '2026-02'], isActive: true, validFrom: null },
          { nameKm: null, nameLatin: 'SOK "VUTHY", B', birthDate: '1980-01-01', birthDatePrecision: 'year' },
          { relation: 'spouse', principalNssfNumber: '1234567-7654321-ឈ', isMarriageRegistered: true, isActive: true },
        ]);
      }));

    test('brings the register up to date when it is imported again', () =>
      withCentre(async (centre) => {
        const summary = async (rows: string[]): Promise<unknown> =>
          (await centre.command('import-members', {}, [HEADER, ...rows, ''].join('\n'))).result;
        const rows = [GOOD, other('1234568-7654321-7')];
        expect(await summary(rows)).toMatchObject({ stored: 2, changed: 0, unchanged: 0 });
        expect(await summary(rows)).toMatchObject({ stored: 0, changed: 0, unchanged: 2 });
        const paid = GOOD.replace('2026-02;2026-01', '2026-02;2026-01;2026-03');
        expect(await summary([paid, other('1234569-7654321-7'), ...rows.slice(1)])).toMatchObject({
          ...{ read: 3, stored: 1, changed: 1, unchanged: 1, refused: 0 },
        });
      }));

    test('goes on where it was broken off, and with the same file alone', () =>
      withCentre(async (centre) => {
        const key = (index: number): string => `5${String(index).padStart(6, '0')}-7654321-1`;
        const rows = Array.from({ length: 5_000 }, (_, index) => (index === 70 ? other('12') : other(key(index))));
        const file = [HEADER, ...rows, ''].join('\n');
        const brokenOff = async function* () {
          yield Buffer.from(file.slice(0, Math.floor(file.length * 0.9)));
          throw new Error('the line broke');
        };
        const run = async (chunks: AsyncIterable<Uint8Array>, isResumed: boolean) => {
          const opened = await openCentre({ ...store, log: () => {}, nationalJob: NATIONAL_JOB, clock: centre.clock });
          try {
            return await importMembers(opened.world, chunks, async () => {}, isResumed);
          } finally {
            await opened.close();
          }
        };
        const store = { data: centre.data, databaseUrl: centre.databaseUrl };
        await centre.stop();
        await expect(run(brokenOff(), false)).rejects.toThrow('the line broke');
        const changed = file.replace(key(100), key(900_000));
        await expect(run(Readable.from([Buffer.from(changed)]), true)).rejects.toThrow(/not the file/);
        await expect(run(Readable.from([Buffer.from(file.slice(0, 5_000))]), true)).rejects.toThrow(/not the file/);
        // The second of the three batches was the last that came whole; of what it and the first say nothing is compared.
        expect(await run(Readable.from([Buffer.from(file)]), true)).toEqual({
          ...{ read: 5_000, stored: 999, changed: 0, unchanged: 4_000, refused: 1 },
        });
        expect(await run(Readable.from([Buffer.from(file)]), true)).toMatchObject({ stored: 0, unchanged: 4_999 });
        expect(await run(Readable.from([Buffer.from(changed)]), false)).toMatchObject({ stored: 1, unchanged: 4_998 });
      }));

    test('writes nothing of a file with another header', () =>
      withCentre(async (centre) => {
        for (const header of [
          '',
          'a,b,c',
          HEADER.replace('sex,', ''),
          `${HEADER},more`,
          `${HEADER},sex`,
          HEADER.replaceAll(',', ';'),
        ]) {
          await expect(centre.command('import-members', {}, `${header}\n${GOOD}\n`)).rejects.toThrow(
            /othing was written/,
          );
        }
        expect(await centre.dump()).toEqual([]);
      }));

    test('takes a column that says with whom contributions are paid, and does without it', () =>
      withCentre(async (centre) => {
        const load = async (header: string, ...rows: string[]) =>
          (await centre.command('import-members', {}, [header, ...rows, ''].join('\n'))).result;
        const wide = `${HEADER},contribution_group`;
        const rows = [`${GOOD},E-00012`, `${other('1234568-7654321-7')},រោងចក្រ ១`, `${other('1234569-7654321-7')},`];
        expect(await load(wide, ...rows, `${other('1234570-7654321-7')},"a;b"`)).toMatchObject({
          stored: 3,
          refused: 1,
        });
        const groups = async () =>
          (await centre.dump()).flatMap(({ kind, content }) =>
            kind === 'member' ? [(content as { contributionGroup?: string | null }).contributionGroup] : [],
          );
        expect(await groups()).toEqual(['E-00012', 'រោងចក្រ ១', null]);
        expect(await load(wide, ...rows)).toMatchObject({ unchanged: 3 });
        expect(await load(`contribution_group,${HEADER}`, `E-00013,${GOOD}`)).toMatchObject({ changed: 1 });
        expect(await load(HEADER, GOOD)).toMatchObject({ changed: 1 });
        expect(await groups()).toEqual([null, 'រោងចក្រ ១', null]);
      }));

    test('takes columns in another order', () =>
      withCentre(async (centre) => {
        const columns = [...MEMBER_COLUMNS].reverse();
        const cells = [...GOOD.split(',')].reverse();
        const { result } = await centre.command('import-members', {}, `${columns.join(',')}\n${cells.join(',')}`);
        expect(result).toMatchObject({ stored: 1, refused: 0 });
      }));

    test('offers a new roster after an import', () =>
      withCentre(async (centre) => {
        const load = (rows: string[]) => centre.command('import-members', {}, [HEADER, ...rows].join('\n'));
        await load([GOOD]);
        const desk = await TestDesk.enrol(centre.url);
        const first = (await desk.sync([])).roster;
        expect(first?.rows).toBe(1);
        centre.clock.ms += 86_400_000;
        await load([GOOD, other('1234568-7654321-7')]);
        const second = (await desk.sync([], { rosterId: first?.id })).roster;
        expect(second).toMatchObject({ rows: 2, asOf: '2026-03-11' });
        expect((await desk.sync([], { rosterId: second?.id })).roster).toBeNull();
        const { result } = await centre.command('roster', { facility: 'PRAC1' });
        expect(result).toMatchObject({ id: second?.id, sha256: second?.sha256 });
        await expect(centre.command('roster', { facility: 'NONE' })).rejects.toThrow(/no facility/);
      }));

    test('loads places, and then knows a village from a slip of the hand', () =>
      withCentre(async (centre) => {
        const file = [
          'code,level,unit,name_km,name_latin',
          '17,province,Province,សៀមរាប,Siem Reap',
          '1710,district,Municipality,សៀមរាប,Siem Reap',
          '171001,village,Quarter,ស្លក្រាម,Sla Kram',
          '17100101,village,Village,ស្លក្រាម,Sla Kram',
          '171,village,Village,ស្លក្រាម,Sla Kram',
        ].join('\n');
        const { result, refused } = await centre.command('import-places', {}, file);
        expect(result).toEqual({ read: 5, stored: 3, changed: 0, unchanged: 0, refused: 2 });
        expect(refused).toMatchObject([
          { line: 4, column: 'level' },
          { line: 6, column: 'code' },
        ]);
        const desk = await TestDesk.enrol(centre.url);
        expect((await desk.sync([])).places?.rows).toBe(3);
      }));
  });
});
