import type { PaperWords } from '../words.ts';
import { linesOf } from './fitting.ts';
import { type Faces, MARGIN, Page } from './page.ts';

/** A column of a table: its share of the width, and how its cells stand. */
export interface Column {
  words: PaperWords;
  share: number;
  align?: 'left' | 'right';
}
export interface TableRow {
  cells: readonly string[];
  isTotal?: boolean;
}

/** The head of a table with all its lines broken, and how high it is. */
interface SetHead {
  km: readonly string[][];
  en: readonly string[][];
  sizes: { khmer: number; english: number };
  height: number;
}
interface SetRow {
  lines: readonly string[][];
  isTotal: boolean;
  height: number;
}

const BODY_SIZE = 8;
const USUAL = { khmer: 7.5, english: 6.5 };
/** A table of more columns has a smaller head, so that no word is broken. */
const DENSE_FROM = 10;
const DENSE = { khmer: 6.5, english: 5.2 };
const HEADING = 28;
/** Khmer has signs above and subscripts below: a line needs this much of its size. */
const LEADING = 1.65;
const PAD = 3;
/** How far below the upper edge of its line a text stands. */
const BASELINE = 1.16;

/** What is above and below the content of each page: drawn when it is known how many pages there are. */
export const HEAD_HEIGHT = 26;
export const FOOT_HEIGHT = 22;

/** Content that flows from page to page: headings, texts, tables with their heads repeated. */
export class Paper {
  readonly pages: Page[] = [];
  readonly faces: Faces;
  #y = 0;

  constructor(faces: Faces) {
    this.faces = faces;
    this.newPage();
  }

  get page(): Page {
    const page = this.pages.at(-1);
    if (page === undefined) throw new Error('a paper has a page');
    return page;
  }
  get width(): number {
    return this.page.width - 2 * MARGIN;
  }
  get y(): number {
    return this.#y;
  }

  newPage(): void {
    this.pages.push(new Page(this.faces, false));
    this.#y = MARGIN + HEAD_HEIGHT;
  }

  /** Begins a new page where less than `height` is left. */
  need(height: number): void {
    if (this.#y + height > this.page.height - MARGIN - FOOT_HEIGHT) this.newPage();
  }

  skip(height: number): void {
    this.#y += height;
  }

  heading(words: PaperWords, detail = ''): void {
    this.need(HEADING + 30);
    this.skip(8);
    const text = words.km === words.en ? words.km : `${words.km} · ${words.en}`;
    this.page.text(`${text}${detail}`, MARGIN, this.#y + 13, { size: 10.5, isBold: true });
    this.skip(HEADING - 8);
  }

  /** One line, or as many as it needs. */
  paragraph(text: string, style: { size?: number; colour?: 'ink' | 'faint' | 'alarm'; isBold?: boolean } = {}): void {
    const { size = BODY_SIZE, colour = 'ink', isBold = false } = style;
    for (const line of linesOf(isBold ? this.faces.bold : this.faces.regular, text, size, this.width)) {
      this.need(size * LEADING);
      this.page.text(line, MARGIN, this.#y + size * BASELINE, { size, colour, isBold });
      this.skip(size * LEADING);
    }
  }

  /** A table stays on one page with its heading where it can; where it cannot, its head is repeated. */
  table(columns: readonly Column[], rows: readonly TableRow[], heading: PaperWords | null = null): void {
    const total = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => (share * this.width) / total);
    const head = this.#headOf(columns, widths);
    const body = rows.map((row) => this.#rowOf(row, widths));
    const height = (heading === null ? 0 : HEADING) + head.height + body.reduce((sum, row) => sum + row.height, 0);
    const whole = this.page.height - 2 * MARGIN - HEAD_HEIGHT - FOOT_HEIGHT;
    this.need(height <= whole ? height : HEADING + head.height + 4 * BODY_SIZE * LEADING);
    if (heading !== null) this.heading(heading);
    this.#drawHead(head, widths);
    for (const row of body) {
      if (this.#y + row.height > this.page.height - MARGIN - FOOT_HEIGHT) {
        this.newPage();
        this.#drawHead(head, widths);
      }
      this.#drawRow(row, columns, widths);
    }
    this.skip(4);
  }

  #headOf(columns: readonly Column[], widths: readonly number[]): SetHead {
    const sizes = columns.length > DENSE_FROM ? DENSE : USUAL;
    const km = columns.map(({ words }, at) => this.#wrapped(words.km, sizes.khmer, true, widths[at] ?? 0));
    const en = columns.map(({ words }, at) =>
      words.en === words.km ? [] : this.#wrapped(words.en, sizes.english, false, widths[at] ?? 0),
    );
    const heights = km.map(
      (lines, at) => lines.length * sizes.khmer * LEADING + (en[at]?.length ?? 0) * sizes.english * 1.3,
    );
    return { km, en, sizes, height: Math.max(...heights) + PAD * 1.5 };
  }

  #drawHead({ km, en, sizes, height }: SetHead, widths: readonly number[]): void {
    let x = MARGIN;
    for (const [at, width] of widths.entries()) {
      this.page.fill(x, this.#y, width, height, 'head');
      this.page.frame(x, this.#y, width, height);
      let y = this.#y + PAD / 2;
      const centre = { x: x + width / 2, align: 'center' } as const;
      for (const line of km[at] ?? []) {
        const style = { size: sizes.khmer, isBold: true, align: centre.align };
        this.page.text(line, centre.x, y + sizes.khmer * BASELINE, style);
        y += sizes.khmer * LEADING;
      }
      for (const line of en[at] ?? []) {
        const style = { size: sizes.english, colour: 'faint', align: centre.align } as const;
        this.page.text(line, centre.x, y + sizes.english, style);
        y += sizes.english * 1.3;
      }
      x += width;
    }
    this.skip(height);
  }

  #rowOf({ cells, isTotal = false }: TableRow, widths: readonly number[]): SetRow {
    const lines = cells.map((text, at) => this.#wrapped(text, BODY_SIZE, isTotal, widths[at] ?? 0));
    return { lines, isTotal, height: Math.max(1, ...lines.map(({ length }) => length)) * BODY_SIZE * LEADING + PAD };
  }

  #drawRow({ lines, isTotal, height }: SetRow, columns: readonly Column[], widths: readonly number[]): void {
    let x = MARGIN;
    for (const [at, width] of widths.entries()) {
      if (isTotal) this.page.fill(x, this.#y, width, height, 'total');
      this.page.frame(x, this.#y, width, height);
      const isRight = columns[at]?.align === 'right';
      const style = { size: BODY_SIZE, isBold: isTotal, align: isRight ? 'right' : 'left' } as const;
      for (const [line, text] of (lines[at] ?? []).entries()) {
        const baseline = this.#y + PAD / 2 + line * BODY_SIZE * LEADING + BODY_SIZE * BASELINE;
        this.page.text(text, isRight ? x + width - PAD : x + PAD, baseline, style);
      }
      x += width;
    }
    this.skip(height);
  }

  #wrapped(text: string, size: number, isBold: boolean, width: number): string[] {
    return linesOf(isBold ? this.faces.bold : this.faces.regular, text, size, width - 2 * PAD);
  }
}
