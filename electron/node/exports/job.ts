import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReadDb } from '../../../shared/base/db.ts';
import type { ReadingJob, ReadingWatch } from '../../../shared/base/reading.ts';
import { packById } from '../../../shared/claims/pack-store.ts';
import type { ExportKind } from '../../../shared/month/contract.ts';
import { type MadeLines, monthLines } from '../../../shared/month/lines-store.ts';
import { monthReportOf } from '../../../shared/month/report-store.ts';
import { writeWhole } from '../stick-files.ts';
import { writeArchive } from './archive.ts';
import type { Faces } from './pdf/page.ts';
import { type FontFiles, facesOf } from './pdf/report.ts';
import { facesFor, piecesOf, progressOf, watched } from './pieces.ts';
import type { ExportSource } from './source.ts';

export interface ExportWish {
  kind: ExportKind;
  month: string;
  asOf: string;
  /** A report that was written before, and the moment that its files say. */
  known: { digest: string; asOf: string };
  today: string;
  /** Where the file lies when it is whole; beside it lies a `.part` while it is written. */
  path: string;
  /** For paper; null where none is asked for. */
  fonts: FontFiles | null;
}

export interface ExportMade {
  bytes: number;
  sha256: string;
  /** Of the report that was written, which is the one of this moment. */
  digest: string;
}

/** Writes a file of a month from one moment of the database: whole, or not at all. */
export const exportJob: ReadingJob<ExportWish, ExportMade> = {
  name: 'exports.write',
  lane: 'long',
  async work(db, wish, watch) {
    const source = sourceOf(db, wish, watch);
    const faces = wish.fonts === null ? null : await facesOf(wish.fonts);
    return { ...(await writeExport(source, wish, faces, db, watch)), digest: source.report.digest };
  },
};

function sourceOf(db: ReadDb, { month, kind, asOf, known, today }: ExportWish, watch: ReadingWatch): ExportSource {
  const found = monthReportOf(db, { month, asOf, today }, watch);
  if (found === null) throw new Error('a desk has a facility before it exports anything');
  const report = found.digest === known.digest ? { ...found, asOf: known.asOf } : found;
  const pack = report.packId === null ? null : packById(db, report.packId);
  // Three files of an archive have the lines.
  const made: MadeLines | null = kind === 'archive' ? new Map() : null;
  return { report, mapping: pack?.dhis2 ?? null, lines: () => monthLines(db, month, watch, made) };
}

async function writeExport(
  source: ExportSource,
  { kind, path }: ExportWish,
  faces: Faces | null,
  db: ReadDb,
  watch: ReadingWatch,
): Promise<{ bytes: number; sha256: string }> {
  if (kind === 'archive') {
    const bytes = await writeArchive(source, facesFor(faces), db, path, watch);
    return { bytes, sha256: await hashOf(path) };
  }
  const onLine = progressOf(watch, source.report.linesCount);
  const pieces = piecesOf(kind, source, faces, onLine);
  const hash = createHash('sha256');
  const bytes = await writeWhole(
    watched(pieces, watch, (piece) => hash.update(piece)),
    path,
  );
  return { bytes, sha256: hash.digest('hex') };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}
