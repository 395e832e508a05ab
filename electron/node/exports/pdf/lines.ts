import type { MonthLine, MonthReport } from '../../../../shared/month/record.ts';
import { checkedLines, type ExportSource } from '../source.ts';
import {
  CLAIM_STATE_WORDS,
  categoryWords,
  dayWords,
  keyWords,
  PAYER_WORDS,
  type PaperWords,
  riel,
  SAYS,
  SHORT_SEX,
  wordsOf,
} from '../words.ts';
import { cutTo, TIGHT_LEADING, wholeIn } from './fitting.ts';
import { A4, type Faces, MARGIN, Page, type SetText, setLines, setText } from './page.ts';
import { FOOT_HEIGHT, HEAD_HEIGHT } from './paper.ts';
import type { Typeface } from './typeface.ts';

interface LineColumn {
  words: PaperWords;
  width: number;
  isRight?: true;
  /** What is in it tells one record from another, or is a sum: it is never cut. */
  isWhole?: true;
  textOf(line: MonthLine, report: MonthReport): string;
}

const COLUMNS: readonly LineColumn[] = [
  { words: SAYS.position, width: 30, isRight: true, isWhole: true, textOf: ({ position }) => riel(position) },
  { words: SAYS.day, width: 46, isWhole: true, textOf: ({ serviceDate }) => dayWords(serviceDate) },
  { words: SAYS.slip, width: 56, isWhole: true, textOf: ({ slipNumber }) => slipNumber },
  { words: SAYS.patient, width: 72, isWhole: true, textOf: ({ patientNumber }) => patientNumber },
  { words: SAYS.nameKm, width: 106, textOf: ({ nameKm, nameLatin }) => nameKm ?? nameLatin ?? '' },
  { words: SAYS.sex, width: 18, textOf: ({ sex }) => SHORT_SEX[sex].km },
  { words: SAYS.age, width: 22, isRight: true, isWhole: true, textOf: ({ ageYears }) => String(ageYears) },
  {
    words: SAYS.category,
    width: 98,
    textOf: ({ category, service }, report) =>
      (category === null ? keyWords(report, service) : categoryWords(report, category)).km,
  },
  { words: SAYS.payer, width: 62, textOf: ({ payer }) => wordsOf(PAYER_WORDS, payer).km },
  { words: SAYS.member, width: 68, isWhole: true, textOf: ({ memberNumber }) => memberNumber ?? '' },
  {
    words: SAYS.quantity,
    width: 28,
    isRight: true,
    isWhole: true,
    textOf: ({ claimId, quantity }) => (claimId === null ? '' : riel(quantity)),
  },
  {
    words: SAYS.unit,
    width: 42,
    isRight: true,
    isWhole: true,
    textOf: ({ claimId, unitRiel }) => (claimId === null ? '' : riel(unitRiel)),
  },
  {
    words: SAYS.amount,
    width: 46,
    isRight: true,
    isWhole: true,
    textOf: ({ claimId, amountRiel }) => (claimId === null ? '' : riel(amountRiel)),
  },
  {
    words: SAYS.state,
    width: 44,
    textOf: ({ state }) => (state === null ? '' : wordsOf(CLAIM_STATE_WORDS, state).km),
  },
  { words: SAYS.claimedRiel, width: 46, isRight: true, isWhole: true, textOf: ({ claimedRiel }) => riel(claimedRiel) },
];

const SIZE = 7;
const ROW = 12.5;
const HEAD_ROW = 34;
/** Between the head and the first row, whose signs stand high. */
const GAP = 2;
const TOP = MARGIN + HEAD_HEIGHT;
const TITLE = 18;
/** Brought forward above the rows; total of the page and carried forward below. */
const SUM_ROWS = 3;
const PAD = 3;
/** Above and below what stands on several lines in one row. */
const GAP_IN_ROW = 0.75;
const ROWS_A_PAGE = Math.floor((A4.short - TOP - TITLE - HEAD_ROW - GAP - MARGIN - FOOT_HEIGHT - SUM_ROWS * ROW) / ROW);
/** Of a column, so many texts are kept as they are drawn: states, payers and days come on every page again. */
const KEPT_MAX = 500;
const SCALE = (A4.long - 2 * MARGIN) / COLUMNS.reduce((sum, { width }) => sum + width, 0);

/** How many pages the list takes; at least one, which says that it is empty. */
export function linePages(linesCount: number): number {
  return Math.max(1, Math.ceil(linesCount / ROWS_A_PAGE));
}

/** The list of lines, page by page, each with its total and the sum that goes on to the next one. */
export function* linesOfMonth(faces: Faces, source: ExportSource, onLine: (done: number) => void): Generator<Page> {
  const list = checkedLines(source, onLine);
  const pages = linePages(source.report.linesCount);
  const cells = new Cells(faces);
  let brought = 0;
  let line = list.next();
  for (let number = 1; number <= pages || line.done !== true; number += 1) {
    const sheet = new LinesPage(faces, cells, source.report, brought, number === 1);
    for (let row = 0; row < ROWS_A_PAGE && line.done !== true; row += 1) {
      sheet.add(line.value);
      line = list.next();
    }
    brought = sheet.end(line.done === true);
    yield sheet.page;
  }
}

