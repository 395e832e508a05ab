import type { MonthReport } from '../../../../shared/month/record.ts';
import type { ExportSource } from '../source.ts';
import { monthWords, SAYS, warningsOf } from '../words.ts';
import { PdfFile } from './file.ts';
import { frontOf } from './front.ts';
import { linePages, linesOfMonth } from './lines.ts';
import { type Faces, MARGIN, type Page } from './page.ts';
import { Typeface } from './typeface.ts';

/** The font files of the paper: Noto Sans Khmer, whose Latin letters are those of Noto Sans. */
export interface FontFiles {
  regular: Uint8Array;
  bold: Uint8Array;
}

/** What a paper is set with. The shaper is loaded late, since most runs of a desk print nothing. */
export async function facesOf(fonts: FontFiles): Promise<Faces> {
  const hb = await import('harfbuzzjs');
  return { regular: new Typeface(hb, fonts.regular), bold: new Typeface(hb, fonts.bold) };
}

/** The paper of a month, page by page: A4, upright in front, across for the list of lines. */
export function* pdfOf(source: ExportSource, faces: Faces, onLine: (done: number) => void): Generator<Uint8Array> {
  const { report } = source;
  const file = new PdfFile([faces.regular, faces.bold], {
    title: `${report.facility.nameKm} · ${monthWords(report.month).km}`,
    at: report.asOf,
    identity: `${report.digest} ${report.asOf}`,
  });
  yield file.begin();
  const front = frontOf(source, faces).pages;
  const count = front.length + linePages(report.linesCount);
  let number = 0;
  const finished = (page: Page) => {
    number += 1;
    around(page, report, number, count);
    return file.page(page.operators, page.width, page.height);
  };
  for (const page of front) yield finished(page);
  for (const page of linesOfMonth(faces, source, onLine)) yield finished(page);
  yield file.end();
}

/** What every page says: whose, of which month, whether it is closed, by which digest, and which page it is. */
function around(page: Page, report: MonthReport, number: number, count: number): void {
  const { facility, month, digest } = report;
  const right = page.width - MARGIN;
  const top = MARGIN + 4;
  const who = `${facility.nameKm} (${facility.code}) · ${monthWords(month).km}`;
  page.text(who, MARGIN, top, { size: 8, colour: 'faint' });
  const marks = warningsOf(report).map(({ km }) => km);
  page.text(marks.join(' · '), right, top, { size: 8, isBold: true, colour: 'alarm', align: 'right' });
  page.line(MARGIN, top + 7, right, top + 7);
  const foot = page.height - MARGIN + 4;
  page.line(MARGIN, foot - 12, right, foot - 12);
  page.text(`${SAYS.digest.km} ${digest}`, MARGIN, foot, { size: 6.5, colour: 'faint' });
  const place = `${SAYS.page.km} ${number} / ${count} · ${SAYS.page.en} ${number} of ${count}`;
  page.text(place, right, foot, { size: 7.5, align: 'right' });
}
