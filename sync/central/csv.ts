/**
 * Comma-separated text as registers export it (RFC 4180), read as a stream: quotes, doubled quotes inside them, CRLF,
 * a byte order mark. One difference is meant: a record ends at the end of its line even inside quotes, because no column
 * here holds a line break, and so a quote that nobody closed spoils one line and not the rest of the file.
 */
export interface CsvLine {
  /** From 1, as an editor counts. */
  line: number;
  /** Null where the line cannot be read; then `problem` says why. */
  cells: string[] | null;
  problem: string | null;
}

export const CSV_LINE_CHARS_MAX = 64 * 1024;

/** The lines of a file that are not empty. Memory is bounded by the largest chunk and the longest line that is allowed. */
export async function* csvLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvLine[]> {
  const decoder = new TextDecoder('utf-8');
  const splitter = new LineSplitter();
  for await (const chunk of chunks) yield splitter.take(decoder.decode(chunk, { stream: true }));
  yield splitter.end(decoder.decode());
}

class LineSplitter {
  #rest = '';
  #line = 0;
  /** The rest of a line that is too long is thrown away until it ends. */
  #isSkipping = false;

  take(text: string): CsvLine[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const read = lines.flatMap((line) => this.#read(line));
    if (this.#rest.length > CSV_LINE_CHARS_MAX) {
      if (!this.#isSkipping) read.push(tooLong(this.#line + 1));
      this.#isSkipping = true;
      this.#rest = '';
    }
    return read;
  }

  end(text: string): CsvLine[] {
    const read = this.take(text);
    return this.#rest === '' ? read : [...read, ...this.#read(this.#rest)];
  }

  #read(text: string): CsvLine[] {
    this.#line += 1;
    if (this.#isSkipping) {
      this.#isSkipping = false;
      return [];
    }
    if (text.length > CSV_LINE_CHARS_MAX) return [tooLong(this.#line)];
    const bare = text.endsWith('\r') ? text.slice(0, -1) : text;
    const clean = this.#line === 1 && bare.startsWith('\uFEFF') ? bare.slice(1) : bare;
    if (clean.trim() === '') return [];
    const cells = cellsOf(clean);
    return [
      { line: this.#line, cells, problem: cells === null ? 'a quotation mark is not closed on this line' : null },
    ];
  }
}

function tooLong(line: number): CsvLine {
  return { line, cells: null, problem: `the line is longer than ${CSV_LINE_CHARS_MAX} characters` };
}

/** The cells of one line, or null where a quote is not closed or something follows its end. */
export function cellsOf(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = line[at] === '"' ? quotedCell(line, at) : plainCell(line, at);
    if (cell === null) return null;
    cells.push(cell.text);
    if (cell.end === line.length) return cells;
    if (line[cell.end] !== ',') return null;
    at = cell.end + 1;
  }
}

function plainCell(line: string, at: number): { text: string; end: number } {
  const comma = line.indexOf(',', at);
  const end = comma === -1 ? line.length : comma;
  return { text: line.slice(at, end), end };
}

function quotedCell(line: string, at: number): { text: string; end: number } | null {
  let text = '';
  let from = at + 1;
  for (;;) {
    const quote = line.indexOf('"', from);
    if (quote === -1) return null;
    text += line.slice(from, quote);
    if (line[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    from = quote + 2;
  }
}

/** A cell as it is written: quoted where it has to be. */
export function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
