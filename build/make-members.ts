import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { dayAt, isDay, isMonth } from '../shared/base/time.ts';
import { csvCell } from '../sync/central/csv.ts';
import {
  MEMBER_COLUMNS,
  MEMBER_OPTIONAL_COLUMNS,
  type MemberColumn,
  type RegisterRow,
} from '../sync/central/members.ts';
import { PRACTICE_VILLAGES } from '../sync/central/practice-places.ts';
import { namesFrom, villagesFrom } from '../sync/central/sample/lists.ts';
import { SMALL_NAMES } from '../sync/central/sample/names.ts';
import { type Sampling, sampleMember, sampleNumber } from '../sync/central/sample/people.ts';
import { seededDice } from '../sync/central/sample/random.ts';

const USAGE = `Usage: npm run make-members -- --count N --seed S [--today YYYY-MM-DD] [--renewed YYYY-MM] [--out FILE]
Writes an invented register of N members, the same for the same seed and day, to FILE or to standard output. With --renewed
employers and rounds have paid this month besides, for all of their people but one in 500.`;

const COUNT_MAX = 10_000_000;
const ROWS_A_CHUNK = 500;
const DATA = new URL('../../shared/data/', import.meta.url);

interface Wanted {
  count: number;
  seed: number;
  today: string;
  renewed: string | null;
  out: string | undefined;
}

/** Returns a sentence where the options do not fit. */
function readWanted(): Wanted | string {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { count: text, seed: text, today: text, renewed: text, out: text } });
  const today = values.today ?? dayAt(Date.now());
  const [count, seed] = [Number(values.count), Number(values.seed ?? 1)];
  if (!Number.isInteger(count) || count < 1 || count > COUNT_MAX) return `--count has to be from 1 to ${COUNT_MAX}.`;
  if (!Number.isInteger(seed) || seed < 0) return '--seed has to be a whole number from 0 on.';
  if (!isDay(today)) return '--today has to be a day of the calendar, like 2026-03-01.';
  const renewed = values.renewed ?? null;
  if (renewed !== null && !isMonth(renewed)) return '--renewed has to be a month of the calendar, like 2026-03.';
  return { count, seed, today, renewed, out: values.out };
}

/** The larger lists where they lie beside the project, else the small ones that the project carries. */
async function readSampling(today: string): Promise<Sampling> {
  const read = (name: string): Promise<string | null> => readFile(new URL(name, DATA), 'utf8').catch(() => null);
  const [names, gazetteer] = [await read('names.csv'), await read('gazetteer.csv')];
  const villages = gazetteer === null ? PRACTICE_VILLAGES : villagesFrom(gazetteer);
  return { today, names: names === null ? SMALL_NAMES : namesFrom(names), villages };
}

const CELLS: Record<MemberColumn, (row: RegisterRow) => string | boolean | null> = {
  nssf_number: (row) => row.nssfNumber,
  name_km: (row) => row.nameKm,
  name_latin: (row) => row.nameLatin,
  sex: (row) => row.sex,
  birth_date: (row) => row.birthDate,
  birth_date_precision: (row) => row.birthDatePrecision,
  village_code: (row) => row.villageCode,
  class: (row) => row.class,
  relation: (row) => row.relation,
  principal_nssf_number: (row) => row.principalNssfNumber,
  is_disabled_or_chronic: (row) => row.isDisabledOrChronic,
  is_marriage_registered: (row) => row.isMarriageRegistered,
  is_active: (row) => row.isActive,
  valid_from: (row) => row.validFrom,
  valid_to: (row) => row.validTo,
  paid_months: (row) => row.paidMonths.join(';'),
  contribution_group: (row) => row.contributionGroup,
};
const COLUMNS: readonly MemberColumn[] = [...MEMBER_COLUMNS, ...MEMBER_OPTIONAL_COLUMNS];
/** One member in so many has not paid what the group has: somebody on leave, somebody who left. */
const NOT_RENEWED_ONE_IN = 500;

function renewedRow(row: RegisterRow, index: number, month: string | null): RegisterRow {
  const isRenewed = month !== null && row.contributionGroup !== null && index % NOT_RENEWED_ONE_IN !== 0;
  if (!isRenewed || row.paidMonths.includes(month)) return row;
  return { ...row, paidMonths: [...row.paidMonths, month].sort() };
}

function lineOf(row: RegisterRow): string {
  return COLUMNS.map((column) => csvCell(String(CELLS[column](row) ?? ''))).join(',');
}

function* chunks({ count, seed, renewed }: Wanted, sampling: Sampling): Generator<string> {
  const dice = seededDice(seed);
  let chunk = `${COLUMNS.join(',')}\n`;
  for (let index = 0; index < count; index++) {
    const principal = index === 0 ? null : sampleNumber(dice.below(index), seed);
    const row = sampleMember(sampleNumber(index, seed), principal, dice, sampling);
    chunk += `${lineOf(renewedRow(row, index, renewed))}\n`;
    if (index % ROWS_A_CHUNK !== ROWS_A_CHUNK - 1) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

async function write(wanted: Wanted): Promise<void> {
  const sampling = await readSampling(wanted.today);
  const file = wanted.out === undefined ? null : createWriteStream(wanted.out);
  const stream = file ?? process.stdout;
  for (const chunk of chunks(wanted, sampling)) if (!stream.write(chunk)) await once(stream, 'drain');
  if (file === null) return;
  file.end();
  await finished(file);
}

try {
  const wanted = readWanted();
  if (typeof wanted === 'string') throw new TypeError(wanted);
  await write(wanted);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The register cannot be written.'}\n${USAGE}\n`);
  process.exitCode = 1;
}
