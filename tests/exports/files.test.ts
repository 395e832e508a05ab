import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CSV_COLUMNS } from '../../electron/node/exports/csv.ts';
import { unmappedOf } from '../../electron/node/exports/dhis2.ts';
import { ExportMismatch, type ExportSource } from '../../electron/node/exports/source.ts';
import { riel } from '../../electron/node/exports/words.ts';
import { must } from '../../shared/base/assert.ts';
import { searchFold } from '../../shared/base/text.ts';
import type { MonthLine } from '../../shared/month/record.ts';
import { MAPPING, monthSource, NAMES_KM } from '../support/month-source.ts';
import { fileOf } from '../support/paper.ts';
import { csvRows } from '../support/read-csv.ts';
import { readPdf, seenInRows } from '../support/read-pdf.ts';
import { formulasOf, type ReadSheet, readXlsx } from '../support/read-xlsx.ts';

const LINES = 180;
let source: ExportSource;
let lines: MonthLine[];
/** What every file has to come to, added up here. */
let claimedRiel: number;

beforeAll(() => {
  source = monthSource({ lines: LINES });
  lines = [...source.lines()];
  claimedRiel = lines.reduce((sum, line) => sum + line.claimedRiel, 0);
  expect(claimedRiel).toBeGreaterThan(1_000_000);
});

describe.each(['xlsx', 'pdf', 'csv', 'dhis2'] as const)('a file of a month as %s', (kind) => {
  it('has the same bytes when it is written again', async () => {
    const once = await fileOf(kind, source);
    expect((await fileOf(kind, monthSource({ lines: LINES }))).equals(once)).toBe(true);
    expect((await fileOf(kind, monthSource({ lines: LINES, seed: 8 }))).equals(once)).toBe(false);
  });

  it('is written of a month without anything', async () => {
    expect((await fileOf(kind, monthSource({ lines: 0 }))).length).toBeGreaterThan(100);
  });
});

describe.each(['xlsx', 'pdf', 'csv'] as const)('a list of lines as %s', (kind) => {
  it('is not written of lines that are not those of the report', async () => {
    const short = { ...source, lines: () => lines.slice(1) };
    const other = { ...source, lines: () => lines.with(0, { ...(lines[0] as MonthLine), claimedRiel: 1 }) };
    await expect(fileOf(kind, short)).rejects.toThrow(ExportMismatch);
    await expect(fileOf(kind, other)).rejects.toThrow(ExportMismatch);
  });
});

