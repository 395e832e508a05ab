import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { CLAIMED_STATES } from '../../shared/claims/record.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { type ExportingDesk, openExportingDesk, seen, toldToWait } from '../support/export-desk.ts';
import { recountMonth } from '../support/month-recount.ts';
import { readPdf } from '../support/read-pdf.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { until } from '../support/until.ts';

const MARCH = '2026-03';
const APRIL = '2026-04';
let desk: ExportingDesk | null = null;
afterEach(async () => {
  await desk?.close();
  desk = null;
});

interface Asked {
  visits: number;
  riel: number;
}

/** How many visits of a month stand, and what its claims ask for, by the tables alone. */
function asked({ desk: { db } }: ExportingDesk, month: string): Asked {
  const states = CLAIMED_STATES.map((state) => `'${state}'`).join();
  const row = db.get(
    `SELECT COALESCE(SUM(totalRiel), 0) AS riel FROM claim WHERE month = @month AND state IN (${states})`,
    {
      month,
    },
  );
  return { visits: recountMonth(db, month).visits.total, riel: Number(row?.riel) };
}

async function fileOf(
  { manager, exports }: ExportingDesk,
  month: string,
  kind: 'xlsx' | 'pdf' | 'csv',
): Promise<Buffer> {
  const { export: begun } = await manager.ask('exports.start', { month, kind });
  const state = async () =>
    (await manager.ask('exports.list', {})).exports.find((one) => one.exportId === begun.exportId);
  await until('a file is written', async () => (await state())?.state !== 'running', 20_000);
  return readFileSync(must(exports.files.open(begun.exportId), 'it was written').path);
}

/** A line of a visit that was cancelled or withdrawn is there, and says so. */
const STANDS = ['open', 'closed'];

interface Totals {
  visits: number;
  /** Of the list of lines. */
  lines: number;
  claimed: number;
  payable: number;
}

/** The same sums out of each file. */
async function totalsOf(world: ExportingDesk, month: string): Promise<Record<'xlsx' | 'pdf' | 'csv', Partial<Totals>>> {
  const [claims, lines, activity] = readXlsx(await fileOf(world, month, 'xlsx'));
  const sumOfFirst = activity?.rows.find((row) => String(row[0]?.value).startsWith('សរុប'));
  const last = (claims?.rows ?? []).slice(-3).map((row) => Number(row.at(-1)?.value));
  const texts = readPdf(await fileOf(world, month, 'pdf')).flat();
  const behind = (label: string) =>
    Number((texts[texts.findLastIndex((text) => text.startsWith(label)) + 1] ?? '').replaceAll('\u00a0', ''));
  const rows = (await fileOf(world, month, 'csv')).toString('utf8').trim().split('\r\n');
  const cells = (name: string) => {
    const at = (rows[0] ?? '').split(',').indexOf(name);
    return rows.slice(1).map((row) => row.split(',')[at] ?? '');
  };
  const statuses = cells('visitStatus');
  return {
    xlsx: {
      visits: Number(sumOfFirst?.findLast((cell) => typeof cell?.value === 'number')?.value),
      lines: Number(lines?.rows.at(-1)?.[14]?.value),
      claimed: last[0] ?? Number.NaN,
      payable: last[2] ?? Number.NaN,
    },
    pdf: {
      lines: behind('សរុបទាំងអស់'),
      claimed: behind('ទាមទារក្នុងខែនេះ'),
      payable: behind('សរុបត្រូវទូទាត់ · To be paid'),
    },
    // Names of these people have neither commas nor quotes.
    csv: {
      visits: new Set(cells('visitId').filter((_id, index) => STANDS.includes(statuses[index] ?? ''))).size,
      lines: cells('claimedRiel').reduce((sum, riel) => sum + Number(riel), 0),
    },
  };
}

async function expectTotals(world: ExportingDesk, month: string, of: Asked, adjusted: number): Promise<void> {
  const { visits, riel: claimed } = of;
  const payable = claimed + adjusted;
  expect(await totalsOf(world, month)).toEqual({
    xlsx: { visits, lines: claimed, claimed, payable },
    pdf: { lines: claimed, claimed, payable },
    csv: { visits, lines: claimed },
  });
}

/**
 * Somebody withdraws or corrects the day of some of these visits, and one who waits goes home again before he is seen;
 * what does not fit them is refused.
 */
async function changeSome({ manager }: ExportingDesk, visits: readonly string[], dice: Dice): Promise<void> {
  const visitId = await toldToWait(manager, dice, `${MARCH}-0${1 + dice.below(9)}`);
  if (dice.below(3) > 0) await manager.ask('visits.cancel', { visitId, reason: 'left before he was seen' });
  for (const visitId of visits.filter(() => dice.below(3) === 0)) {
    if (dice.below(2) === 0)
      await manager.reply('changes.withdraw', { kind: 'visit', recordId: visitId, reason: 'entered twice' });
    else await manager.reply('visits.correct', { visitId, version: 2, serviceDate: `${MARCH}-0${1 + dice.below(9)}` });
  }
}

describe('every file of a month', () => {
  it.each([1, 2, 3])('comes to the recount of the claims, whatever came after the closing (%i)', async (seed) => {
    const world = await openExportingDesk({ people: 0 });
    desk = world;
    const dice = seededDice(seed);
    const visits: string[] = [];
    const serve = async (days: readonly string[]) => {
      for (const day of days) visits.push(await seen(world.manager, dice, day));
    };
    const marchDays = Array.from({ length: 5 }, () => `${MARCH}-0${1 + dice.below(9)}`);
    await serve(marchDays);
    await changeSome(world, visits, dice);
    await expectTotals(world, MARCH, asked(world, MARCH), 0);

    const { clock } = world.desk;
    clock.advance(Date.parse('2026-04-05T03:00:00.000Z') - clock.nowMs());
    await world.manager.signIn('chan', '730264');
    const { report } = await world.manager.ask('month.report', { month: MARCH });
    await world.manager.ask('month.close', { month: MARCH, digest: report.digest });
    const closedWith = asked(world, MARCH);

    await serve([`${MARCH}-02`, '2026-04-02', '2026-04-05']);
    await changeSome(world, visits, dice);
    await expectTotals(world, MARCH, closedWith, 0);
    await expectTotals(world, APRIL, asked(world, APRIL), asked(world, MARCH).riel - closedWith.riel);

    await world.manager.ask('month.reopen', { month: MARCH, reason: 'papers were found in a drawer' });
    await expectTotals(world, MARCH, asked(world, MARCH), 0);
  });

  it('has the same bytes when a closed month is written again later', async () => {
    const world = await openExportingDesk({ people: 2 });
    desk = world;
    const { clock } = world.desk;
    clock.advance(Date.parse('2026-04-05T03:00:00.000Z') - clock.nowMs());
    await world.manager.signIn('chan', '730264');
    const { report } = await world.manager.ask('month.report', { month: MARCH });
    await world.manager.ask('month.close', { month: MARCH, digest: report.digest });
    for (const kind of ['xlsx', 'pdf', 'csv'] as const) {
      const once = await fileOf(world, MARCH, kind);
      clock.advance(3_600_000);
      expect((await fileOf(world, MARCH, kind)).equals(once)).toBe(true);
    }
  });
});
