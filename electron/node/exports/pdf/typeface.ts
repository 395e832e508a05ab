import type { Font, Buffer as HbBuffer } from 'harfbuzzjs';

type HarfBuzz = typeof import('harfbuzzjs');

/** A glyph at its place: advance and offsets in thousandths of the size. */
export interface Glyph {
  id: number;
  advance: number;
  /** What of the advance is not the glyph's own width. */
  extra: number;
  dx: number;
  dy: number;
}
export interface Shaped {
  text: string;
  /** In thousandths of the size. */
  width: number;
  /** Where each glyph is one character in the order of the text: the glyphs, four hex digits each. */
  plain: string | null;
  /** Where it is not: the glyphs with their places. */
  glyphs: readonly Glyph[];
}

const PLAIN = /^[\x20-\x7e\u00a0]*$/;
const KHMER_RUNS = /[\u1780-\u17ff\u19e0-\u19ff\u200b-\u200d]+|[^\u1780-\u17ff\u19e0-\u19ff\u200b-\u200d]+/g;
/** Names of people and places come again and again; so many words and texts are remembered. */
const KEPT_MAX = 1_000;

/**
 * A font file and the shaping of texts in it. Khmer is not written in the order of its characters: subscripts take other
 * shapes, a vowel may stand before its consonant or around it. HarfBuzz does that as browsers do.
 */
export class Typeface {
  readonly bytes: Uint8Array;
  readonly unitsPerEm: number;
  readonly ascender: number;
  readonly descender: number;
  /** Of every glyph that was used: its width in thousandths, and the characters that it stands for as far as it has some. */
  readonly used = new Map<number, { width: number; text: string }>();
  readonly #hb: HarfBuzz;
  readonly #font: Font;
  readonly #buffer: HbBuffer;
  readonly #nominal = new Map<number, string>();
  readonly #kept = new Map<string, Shaped>();
  readonly #letters = new Map<string, { id: number; width: number; hex: string }>();

  constructor(hb: HarfBuzz, bytes: Uint8Array) {
    this.#hb = hb;
    this.bytes = bytes;
    const face = new hb.Face(new hb.Blob(bytes));
    this.unitsPerEm = face.upem;
    this.#font = new hb.Font(face);
    this.#font.setScale(1000, 1000);
    this.#buffer = new hb.Buffer();
    const { ascender, descender } = this.#font.hExtents();
    this.ascender = ascender;
    this.descender = descender;
    for (const character of face.collectUnicodes()) {
      const id = this.#font.nominalGlyph(character);
      if (id !== undefined && !this.#nominal.has(id)) this.#nominal.set(id, String.fromCodePoint(character));
    }
  }

  shape(text: string): Shaped {
    return PLAIN.test(text) ? this.#plain(text) : this.#joined(text);
  }

  /** In the unit of `size`. */
  widthOf(text: string, size: number): number {
    return (this.shape(text).width * size) / 1000;
  }

  /** Digits, ids and English have one glyph a letter and need no shaping. */
  #plain(text: string): Shaped {
    let plain = '';
    let width = 0;
    for (const letter of text) {
      const glyph = this.#letter(letter);
      plain += glyph.hex;
      width += glyph.width;
    }
    return { text, width, plain, glyphs: [] };
  }

  #letter(letter: string): { id: number; width: number; hex: string } {
    const kept = this.#letters.get(letter);
    if (kept !== undefined) return kept;
    const id = this.#font.nominalGlyph(letter.codePointAt(0) ?? 0) ?? 0;
    const glyph = { id, width: this.#use(id, letter), hex: hexOf(id) };
    this.#letters.set(letter, glyph);
    return glyph;
  }

  #joined(text: string): Shaped {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    const glyphs: Glyph[] = [];
    let width = 0;
    for (const word of text.split(/(?<= )/)) {
      for (const [run] of word.matchAll(KHMER_RUNS)) {
        const shaped = PLAIN.test(run) ? this.#placed(run) : this.#run(run);
        glyphs.push(...shaped.glyphs);
        width += shaped.width;
      }
    }
    return this.#keep({ text, width, plain: null, glyphs });
  }

  /** Plain letters beside Khmer ones. */
  #placed(text: string): Shaped {
    const letters = [...text].map((letter) => this.#letter(letter));
    const glyphs = letters.map(({ id, width }) => ({ id, advance: width, extra: 0, dx: 0, dy: 0 }));
    return { text, width: letters.reduce((sum, { width }) => sum + width, 0), plain: null, glyphs };
  }

  #run(text: string): Shaped {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    this.#buffer.reset();
    this.#buffer.addText(text);
    this.#buffer.guessSegmentProperties();
    this.#hb.shape(this.#font, this.#buffer);
    const infos = this.#buffer.getGlyphInfosAndPositions();
    this.#learn(text, infos);
    let width = 0;
    const glyphs = infos.map(({ codepoint: id, xAdvance = 0, xOffset = 0, yOffset = 0 }) => {
      width += xAdvance;
      return { id, advance: xAdvance, extra: xAdvance - this.#use(id, ''), dx: xOffset, dy: yOffset };
    });
    return this.#keep({ text, width, plain: null, glyphs });
  }

  #keep(shaped: Shaped): Shaped {
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
    this.#kept.set(shaped.text, shaped);
    return shaped;
  }

  /** A glyph with no character of its own (a subscript, a ligature) stands for what the others of its cluster leave over. */
  #learn(text: string, infos: readonly { codepoint: number; cluster: number }[]): void {
    const starts = [...new Set(infos.map(({ cluster }) => cluster))].sort((a, b) => a - b);
    for (const [at, start] of starts.entries()) {
      let rest = text.slice(start, starts[at + 1] ?? text.length);
      const unnamed: number[] = [];
      for (const { codepoint: id, cluster } of infos) {
        if (cluster !== start) continue;
        const own = this.#nominal.get(id);
        if (own !== undefined) rest = rest.replace(own, '');
        else unnamed.push(id);
        this.#use(id, own ?? '');
      }
      const [first] = unnamed;
      const used = first === undefined ? undefined : this.used.get(first);
      if (used !== undefined && used.text === '') used.text = rest;
    }
  }

  #use(id: number, text: string): number {
    const used = this.used.get(id);
    if (used !== undefined) return used.width;
    const width = this.#font.glyphHAdvance(id);
    this.used.set(id, { width, text });
    return width;
  }
}

/** A glyph as a content stream names it. */
export const hexOf = (id: number) => id.toString(16).padStart(4, '0');
