import { fontName, utf16 } from './file.ts';
import { hexOf, type Shaped, type Typeface } from './typeface.ts';

/** A4 in points. */
export const A4 = { short: 595.28, long: 841.89 } as const;
export const MARGIN = 30;
export const COLOURS = {
  ink: '0.1 0.1 0.12',
  faint: '0.4 0.44 0.47',
  alarm: '0.7 0.15 0.12',
  rule: '0.62 0.66 0.68',
  head: '0.87 0.92 0.95',
  total: '0.94 0.94 0.94',
} as const;
export type Colour = keyof typeof COLOURS;

/** The two weights of the paper's font, in the order of the file's fonts. */
export interface Faces {
  regular: Typeface;
  bold: Typeface;
}
export interface TextStyle {
  size: number;
  isBold?: boolean;
  colour?: Colour;
  align?: 'left' | 'right' | 'center';
}

/** A text that is shaped once and drawn wherever it comes again. */
export interface SetText {
  /** The operators that show it, but for font, colour and place. */
  shown: string;
  size: number;
  /** In points. */
  width: number;
  /** How far its first line stands above the baseline of its row, in points: 0 for one line. */
  rise: number;
}

/** @param whole what a reader gets who copies the text, where what is seen was cut short */
export function setText(face: Typeface, text: string, size: number, whole = text): SetText {
  const shaped = face.shape(text);
  const shown = shownOf(shaped, size);
  const isItself = shaped.plain !== null && whole === text;
  return { shown: isItself ? shown : copiedAs(whole, shown), size, width: (shaped.width * size) / 1000, rise: 0 };
}

/** Of its size, about: how high digits and capitals stand. */
const CAPITAL = 0.71;

/**
 * Lines close below each other, around the middle of what is written beside them in another size; who copies them gets
 * one text.
 */
export function setLines(
  face: Typeface,
  lines: readonly string[],
  { size, leading, beside }: { size: number; leading: number; beside: number },
): SetText {
  const shaped = lines.map((line) => face.shape(line));
  const shown = shaped.map((line) => shownOf(line, size)).join(` 0 ${short(-leading)} Td `);
  const width = (Math.max(...shaped.map((line) => line.width)) * size) / 1000;
  const rise = ((lines.length - 1) * leading + (beside - size) * CAPITAL) / 2;
  return { shown: copiedAs(lines.join(''), shown), size, width, rise };
}

function copiedAs(whole: string, shown: string): string {
  return `/Span<</ActualText<${utf16(whole)}>>>BDC ${shown} EMC`;
}

/** What is drawn on one page; y counts from the upper edge, in points. */
export class Page {
  readonly width: number;
  readonly height: number;
  readonly #faces: Faces;
  #operators: string[] = [];

  constructor(faces: Faces, isLandscape: boolean) {
    this.#faces = faces;
    this.width = isLandscape ? A4.long : A4.short;
    this.height = isLandscape ? A4.short : A4.long;
  }

  get operators(): string {
    return this.#operators.join('\n');
  }

  /** A line of text; `baseline` is where its letters stand. */
  text(text: string, x: number, baseline: number, style: TextStyle): void {
    if (text === '') return;
    const { size, isBold = false, colour = 'ink', align = 'left' } = style;
    const set = setText(isBold ? this.#faces.bold : this.#faces.regular, text, size);
    const left = align === 'left' ? x : align === 'right' ? x - set.width : x - set.width / 2;
    const place = `1 0 0 1 ${short(left)} ${short(this.height - baseline)} Tm`;
    this.#operators.push(`BT /${fontName(isBold ? 1 : 0)} ${size} Tf ${COLOURS[colour]} rg ${place} ${set.shown} ET`);
  }

  /** Texts beside each other on one line, each with the x of its left end: a page of small cells is mostly this. */
  row(texts: readonly (readonly [left: number, text: SetText])[], baseline: number, size: number): void {
    const end = ` ${short(this.height - baseline)} Tm `;
    let row = `BT /${fontName(0)} ${size} Tf ${COLOURS.ink} rg`;
    let now = size;
    for (const [left, text] of texts) {
      if (text.size !== now) row += ` /${fontName(0)} ${text.size} Tf`;
      now = text.size;
      const place = text.rise === 0 ? end : ` ${short(this.height - baseline + text.rise)} Tm `;
      row += ` 1 0 0 1 ${short(left)}${place}${text.shown}`;
    }
    this.#operators.push(`${row} ET`);
  }

  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    this.#operators.push(`${COLOURS[colour]} rg ${this.#box(x, y, width, height)} re f`);
  }

  frame(x: number, y: number, width: number, height: number): void {
    this.#operators.push(`0.5 w ${COLOURS.rule} RG ${this.#box(x, y, width, height)} re S`);
  }

  line(fromX: number, fromY: number, toX: number, toY: number, points = 0.5): void {
    const from = `${short(fromX)} ${short(this.height - fromY)} m`;
    const to = `${short(toX)} ${short(this.height - toY)} l`;
    this.#operators.push(`${points} w ${COLOURS.rule} RG ${from} ${to} S`);
  }

  #box(x: number, y: number, width: number, height: number): string {
    return `${short(x)} ${short(this.height - y - height)} ${short(width)} ${short(height)}`;
  }
}

/** Two decimals at most. Put together of whole numbers, which takes a third of the time that a broken one takes. */
function short(points: number): string {
  const cents = Math.round(Math.abs(points) * 100);
  const rest = cents % 100;
  const whole = `${points < 0 && cents > 0 ? '-' : ''}${(cents - rest) / 100}`;
  if (rest === 0) return whole;
  return rest % 10 === 0 ? `${whole}.${rest / 10}` : rest < 10 ? `${whole}.0${rest}` : `${whole}.${rest}`;
}

/** The glyphs as operators: moved aside within `TJ`, raised or lowered with `Ts`. */
function shownOf({ plain, glyphs }: Shaped, size: number): string {
  if (plain !== null) return `<${plain}> Tj`;
  let shown = '';
  let row = '';
  let hex = '';
  let rise = 0;
  const endHex = () => {
    if (hex !== '') row += `<${hex}>`;
    hex = '';
  };
  const endRow = () => {
    endHex();
    if (row !== '') shown += `[${row}] TJ `;
    row = '';
  };
  const move = (thousandths: number) => {
    if (thousandths === 0) return;
    endHex();
    row += String(-thousandths);
  };
  for (const { id, extra, dx, dy } of glyphs) {
    if (dy !== rise) {
      endRow();
      rise = dy;
      shown += `${short((rise * size) / 1000)} Ts `;
    }
    move(dx);
    hex += hexOf(id);
    move(extra - dx);
  }
  endRow();
  return rise === 0 ? shown : `${shown}0 Ts`;
}