describe('the workbook', () => {
  let sheets: ReadSheet[];
  beforeAll(async () => {
    sheets = readXlsx(await fileOf('xlsx', source));
  });
  const sheet = (name: string) => sheets.find((one) => one.name.endsWith(name)) as ReadSheet;

  it('has its sheets, with frozen heads, on A4', () => {
    expect(sheets.map(({ name }) => name.split(' ').at(-1))).toEqual([
      ...['Claims', 'Lines', 'Activity', 'Adjustments', 'Quality'],
    ]);
    for (const { name, xml } of sheets) {
      expect(name.length).toBeLessThanOrEqual(31);
      expect(xml).toMatch(/<pane ySplit="1"[^>]*state="frozen"\/>/);
      expect(xml).toMatch(/<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"\/>/);
    }
  });

  it('adds up by formulas that agree with the values beside them', () => {
    const { said, counted } = formulasOf(sheets);
    expect(counted).toEqual(said);
    expect(Object.keys(said).length).toBeGreaterThan(30);
  });

  it('asks for what the lines come to, and for the adjustments', () => {
    const totals = sheet('Lines').rows.at(-1) ?? [];
    expect(totals.map(({ value }) => value)).toContain(claimedRiel);
    const payable = sheet('Claims').rows.at(-1)?.at(-1)?.value;
    expect(payable).toBe(claimedRiel + 86_000 - 20_000);
    expect(payable).toBe(source.report.payableRiel);
  });

  it('keeps days as days, numbers as numbers and card numbers as texts', () => {
    const [, first = []] = sheet('Lines').rows;
    const [line] = lines;
    // 2026-10-01 counts 46,296 days from 1899-12-30.
    expect(first.slice(0, 3).map(({ value }) => value)).toEqual([1, 46_296, line?.slipNumber]);
    const members = sheet('Lines')
      .rows.slice(1, -1)
      .map((row) => row[9]?.value ?? null);
    expect(members).toEqual(lines.map(({ memberNumber }) => memberNumber));
  });

  it('has every name as it was written', () => {
    const names = sheet('Lines')
      .rows.slice(1, -1)
      .map((row) => [row[4]?.value ?? null, row[15]?.value ?? null]);
    expect(names).toEqual(lines.map(({ nameKm, nameLatin }) => [nameKm, nameLatin]));
  });
});

describe('the paper', () => {
  let pages: string[][];
  beforeAll(async () => {
    pages = readPdf(await fileOf('pdf', source));
  });

  it('says on each page which one it is, of how many, and of which report', () => {
    for (const [at, texts] of pages.entries()) {
      expect(texts).toContain(`ទំព័រ ${at + 1} / ${pages.length} · Page ${at + 1} of ${pages.length}`);
      expect(texts).toContain(`លេខសម្គាល់ ${source.report.digest}`);
      expect(texts.join(' ')).not.toContain('\ufffd');
    }
  });

  it('carries sums from page to page until they are that of all lines', () => {
    const list = pages.filter((texts) => texts.some((text) => text.startsWith('សរុបទំព័រនេះ')));
    expect(list.length).toBeGreaterThan(4);
    let carried = 0;
    for (const [at, texts] of list.entries()) {
      const behind = (label: string) => amountOf(texts[texts.findIndex((text) => text.startsWith(label)) + 1] ?? '');
      if (at > 0) expect(behind('លើកមកពីទំព័រមុន')).toBe(carried);
      carried += behind('សរុបទំព័រនេះ');
      expect(behind(at === list.length - 1 ? 'សរុបទាំងអស់' : 'លើកទៅទំព័របន្ទាប់')).toBe(carried);
    }
    expect(carried).toBe(claimedRiel);
  });

  it('has the sums of both payers, what is to be paid, and three places to sign', () => {
    const front = pages.slice(0, 3).flat();
    for (const payer of ['nssf', 'hef']) {
      const sum = lines.reduce((total, line) => total + (line.payer === payer ? line.claimedRiel : 0), 0);
      expect(front).toContain(riel(sum));
    }
    expect(front).toContain(riel(source.report.payableRiel));
    for (const role of ['អ្នករៀបចំ', 'អ្នកត្រួតពិនិត្យ', 'បានឃើញ និងឯកភាព']) expect(front).toContain(role);
  });

  it('gives every Khmer name to whoever copies it', () => {
    const folded = new Set(pages.flat().map(searchFold));
    for (const name of NAMES_KM) expect(folded).toContain(searchFold(name));
  });

  it('cuts no number that tells one record from another, and no sum, however long', async () => {
    const numbers = [
      ['KT04-2-000001-K', '00000000123456'],
      ['KAMPOT04-12-000123-K', 'HEF-0401-020304-1234'],
      ['PPRH0012-99-999999999999-W', 'W'.repeat(34)],
      ['KT04-2-000002-K', 'EQ/2026/04/01/0203/000123456789/0001'],
      ['KT04-2-000003-K', 'M'.repeat(100)],
    ] as const;
    const few = monthSource({ lines: numbers.length });
    const long = [...few.lines()].map((line, at): MonthLine => {
      const [patientNumber, memberNumber] = numbers[at] ?? ['', ''];
      const sums = { claimId: 'claim', quantity: 999_999, unitRiel: 999_999_999, amountRiel: 9_999_999_999 };
      return { ...line, ...sums, patientNumber, memberNumber, slipNumber: `99-${12_345_670 + at}` };
    });
    const bytes = await fileOf('pdf', { ...few, lines: () => long });
    const rows = seenInRows(bytes).flat();
    for (const [at, line] of long.entries()) {
      const seen = (rows.find((row) => row.includes(line.slipNumber)) ?? []).join('');
      expect(seen, `row ${at + 1}`).toContain(line.patientNumber);
      expect(seen, `row ${at + 1}`).toContain(line.memberNumber);
      for (const sum of [999_999, 999_999_999, 9_999_999_999]) expect(seen, `row ${at + 1}`).toContain(riel(sum));
      expect(seen).not.toContain('…');
    }
  });

  it('says on every page of an open month that it is not closed', async () => {
    const mark = 'ខែនេះមិនទាន់បិទបញ្ជី៖ តួលេខអាចផ្លាស់ប្ដូរ';
    const open = readPdf(await fileOf('pdf', monthSource({ lines: 40, state: 'open' })));
    for (const texts of open) expect(texts).toContain(mark);
    for (const texts of pages) expect(texts).not.toContain(mark);
  });

  it('says on every page of a month that another desk closed that it is counted anew, and once what was closed', async () => {
    const mark = 'រាប់ឡើងវិញនៅតុនេះ៖ អាចខុសពីតួលេខដែលបានបិទបញ្ជី';
    const anew = readPdf(await fileOf('pdf', closedElsewhere()));
    for (const texts of anew) expect(texts).toContain(mark);
    for (const texts of pages) expect(texts).not.toContain(mark);
    expect(anew.flat().filter((text) => text.includes('52\u00a0000'))).toHaveLength(1);
  });
});

/** Figures that are counted anew, beside a closing whose lines are kept at another desk. */
function closedElsewhere(): ExportSource {
  const made = monthSource({ lines: 40 });
  const closing = must(made.report.closing, 'it is closed');
  const sums = { visits: 12, claims: 8, claimedRiel: 48_000, adjustmentsRiel: 4_000 };
  const told = { deskNumber: 3, digest: 'a'.repeat(64), ...sums };
  return { ...made, report: { ...made.report, closing: { ...closing, told } } };
}

const amountOf = (text: string) => Number(text.replaceAll('\u00a0', ''));

describe('the table of lines', () => {
  it('has one line a record, with quotes where they are needed, and runs as no formula', async () => {
    const text = (await fileOf('csv', source)).toString('utf8');
    expect(text.startsWith('\ufeff')).toBe(true);
    const [head = [], ...rows] = csvRows(text.slice(1));
    expect(head.slice(0, CSV_COLUMNS.length)).toEqual(CSV_COLUMNS);
    expect(rows.length).toBe(LINES);
    const at = (name: string) => head.indexOf(name);
    expect(rows.reduce((sum, row) => sum + Number(row[at('claimedRiel')]), 0)).toBe(claimedRiel);
    expect(rows.map((row) => row[at('nameKm')])).toEqual(lines.map(({ nameKm }) => nameKm ?? ''));
    const latin = rows.map((row) => row[at('nameLatin')] ?? '');
    expect(latin).toEqual(
      lines.map(({ nameLatin }) => (nameLatin === null ? '' : nameLatin.replace(/^[=+\-@＝]/, "'$&"))),
    );
    expect(latin.some((name) => name.startsWith("'="))).toBe(true);
    expect(latin).toContain("'＝1+1");
    expect(new Set(rows.map((row) => row[at('digest')]))).toEqual(new Set([source.report.digest]));
  });

  it('keeps a text whole whatever divides the columns of whoever reads it', async () => {
    const names = [
      'Keo;=1+1',
      'Keo\t=1+1',
      'Keo, =1+1',
      'Keo\r\n=1+1',
      'Keo\n=1+1',
      'Keo "=1+1"',
      '=1;2',
      '\t=1+1',
      'Keo=1',
    ];
    const few = monthSource({ lines: names.length });
    const named = [...few.lines()].map((line, at): MonthLine => ({ ...line, nameLatin: names[at] ?? null }));
    const text = (await fileOf('csv', { ...few, lines: () => named })).toString('utf8');
    const [head = [], ...rows] = csvRows(text.slice(1));
    const read = rows.map((row) => row[head.indexOf('nameLatin')]);
    expect(read).toEqual(names.map((name) => name.replace(/^[=\t]/, "'$&")));
    // What stands outside of quotes, as a reader sees it who divides by any of them.
    const bare = text.replaceAll(/"(?:[^"]|"")*"/g, '');
    expect(bare).not.toMatch(/[;\t]|(?<!\r)\n/);
    expect(bare.split(/[,\r\n]+/).filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
  });
});

/** What DHIS2's Web API documents for `POST /api/dataValueSets`; nothing else may be in it. */
const uid = z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/);
const dataValueSet = z.strictObject({
  dataSet: uid,
  completeDate: z.iso.date().optional(),
  period: z.string().regex(/^\d{4}(0[1-9]|1[0-2])$/),
  orgUnit: uid,
  attributeOptionCombo: uid.optional(),
  dataValues: z.array(
    z.strictObject({
      dataElement: uid,
      categoryOptionCombo: uid.optional(),
      value: z.string().regex(/^(0|[1-9]\d*)$/),
      comment: z.string().optional(),
    }),
  ),
});

