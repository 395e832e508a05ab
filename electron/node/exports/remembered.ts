import type { MonthLine } from '../../../shared/month/record.ts';

const LINES_A_PIECE = 500;

/**
 * Lines that are read from the database once, however many files are made of them: what the first file was made of is
 * remembered as UTF-8, some 600 bytes a line, and not as objects, which are five times as large.
 */
export function rememberedLines(read: () => Iterable<MonthLine>): () => Iterable<MonthLine> {
  let remembered: Buffer[] | null = null;
  function* first(): Generator<MonthLine> {
    const pieces: Buffer[] = [];
    let piece: MonthLine[] = [];
    const end = () => {
      pieces.push(Buffer.from(JSON.stringify(piece)));
      piece = [];
    };
    for (const line of read()) {
      if (piece.push(line) === LINES_A_PIECE) end();
      yield line;
    }
    end();
    remembered = pieces;
  }
  function* again(pieces: readonly Buffer[]): Generator<MonthLine> {
    for (const piece of pieces) yield* JSON.parse(piece.toString()) as MonthLine[];
  }
  return () => (remembered === null ? first() : again(remembered));
}
