import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { riel } from '../../electron/node/exports/words.ts';
import { zipOf } from '../../electron/node/exports/xlsx/zip.ts';
import { searchFold } from '../../shared/base/text.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { monthSource, NAMES_KM } from '../support/month-source.ts';
import { fileOf } from '../support/paper.ts';
import { unzip } from '../support/read-xlsx.ts';

/**
 * What other programs make of the files: the tools of Poppler read the paper, LibreOffice opens the workbook and counts
 * its formulas by itself. Where they are not installed, `files.test.ts` alone holds the files to the figures.
 */
const isThere = (program: string, word: string) => spawnSync(program, [word]).status === 0;
const hasPoppler = isThere('pdftotext', '-v') && isThere('pdffonts', '-v');
const hasOffice = isThere('soffice', '--version');
if (!hasPoppler) console.warn('pdftotext is not installed here, so the paper was not read by it.');
if (!hasOffice) console.warn('LibreOffice is not installed here, so the workbook was not opened by it.');

const folder = newFolder('exports');
afterAll(() => removeFolder(folder));
const source = monthSource({ lines: 120, seed: 21 });
const lines = [...source.lines()];
const claimedRiel = lines.reduce((sum, line) => sum + line.claimedRiel, 0);

function run(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

describe.skipIf(!hasPoppler)('the paper, read by Poppler', () => {
  it('has its figures, and its Khmer in the order in which it is written', async () => {
    const paper = join(folder, 'month.pdf');
    writeFileSync(paper, await fileOf('pdf', source));
    // It gives the spaces that do not break as spaces that do.
    const text = run('pdftotext', '-layout', paper, '-');
    const said = (amount: number) => riel(amount).replaceAll('\u00a0', ' ');
    // What is not in the marks but drawn comes in the order of the glyphs; so all of it is in the marks.
    for (const words of ['អ្នករៀបចំ', 'អ្នកត្រួតពិនិត្យ', 'សង្ខេបការទាមទារ', 'ពិគ្រោះជំងឺក្រៅ']) expect(text).toContain(words);
    const folded = searchFold(text);
    for (const name of NAMES_KM) expect(folded).toContain(searchFold(name));
    for (const amount of [claimedRiel, source.report.payableRiel]) expect(text).toContain(said(amount));
    const sums = [...text.matchAll(/សរុបទំព័រនេះ · Total of this page +([\d ]+)/g)];
    expect(sums.reduce((sum, [, amount = '']) => sum + Number(amount.replaceAll(' ', '')), 0)).toBe(claimedRiel);
    const fonts = run('pdffonts', paper).trim().split('\n').slice(2);
    expect(fonts.length).toBe(2);
    // Embedded, and with characters for its glyphs.
    for (const font of fonts) expect(font).toMatch(/NotoSansKhmer\S* +CID TrueType +Identity-H +yes +\S+ +yes/);
  });
});

describe.skipIf(!hasOffice)('the workbook, opened by LibreOffice', () => {
  it('comes to the same sums when it is counted anew, with the same Khmer', async () => {
    const book = join(folder, 'month.xlsx');
    writeFileSync(book, withoutKeptSums(await fileOf('xlsx', source)));
    // Comma, quotes, UTF-8, every sheet into a file of its own.
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    run('soffice', profile, '--headless', '--convert-to', filter, '--outdir', folder, book);
    const sheets = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    expect(sheets.length).toBe(5);
    const sheet = (ending: string) =>
      readFileSync(join(folder, sheets.find((name) => name.endsWith(`${ending}.csv`)) ?? ''), 'utf8').replaceAll(
        '"',
        '',
      );
    const list = sheet('Lines').trim().split('\n');
    expect(list.at(-1)?.split(',')).toContain(String(claimedRiel));
    expect(list.join('\n').normalize()).toContain('ព្រះសីហនុ ស្រីមុំ');
    expect(sheet('Claims').trim().split('\n').at(-1)).toMatch(new RegExp(`,${source.report.payableRiel},*$`));
    expect(sheet('Adjustments')).toContain(',66000');
    expect(sheet('Activity')).toContain(`,${lines.length}`);
  }, 120_000);
});

/** The same workbook without the values that lie beside its formulas, so that whoever shows one has counted it. */
function withoutKeptSums(workbook: Uint8Array): Uint8Array {
  const entries = [...unzip(workbook)].map(([name, content]) => ({
    name,
    content: [
      Buffer.from(
        Buffer.from(content)
          .toString('utf8')
          .replace(/(<\/f>)<v>[^<]*<\/v>/g, '$1'),
      ),
    ],
  }));
  return Buffer.concat([...zipOf(entries)]);
}
