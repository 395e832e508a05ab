import { createHash } from 'node:crypto';
import type { ReadDb } from '../../../shared/base/db.ts';
import type { ReadingWatch } from '../../../shared/base/reading.ts';
import { archiveKeysOf, centreKeysOf, deskOf, deviceKeysOf } from '../../../shared/facility/store.ts';
import { sealTools } from '../../../sync/node/seal-tools.ts';
import { signerOf } from '../../../sync/node/signatures.ts';
import {
  ARCHIVE_HEAD_BYTES,
  type ArchivedFile,
  type ArchiveManifest,
  packArchiveHead,
  sealArchive,
} from '../../../sync/protocol/month-archive.ts';
import { bytesOfHex } from '../../../sync/protocol/seal.ts';
import { writeWhole } from '../stick-files.ts';
import { hasPlace } from './dhis2.ts';
import type { Faces } from './pdf/page.ts';
import { piecesOf, progressOf, watched } from './pieces.ts';
import { type ExportSource, fileNameOf } from './source.ts';

/** What each kind of file is called, between the month and the digest, and its ending. */
export const FILE_KINDS = {
  xlsx: ['report', 'xlsx'],
  pdf: ['report', 'pdf'],
  csv: ['lines', 'csv'],
  dhis2: ['dhis2', 'json'],
} as const;

/**
 * Writes all files of a month into one, signed by this desk and sealed to its centre and to itself. Nothing of them lies
 * on the disk unsealed. The keys are random, so two archives of one month differ; the files in them do not.
 * @returns how many bytes it has
 */
export async function writeArchive(
  source: ExportSource,
  faces: Faces,
  db: ReadDb,
  path: string,
  watch: ReadingWatch,
): Promise<number> {
  const keys = keysOf(db);
  const files: ArchivedFile[] = [];
  const body = createHash('sha256');
  let bodyBytes = 0;
  async function* whole(): AsyncGenerator<Uint8Array> {
    // The manifest takes this place when it is known what follows it.
    yield new Uint8Array(ARCHIVE_HEAD_BYTES);
    for await (const piece of sealArchive(sealTools, keys.to, contentOf(source, faces, files, watch))) {
      body.update(piece);
      bodyBytes += piece.length;
      yield piece;
    }
  }
  return writeWhole(whole(), path, () => {
    const { facility, isPractice, deskNumber, month, state, revision, digest, asOf } = source.report;
    const manifest: ArchiveManifest = {
      ...{ format: 1, facility: facility.code, isPractice, deviceId: keys.deviceId, deskNumber },
      ...{ deviceKey: keys.device.publicKey, month, state, revision, digest, asOf, files },
      sealed: { bytes: bodyBytes, sha256: body.digest('hex') },
    };
    return packArchiveHead(signerOf(keys.device.privateKey), manifest);
  });
}

async function* contentOf(
  source: ExportSource,
  faces: Faces,
  files: ArchivedFile[],
  watch: ReadingWatch,
): AsyncGenerator<Uint8Array> {
  const { report, mapping } = source;
  const kinds = hasPlace(mapping, report.facility.code)
    ? (['xlsx', 'pdf', 'csv', 'dhis2'] as const)
    : (['xlsx', 'pdf', 'csv'] as const);
  for (const [at, kind] of kinds.entries()) {
    const hash = createHash('sha256');
    let bytes = 0;
    const pieces = piecesOf(kind, source, faces, progressOf(watch, report.linesCount, at, kinds.length));
    yield* watched(pieces, watch, (piece) => {
      hash.update(piece);
      bytes += piece.length;
    });
    files.push({
      name: fileNameOf({ ...report, facility: report.facility.code }, FILE_KINDS[kind]),
      bytes,
      sha256: hash.digest('hex'),
    });
  }
}

/** The desk has them all before the job begins (`exports.ts`). */
function keysOf(db: ReadDb) {
  const centre = centreKeysOf(db)?.sealing ?? null;
  const own = archiveKeysOf(db);
  const device = deviceKeysOf(db);
  const desk = deskOf(db);
  if (centre === null || own === null || device === null || desk === null)
    throw new Error('an archive is begun when its keys are there');
  return { to: { centre: bytesOfHex(centre), own: bytesOfHex(own.publicKey) }, device, deviceId: desk.deviceId };
}
