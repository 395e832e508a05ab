import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkedArchive, writeFiles } from '../../electron/node/exports/verify.ts';
import { must } from '../../shared/base/assert.ts';
import { monthOf } from '../../shared/base/time.ts';
import { archiveKeysOf } from '../../shared/facility/store.ts';
import type { MonthReport } from '../../shared/month/record.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { openArchive } from '../../sync/protocol/month-archive.ts';
import { bytesOfHex } from '../../sync/protocol/seal.ts';
import { type ExportingDesk, openExportingDesk, writtenFile } from '../support/export-desk.ts';
import { beginExportingLife, type ExportingLife, MORE_STEPS, PACK } from '../support/export-life.ts';
import { FACILITY } from '../support/facility.ts';
import {
  type FileRecount,
  recountedAdjustedMonth,
  recountFiles,
  recountTold,
  SUMMARY_TABLES,
  type Told,
} from '../support/file-recount.ts';
import { today } from '../support/month-life.ts';
import { csvRows } from '../support/read-csv.ts';
import { addTo, figuresAmong, figuresInOrder, readMonth } from '../support/read-month.ts';
import { readPdf } from '../support/read-pdf.ts';
import { formulasOf, readXlsx } from '../support/read-xlsx.ts';
import { asWorkbook, ofLines } from '../support/recount-words.ts';

const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0;
if (!hasPoppler)
  console.warn('pdftotext is not installed here, so the totals on paper were read by our own reader alone.');

let open: { close(): Promise<void> } | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

/** What the closings that stand have told, as the recount knew it at their moment; the last one is the newest. */
interface Closed {
  month: string;
  recount: FileRecount;
  told: Told;
  closedOn: string;
}
interface Examined {
  world: ExportingLife;
  closed: Closed[];
}

/** What a month has to come to: as it was closed, or as the tables say it now. */
function expectedOf({ world, closed }: Examined, month: string): FileRecount {
  const { db } = world.desk;
  const last = closed.at(-1);
  const kept = closed.find((one) => one.month === month);
  if (kept !== undefined) return kept.recount;
  if (last === undefined) return recountFiles(db, month, PACK, null);
  // It was empty when a later one was closed and went with it: what came since is an adjustment of another month.
  if (month <= last.month) return recountFiles(db, '0000-00', PACK, null);
  const isAdjusted = recountedAdjustedMonth(db, last.month, monthOf(today(world))) === month;
  return recountFiles(db, month, PACK, isAdjusted ? last.told : null);
}

async function examine(examined: Examined): Promise<number> {
  const { world } = examined;
  const { months } = await world.manager.ask('month.list', {});
  for (const { month } of months) {
    const recount = expectedOf(examined, month);
    const closing = examined.closed.find((one) => one.month === month) ?? null;
    const { report } = await world.manager.ask('month.report', { month });
    const paths = {
      xlsx: await writtenFile(world, month, 'xlsx'),
      pdf: await writtenFile(world, month, 'pdf'),
      csv: await writtenFile(world, month, 'csv'),
      dhis2: await writtenFile(world, month, 'dhis2'),
    };
    expectWorkbook(readFileSync(paths.xlsx), recount, report);
    expectPaper(paths.pdf, readFileSync(paths.xlsx), recount);
    expectTable(readFileSync(paths.csv, 'utf8'), recount, report);
    expectDataValues(readFileSync(paths.dhis2, 'utf8'), recount, month, closing?.closedOn ?? null);
    await expectArchive(world, month, Object.values(paths));
  }
  return months.length;
}

function expectWorkbook(bytes: Buffer, recount: FileRecount, report: MonthReport): void {
  const sheets = readXlsx(bytes);
  expect(readMonth(sheets)).toEqual(asWorkbook(recount, report));
  const { said, counted } = formulasOf(sheets);
  expect(counted).toEqual(said);
}

