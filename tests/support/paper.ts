import { readFileSync } from 'node:fs';
import { paperFontsBeside } from '../../electron/node/build.ts';
import type { Faces } from '../../electron/node/exports/pdf/page.ts';
import { facesOf } from '../../electron/node/exports/pdf/report.ts';
import { piecesOf } from '../../electron/node/exports/pieces.ts';
import type { ExportSource } from '../../electron/node/exports/source.ts';
import type { ExportKind } from '../../shared/month/contract.ts';

export function paperFaces(): Promise<Faces> {
  const { regular, bold } = paperFontsBeside(import.meta.url);
  return facesOf({ regular: readFileSync(regular), bold: readFileSync(bold) });
}

/** A file as bytes; paper is set with fonts of its own each time, so that nothing of one file stays for the next. */
export async function fileOf(kind: Exclude<ExportKind, 'archive'>, source: ExportSource): Promise<Buffer> {
  const faces = kind === 'pdf' ? await paperFaces() : null;
  return Buffer.concat([...piecesOf(kind, source, faces, () => undefined)]);
}