/** The texts of cells, as they fit into their column. */
class Cells {
  readonly #faces: Faces;
  readonly #kept = COLUMNS.map(() => new Map<string, SetText>());

  constructor(faces: Faces) {
    this.#faces = faces;
  }

  of(column: number, whole: string, width: number): SetText {
    const kept = this.#kept[column];
    const known = kept?.get(whole);
    if (known !== undefined) return known;
    const face = this.#faces.regular;
    const isWhole = COLUMNS[column]?.isWhole === true;
    const set = isWhole ? setWhole(face, whole, width) : setText(face, cutTo(face, whole, SIZE, width), SIZE, whole);
    if (kept !== undefined && kept.size >= KEPT_MAX) kept.clear();
    kept?.set(whole, set);
    return set;
  }
}

function setWhole(face: Typeface, text: string, width: number): SetText {
  const { lines, size } = wholeIn(face, text, SIZE, width, ROW - 2 * GAP_IN_ROW);
  if (lines.length === 1) return setText(face, text, size);
  return setLines(face, lines, { size, leading: size * TIGHT_LEADING, beside: SIZE });
}

class LinesPage {
  readonly page: Page;
  readonly #cells: Cells;
  readonly #faces: Faces;
  readonly #report: MonthReport;
  readonly #brought: number;
  #sum = 0;
  #y = TOP;

  constructor(faces: Faces, cells: Cells, report: MonthReport, brought: number, isFirst: boolean) {
    this.#faces = faces;
    this.#cells = cells;
    this.#report = report;
    this.#brought = brought;
    this.page = new Page(faces, true);
    this.page.text(`${SAYS.lines.km} · ${SAYS.lines.en}`, MARGIN, this.#y + 12, { size: 10, isBold: true });
    this.#y += TITLE;
    this.#head();
    this.#y += GAP;
    if (!isFirst) this.#sumRow(SAYS.brought, brought);
  }

  add(line: MonthLine): void {
    const texts: [left: number, text: SetText][] = [];
    let x = MARGIN;
    for (const [column, { width: share, isRight = false, textOf }] of COLUMNS.entries()) {
      const width = share * SCALE;
      const whole = textOf(line, this.#report);
      if (whole !== '') {
        const text = this.#cells.of(column, whole, width - 2 * PAD);
        texts.push([isRight ? x + width - PAD - text.width : x + PAD, text]);
      }
      x += width;
    }
    this.page.row(texts, this.#y + SIZE * 1.2, SIZE);
    this.#y += ROW;
    this.page.line(MARGIN, this.#y, this.page.width - MARGIN, this.#y, 0.3);
    this.#sum += line.claimedRiel;
  }

  /** @returns the sum of this page and of all before it */
  end(isLast: boolean): number {
    const total = this.#brought + this.#sum;
    this.#sumRow(SAYS.pageTotal, this.#sum);
    this.#sumRow(isLast ? SAYS.allLines : SAYS.carried, total);
    return total;
  }

  #sumRow({ km, en }: PaperWords, amount: number): void {
    const right = this.page.width - MARGIN;
    this.page.fill(MARGIN, this.#y, right - MARGIN, ROW, 'total');
    const amountX = right - PAD;
    const style = { size: SIZE, isBold: true, align: 'right' } as const;
    this.page.text(`${km} · ${en}`, right - 80, this.#y + SIZE * 1.2, style);
    this.page.text(riel(amount), amountX, this.#y + SIZE * 1.2, style);
    this.#y += ROW;
    this.page.line(MARGIN, this.#y, right, this.#y, 0.3);
  }

  #head(): void {
    let x = MARGIN;
    for (const { words, width: share } of COLUMNS) {
      const width = share * SCALE;
      this.page.fill(x, this.#y, width, HEAD_ROW, 'head');
      this.page.frame(x, this.#y, width, HEAD_ROW);
      for (const [at, line] of headLines(this.#faces, words, width - 2).entries()) {
        this.page.text(line.text, x + width / 2, this.#y + 9 + at * 10, {
          size: line.isKhmer ? 6.5 : 5.5,
          isBold: line.isKhmer,
          colour: line.isKhmer ? 'ink' : 'faint',
          align: 'center',
        });
      }
      x += width;
    }
    this.#y += HEAD_ROW;
  }
}

/** At most two lines of Khmer and one of English. */
function headLines(faces: Faces, { km, en }: PaperWords, width: number): { text: string; isKhmer: boolean }[] {
  const [first = '', ...rest] = km.split(/ (?=\()/);
  const khmer = [first, ...rest].map((text) => ({ text: cutTo(faces.bold, text, 6.5, width), isKhmer: true }));
  return [...khmer.slice(0, 2), { text: cutTo(faces.regular, en.replace(/ \(.*/, ''), 5.5, width), isKhmer: false }];
}
