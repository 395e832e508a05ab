import { ReadingCancelled, type ReadingWatch } from '../../../shared/base/reading.ts';
import type { ExportKind } from '../../../shared/month/contract.ts';
import { csvOf } from './csv.ts';
import { dhis2Of } from './dhis2.ts';
import type { Faces } from './pdf/page.ts';
import { pdfOf } from './pdf/report.ts';
import type { ExportSource } from './source.ts';
import { xlsxOf } from './xlsx/report.ts';

/** The bytes of one file. */
export function piecesOf(
  kind: Exclude<ExportKind, 'archive'>,
  source: ExportSource,
  faces: Faces | null,
  onLine: (done: number) => void,
): Iterable<Uint8Array> {
  switch (kind) {
    case 'xlsx':
      return xlsxOf(source, onLine);
    case 'pdf':
      return pdfOf(source, facesFor(faces), onLine);
    case 'csv':
      return csvOf(source, onLine);
    case 'dhis2':
      return dhis2Of(source);
  }
}

export function facesFor(faces: Faces | null): Faces {
  if (faces === null) throw new Error('paper needs its fonts');
  return faces;
}

/** Not more often than anybody can see. */
const LINES_A_WORD = 500;

/** Says how far the lines are, when a file is the `part`th of so many. */
export function progressOf(watch: ReadingWatch, lines: number, part = 0, parts = 1): (done: number) => void {
  return (done) => {
    if (done % LINES_A_WORD !== 0 && done !== lines) return;
    watch.progress(Math.floor((part * lines + done) / parts), lines);
  };
}

/** A page or some rows of a sheet are a few thousand bytes; each write of its own would be a wait of its own. */
const GATHERED_BYTES = 128 * 1024;

/** Passes the pieces of a file on in larger ones while somebody still wants it. @throws ReadingCancelled */
export async function* watched(
  pieces: Iterable<Uint8Array>,
  watch: ReadingWatch,
  onPiece: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  const next = () => {
    const [only] = gathered;
    const piece = gathered.length === 1 && only !== undefined ? only : Buffer.concat(gathered, bytes);
    gathered = [];
    bytes = 0;
    onPiece(piece);
    return piece;
  };
  for (const piece of pieces) {
    if (watch.isCancelled()) throw new ReadingCancelled();
    gathered.push(piece);
    bytes += piece.length;
    if (bytes >= GATHERED_BYTES) yield next();
  }
  if (bytes > 0) yield next();
}