describe('what goes to DHIS2', () => {
  const read = async (of: ExportSource) => dataValueSet.parse(JSON.parse((await fileOf('dhis2', of)).toString('utf8')));

  it('has every mapped figure once, where it belongs', async () => {
    const { dataValues, ...head } = await read(source);
    expect(head).toEqual({
      ...{ dataSet: MAPPING.dataSet, orgUnit: 'OuTonleKt04', period: '202610', completeDate: '2026-11-02' },
    });
    const sum = (of: readonly { value: string }[]) => of.reduce((total, { value }) => total + Number(value), 0);
    const isWomen = ({ dataElement }: { dataElement: string }) => dataElement === 'DeTonleFema';
    expect(sum(dataValues.filter(isWomen))).toBe(lines.filter(({ sex }) => sex === 'female').length);
    expect(sum(dataValues.filter((one) => !isWomen(one)))).toBe(LINES);
    expect(new Set(dataValues.map((one) => `${one.dataElement}.${one.categoryOptionCombo}`)).size).toBe(
      dataValues.length,
    );
  });

  it('does not call an open month complete', async () => {
    expect(await read(monthSource({ lines: 9, state: 'open' }))).not.toHaveProperty('completeDate');
    expect(await read(closedElsewhere())).not.toHaveProperty('completeDate');
  });

  it('adds figures that share a place', async () => {
    const elements = MAPPING.elements
      .filter(({ section }) => section === 'hc1-opd')
      .map((element) => ({ ...element, dataElement: 'DeTonleAll0', categoryOptionCombo: null }));
    const { dataValues } = await read({ ...source, mapping: { ...MAPPING, elements } });
    expect(dataValues).toEqual([{ dataElement: 'DeTonleAll0', value: String(LINES) }]);
  });

  it('sends a figure once to a place that the mapping names twice, and to each of two places', async () => {
    const { elements } = MAPPING;
    const [first] = elements;
    const doubled = { ...MAPPING, elements: [...elements, ...elements] };
    expect(await read({ ...source, mapping: doubled })).toEqual(await read(source));
    const elsewhere = { ...must(first, 'it has elements'), dataElement: 'DeTonleTwo0' };
    const { dataValues } = await read({ ...source, mapping: { ...MAPPING, elements: [...elements, elsewhere] } });
    const [value, again] = dataValues;
    expect([dataValues.length, again]).toEqual([elements.length + 1, { ...value, dataElement: 'DeTonleTwo0' }]);
    expect(Number(value?.value)).toBeGreaterThan(0);
  });

  it('names what has no place on the page about quality, in workbook and paper', async () => {
    const men = lines.filter(({ sex }) => sex === 'male').length;
    expect(unmappedOf(source.report, MAPPING)).toEqual([{ section: 'hc1-sex', row: 'male', column: null, value: men }]);
    const quality = readXlsx(await fileOf('xlsx', source))
      .at(-1)
      ?.rows.map((row) => row.map(({ value }) => value));
    expect(quality).toContainEqual(['hc1-sex', 'male', null, men]);
    const { section } = must(
      source.report.sections.find((one) => one.section.code === 'hc1-sex'),
      'it is counted',
    );
    const texts = readPdf(await fileOf('pdf', source)).flat();
    const at = texts.findLastIndex((text) => section.words.km.startsWith(text));
    expect(texts.slice(at).join(' ')).toMatch(new RegExp(`^${section.words.km} ប្រុស ${men}`));
  });
});
