import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { localTimeOf } from '../source.ts';
import type { Typeface } from './typeface.ts';

export interface PdfAbout {
  title: string;
  /** The moment that the content is of. */
  at: string;
  /** What makes this file another one than every other. */
  identity: string;
}

/** Twice as fast as the usual level for a tenth more bytes. */
const LEVEL = 3;
const CATALOG = 1;
const PAGES = 2;
const INFO = 3;
/** Each font is five objects: itself, its glyphs' part, its description, its file, its characters. */
const FIRST_FONT = 4;
const OBJECTS_OF_FONT = 5;

/** Content streams name fonts so: F0, F1. */
export const fontName = (index: number) => `F${index}`;

/**
 * A PDF (ISO 32000-1) as it is written, page by page: nothing is kept of a page but where it begins. Dates and ids come
 * from the content, so that the same content gives the same bytes.
 */
export class PdfFile {
  readonly #faces: readonly Typeface[];
  readonly #about: PdfAbout;
  readonly #offsets: number[] = [0];
  readonly #pages: number[] = [];
  /** Where a page's operators become bytes: one place for all pages, or each would leave its own behind. */
  #scratch = Buffer.alloc(0);
  #length = 0;
  #next: number;

  constructor(faces: readonly Typeface[], about: PdfAbout) {
    this.#faces = faces;
    this.#about = about;
    this.#next = FIRST_FONT + faces.length * OBJECTS_OF_FONT;
  }

  begin(): Uint8Array {
    // The second line has bytes above 127, so that nobody takes the file for text.
    return this.#counted(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  /** @param operators the page's content stream, ASCII */
  page(operators: string, width: number, height: number): Uint8Array {
    const content = this.#next;
    this.#next += 2;
    this.#pages.push(content + 1);
    const fonts = this.#faces.map((_, at) => `/${fontName(at)} ${this.#fontId(at)} 0 R`).join(' ');
    const page =
      `<</Type/Page/Parent ${PAGES} 0 R/MediaBox[0 0 ${width} ${height}]` +
      `/Resources<</Font<<${fonts}>>>>/Contents ${content} 0 R>>`;
    return Buffer.concat([this.#stream(content, this.#inScratch(operators), ''), this.#object(content + 1, page)]);
  }

  #inScratch(operators: string): Uint8Array {
    if (this.#scratch.length < operators.length) this.#scratch = Buffer.alloc(operators.length * 2);
    return this.#scratch.subarray(0, this.#scratch.write(operators, 'latin1'));
  }

  end(): Uint8Array {
    const kids = this.#pages.map((page) => `${page} 0 R`).join(' ');
    const parts = [
      ...this.#faces.flatMap((face, at) => this.#font(face, this.#fontId(at))),
      this.#object(PAGES, `<</Type/Pages/Count ${this.#pages.length}/Kids[${kids}]>>`),
      this.#object(INFO, this.#info()),
      this.#object(CATALOG, `<</Type/Catalog/Pages ${PAGES} 0 R/Lang(km)/ViewerPreferences<</DisplayDocTitle true>>>>`),
    ];
    return Buffer.concat([...parts, this.#trailer()]);
  }

  #info(): string {
    const [day = '', time = ''] = localTimeOf(this.#about.at).split('T');
    const date = `(D:${day.replaceAll('-', '')}${time.slice(0, 8).replaceAll(':', '')}+07'00')`;
    const title = utf16(this.#about.title);
    return `<</Title<${title}>/Creator(Tonle)/Producer(Tonle)/CreationDate${date}/ModDate${date}>>`;
  }

  #trailer(): Uint8Array {
    const start = this.#length;
    const size = this.#next;
    const rows = Array.from({ length: size - 1 }, (_, at) => `${pad(this.#offsets[at + 1] ?? 0)} 00000 n \n`);
    const id = createHash('sha256').update(this.#about.identity).digest('hex').slice(0, 32);
    return this.#counted(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}` +
          `trailer\n<</Size ${size}/Root ${CATALOG} 0 R/Info ${INFO} 0 R/ID[<${id}><${id}>]>>\nstartxref\n${start}\n%%EOF\n`,
        'latin1',
      ),
    );
  }

  #fontId(index: number): number {
    return FIRST_FONT + index * OBJECTS_OF_FONT;
  }

  /** The whole font file goes along: leaving out what is not used would save 40 kB. */
  #font(face: Typeface, id: number): Uint8Array[] {
    const name = `NotoSansKhmer-${id}`;
    const used = [...face.used].sort(([a], [b]) => a - b);
    const widths = used.map(([glyph, { width }]) => `${glyph}[${width}]`).join(' ');
    const system = '/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>';
    return [
      this.#object(
        id,
        `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[${id + 1} 0 R]/ToUnicode ${id + 4} 0 R>>`,
      ),
      this.#object(
        id + 1,
        `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}${system}/FontDescriptor ${id + 2} 0 R/CIDToGIDMap/Identity/DW 0/W[${widths}]>>`,
      ),
      this.#object(
        id + 2,
        `<</Type/FontDescriptor/FontName/${name}/Flags 4/FontBBox[-987 -691 1834 1155]/ItalicAngle 0` +
          `/Ascent ${face.ascender}/Descent ${face.descender}/CapHeight 714/StemV 80/FontFile2 ${id + 3} 0 R>>`,
      ),
      this.#stream(id + 3, face.bytes, `/Length1 ${face.bytes.length}`),
      this.#stream(id + 4, Buffer.from(toUnicode(used), 'latin1'), ''),
    ];
  }

  #object(id: number, body: string): Uint8Array {
    this.#offsets[id] = this.#length;
    return this.#counted(Buffer.from(`${id} 0 obj\n${body}\nendobj\n`, 'latin1'));
  }

  #stream(id: number, content: Uint8Array, more: string): Uint8Array {
    const packed = deflateSync(content, { level: LEVEL });
    this.#offsets[id] = this.#length;
    return this.#counted(
      Buffer.concat([
        Buffer.from(`${id} 0 obj\n<</Filter/FlateDecode/Length ${packed.length}${more}>>\nstream\n`, 'latin1'),
        packed,
        Buffer.from('\nendstream\nendobj\n', 'latin1'),
      ]),
    );
  }

  #counted(bytes: Uint8Array): Uint8Array {
    this.#length += bytes.length;
    return bytes;
  }
}

const pad = (offset: number) => String(offset).padStart(10, '0');

/** UTF-16 with its mark in hex, as PDF writes text that is not Latin. */
export function utf16(text: string): string {
  let hex = 'feff';
  for (let at = 0; at < text.length; at += 1) hex += text.charCodeAt(at).toString(16).padStart(4, '0');
  return hex;
}

/** A mapping may have so many lines (Adobe Technical Note 5411). */
const LINES_MAX = 100;

/** What the glyphs stand for one by one. The order of a Khmer text is not in it: that is in each text's `ActualText`. */
function toUnicode(used: readonly [number, { text: string }][]): string {
  const known = used.filter(([, { text }]) => text !== '');
  const blocks: string[] = [];
  for (let at = 0; at < known.length; at += LINES_MAX) {
    const lines = known
      .slice(at, at + LINES_MAX)
      .map(([glyph, { text }]) => `<${glyph.toString(16).padStart(4, '0')}><${utf16(text).slice(4)}>\n`);
    blocks.push(`${lines.length} beginbfchar\n${lines.join('')}endbfchar\n`);
  }
  return (
    '/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n' +
    '/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n' +
    `1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n${blocks.join('')}` +
    'endcmap CMapName currentdict/CMap defineresource pop end end\n'
  );
}