/** Every figure of the workbook in the same order; the totals that matter most held to the recount, by a program of others too. */
function expectPaper(path: string, workbook: Buffer, recount: FileRecount): void {
  const pages = readPdf(readFileSync(path));
  const first = pages.findIndex((texts) => texts.some((text) => text.startsWith('បញ្ជីលម្អិត · ')));
  expect(figuresAmong(pages.slice(0, first).flat())).toEqual(figuresInOrder(readXlsx(workbook)));
  const list = pages.slice(first).flat();
  const behind = (label: string) => list[list.findLastIndex((text) => text.startsWith(label)) + 1] ?? '';
  expect(Number(behind('សរុបទាំងអស់').replaceAll('\u00a0', ''))).toBe(ofLines(recount).claimedRiel);
  if (!hasPoppler) return;
  const { status, stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  const rows = (label: string) =>
    [...stdout.matchAll(new RegExp(`· ${label} +(-?\\d[\\d -]*)$`, 'gm'))].map(([, numbers = '']) =>
      numbers
        .trim()
        .split(/ {2,}/)
        .map((number) => Number(number.replaceAll(' ', ''))),
    );
  // What is to be paid is said where it is added up and where it is signed for.
  const said = (label: string) => [...new Set(rows(label).flat())];
  const tables = SUMMARY_TABLES.filter((table) => table !== 'others' || recount.summary.others.rows.length > 0);
  expect({
    ...{ status, totals: rows('Total'), claimed: said('Claimed of this month') },
    ...{ payable: said('To be paid'), lines: said('Total of all lines') },
  }).toEqual({
    ...{ status: 0, totals: tables.map((table) => recount.summary[table].totals), claimed: [recount.claimedRiel] },
    ...{ payable: [recount.payableRiel], lines: [recount.claimedRiel] },
  });
}

function expectTable(text: string, recount: FileRecount, { digest }: MonthReport): void {
  const [head = [], ...rows] = csvRows(text.slice(1));
  const lines: Record<string, number[]> = {};
  const visits = new Set<string>();
  for (const row of rows) {
    const at = (name: string) => must(row[head.indexOf(name)], 'the column is there');
    const key = [at('payer'), at('state'), at('visitStatus')].join(' / ');
    addTo(lines, key, [1, Number(at('amountRiel')), Number(at('claimedRiel'))]);
    expect(at('digest')).toBe(digest);
    if (['open', 'closed'].includes(at('visitStatus'))) visits.add(at('visitId'));
  }
  expect({ lines, visits: visits.size }).toEqual({ lines: recount.lines, visits: recount.listedVisits });
}

function expectDataValues(text: string, recount: FileRecount, month: string, closedOn: string | null): void {
  const mapping = must(PACK.dhis2, 'there is a mapping');
  const places: Record<string, number[]> = {};
  for (const { section, row, column, dataElement, categoryOptionCombo } of mapping.elements) {
    const count = recount.sections[section]?.[column === null ? row : `${row} / ${column}`] ?? 0;
    addTo(places, `${dataElement} ${categoryOptionCombo}`, [count]);
  }
  const { dataValues, ...told } = JSON.parse(text) as {
    dataValues: { dataElement: string; categoryOptionCombo?: string; value: string }[];
  };
  const values = dataValues.map(({ dataElement, categoryOptionCombo = null, value }) => [
    `${dataElement} ${categoryOptionCombo}`,
    [Number(value)],
  ]);
  expect(values.length).toBe(Object.keys(places).length);
  expect(Object.fromEntries(values)).toEqual(places);
  expect(told).toEqual({
    ...{ dataSet: mapping.dataSet, period: month.replace('-', ''), orgUnit: mapping.orgUnits[FACILITY.code] },
    ...(closedOn === null ? {} : { completeDate: closedOn }),
  });
}

/** What the archive opens to is what was written beside it, byte for byte. */
async function expectArchive(world: ExportingLife, month: string, paths: readonly string[]): Promise<void> {
  const path = await writtenFile(world, month, 'archive');
  const manifest = await checkedArchive(path);
  const keys = must(archiveKeysOf(world.desk.db), 'an archive was made');
  const pair = { privateKey: bytesOfHex(keys.privateKey), publicKey: bytesOfHex(keys.publicKey) };
  const out = `${path}-opened`;
  await writeFiles(openArchive(sealTools, pair, manifest, createReadStream(path)), manifest, out);
  const opened = manifest.files.map(({ name }) => readFileSync(join(out, name)));
  expect(opened.map((file, at) => file.equals(readFileSync(must(paths[at], 'it was written beside'))))).toEqual(
    paths.map(() => true),
  );
}

const times = (count: number, step: string) => Array<string>(count).fill(step);
const SERVING = [
  ...[...times(14, 'serve'), ...times(2, 'close'), ...times(3, 'detail'), 'again', 'count', 'verdicts'],
  ...times(3, 'answer'),
];
const CHANGING = [
  ...[...times(4, 'correct'), ...times(2, 'cancel'), ...times(2, 'withdraw'), 'rename', ...times(5, 'feed'), 'recheck'],
  ...[...times(3, 'describe'), ...times(3, 'detail'), ...times(3, 'answer'), ...times(2, 'mend'), ...times(2, 'again')],
  ...['verdicts', 'count', 'serve', 'close'],
];

async function live({ world }: Examined, steps: readonly string[]): Promise<void> {
  const left = [...steps];
  while (left.length > 0) {
    const [step = ''] = left.splice(world.dice.below(left.length), 1);
    await must(MORE_STEPS[step], 'there is such a step')(world);
  }
}

/** Closes the first month that is open and over, where there is one. */
async function closeMonth(examined: Examined): Promise<void> {
  const { world, closed } = examined;
  const { months } = await world.manager.ask('month.list', {});
  const before = new Map(months.map(({ month }) => [month, expectedOf(examined, month)]));
  const known = new Set(world.closed.keys());
  await MORE_STEPS.shut?.(world);
  for (const month of world.closed.keys()) {
    if (known.has(month)) continue;
    const recount = must(before.get(month), 'it was listed');
    closed.push({ month, recount, told: recountTold(world.desk.db, month), closedOn: today(world) });
  }
}

async function reopenMonth({ world, closed }: Examined): Promise<void> {
  const last = must(closed.pop(), 'a month was closed');
  await world.manager.ask('month.reopen', { month: last.month, reason: 'papers were found in a drawer' });
  world.closed.delete(last.month);
}

/** Until a month later. */
async function passMonth(examined: Examined): Promise<void> {
  const { world } = examined;
  const month = monthOf(today(world));
  while (monthOf(today(world)) === month) await MORE_STEPS.pass?.(world);
}

const SEEDS = Array.from({ length: Number(process.env.RECOUNT_SEEDS ?? 4) }, (_, at) => at + 1);

describe('every file of a month', () => {
  it.each(SEEDS)(
    'comes to a recount of the tables, whatever has happened (%i)',
    async (seed) => {
      const world = await beginExportingLife(seed);
      open = world;
      const examined: Examined = { world, closed: [] };
      await live(examined, SERVING);
      await examine(examined);
      await live(examined, CHANGING);
      await examine(examined);

      await passMonth(examined);
      await closeMonth(examined);
      await closeMonth(examined);
      expect(examined.closed.length).toBeGreaterThan(0);
      await examine(examined);
      // Late, corrected, withdrawn and decided after the closing.
      await live(examined, [...SERVING, ...CHANGING]);
      await examine(examined);

      await reopenMonth(examined);
      await live(examined, CHANGING);
      await examine(examined);
      await passMonth(examined);
      await closeMonth(examined);
      await closeMonth(examined);
      await live(examined, CHANGING);
      await examine(examined);
    },
    120_000,
  );

  it('has the same bytes when a closed month is written again later', async () => {
    const world: ExportingDesk = await openExportingDesk({ people: 2 });
    open = world;
    const { clock } = world.desk;
    clock.advance(Date.parse('2026-04-05T03:00:00.000Z') - clock.nowMs());
    await world.manager.signIn('chan', '730264');
    const { report } = await world.manager.ask('month.report', { month: '2026-03' });
    await world.manager.ask('month.close', { month: '2026-03', digest: report.digest });
    for (const kind of ['xlsx', 'pdf', 'csv'] as const) {
      const once = readFileSync(await writtenFile(world, '2026-03', kind));
      clock.advance(3_600_000);
      expect(readFileSync(await writtenFile(world, '2026-03', kind)).equals(once)).toBe(true);
    }
  });
});
