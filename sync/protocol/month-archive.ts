import { z } from 'zod';
import { asciiBytes, asciiText, joinBytes } from '../../shared/base/ascii.ts';
import { startSha256 } from '../../shared/base/hash.ts';
import { monthText } from '../../shared/eligibility/record.ts';
import { facilityCode } from '../../shared/facility/record.ts';
import { MONTH_STATES } from '../../shared/month/record.ts';
import type { Sign } from './frame.ts';
import {
  bytesOfHex,
  isEqual,
  KEY_ID_BYTES,
  keyIdOf,
  opened,
  SealFault,
  type SealingKeys,
  type SealTools,
  sealed,
} from './seal.ts';

/**
 * A month's files in one, for mail or a stick (`.tonle-month`). In front lies what everybody may read and the device has
 * signed: of which month it is, what is in it, and the hash of all that follows. Then the files one after the other,
 * sealed under a key of this archive, which is itself sealed to the centre and to the desk that made it (HPKE).
 *
 *     'TONLMONT' | version 1 | signature (64) | manifest: JSON and spaces (4096)
 *     'TONLMSEA' | version 1 | twice: key id (8), enc (32), sealed key (48) | salt (32) | chunks as in `seal.ts`
 *
 * So anybody can tell that it is whole, and whose; who has one of the two keys reads it. The manifest says nothing of any
 * patient. What was changed, cut or exchanged does not pass.
 */
export const ARCHIVE_ENDING = 'tonle-month';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const fileBytes = z.int().min(0).max(1_000_000_000);

export const archiveManifest = z.strictObject({
  format: z.literal(1),
  facility: facilityCode,
  isPractice: z.boolean(),
  deviceId: z.uuid(),
  deskNumber: z.int().min(1).max(99),
  /** The raw Ed25519 key that has signed this. Whose it is, the centre knows. */
  deviceKey: hex32,
  month: monthText,
  state: z.enum(MONTH_STATES),
  revision: z.int().min(0),
  /** Of the report that all files were made from. */
  digest: hex32,
  /** A moment; printed for whoever looks at a file of anybody. */
  asOf: z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/),
  /** In the order in which they lie in the archive. */
  files: z
    .array(z.strictObject({ name: z.string().regex(/^[a-z0-9][A-Za-z0-9.-]{0,99}$/), bytes: fileBytes, sha256: hex32 }))
    .min(1)
    .max(16)
    .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, 'each file has a name of its own'),
  /** All that follows the manifest. */
  sealed: z.strictObject({ bytes: fileBytes, sha256: hex32 }),
});
export type ArchiveManifest = z.infer<typeof archiveManifest>;
export type ArchivedFile = ArchiveManifest['files'][number];

const HEAD_MAGIC = asciiBytes('TONLMONT');
const BODY_MAGIC = asciiBytes('TONLMSEA');
const VERSION = new Uint8Array([1]);
const PURPOSE = asciiBytes('tonle month|');
const SIGNATURE_BYTES = 64;
const MANIFEST_BYTES = 4096;
const PREFIX_BYTES = HEAD_MAGIC.length + VERSION.length;
export const ARCHIVE_HEAD_BYTES = PREFIX_BYTES + SIGNATURE_BYTES + MANIFEST_BYTES;

const KEY_BYTES = 32;
const SEALED_KEY_BYTES = KEY_BYTES + 16;
const RECIPIENT_BYTES = KEY_ID_BYTES + KEY_BYTES + SEALED_KEY_BYTES;
const BODY_HEAD_BYTES = PREFIX_BYTES + 2 * RECIPIENT_BYTES + KEY_BYTES;
const NOTHING = new Uint8Array(0);

export function packArchiveHead(sign: Sign, manifest: ArchiveManifest): Uint8Array {
  const text = JSON.stringify(archiveManifest.parse(manifest));
  const body = asciiBytes(text.padEnd(MANIFEST_BYTES));
  if (body.length !== MANIFEST_BYTES) throw new RangeError('a manifest has its fixed size');
  return joinBytes(HEAD_MAGIC, VERSION, sign(joinBytes(PURPOSE, body)), body);
}

export type VerifyBytes = (publicKey: Uint8Array, signed: Uint8Array, signature: Uint8Array) => boolean;

/** @throws SealFault */
function openHead(head: Uint8Array, verify: VerifyBytes): ArchiveManifest {
  if (!isEqual(head.subarray(0, HEAD_MAGIC.length), HEAD_MAGIC)) throw new SealFault('not-a-file');
  if (head.length > HEAD_MAGIC.length && head[HEAD_MAGIC.length] !== VERSION[0]) throw new SealFault('newer');
  if (head.length < ARCHIVE_HEAD_BYTES) throw new SealFault('cut');
  const signature = head.subarray(PREFIX_BYTES, PREFIX_BYTES + SIGNATURE_BYTES);
  const body = head.subarray(PREFIX_BYTES + SIGNATURE_BYTES);
  const read = archiveManifest.safeParse(parseOr(asciiText(body)));
  if (!read.success) throw new SealFault('damaged');
  if (!verify(bytesOfHex(read.data.deviceKey), joinBytes(PURPOSE, body), signature)) throw new SealFault('damaged');
  return read.data;
}

/**
 * Reads an archive through, without any key: whether it is as the device that it names has signed it.
 * @throws SealFault
 */
export async function checkArchive(file: AsyncIterable<Uint8Array>, verify: VerifyBytes): Promise<ArchiveManifest> {
  const parts = await headAndRest(file);
  const manifest = openHead(parts.head, verify);
  const hash = startSha256();
  let bytes = 0;
  for await (const piece of parts.rest) {
    hash.add(piece);
    bytes += piece.length;
  }
  if (bytes < manifest.sealed.bytes) throw new SealFault('cut');
  if (bytes > manifest.sealed.bytes || hash.hex() !== manifest.sealed.sha256) throw new SealFault('damaged');
  return manifest;
}

/** What follows the head, for both recipients. */
export async function* sealArchive(
  tools: SealTools,
  to: { centre: Uint8Array; own: Uint8Array },
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const key = tools.random(KEY_BYTES);
  const salt = tools.random(KEY_BYTES);
  const prefix = joinBytes(BODY_MAGIC, VERSION);
  const recipients = [to.centre, to.own].map((publicKey) => {
    const keyId = keyIdOf(tools, publicKey);
    const { enc, context } = tools.toHolderOf(publicKey, joinBytes(prefix, keyId));
    return joinBytes(keyId, enc, context.seal(key, NOTHING));
  });
  yield joinBytes(prefix, ...recipients, salt);
  yield* sealed(tools.shared(key, salt, prefix), content);
}

/** A piece of one of the files; its last piece has `isEnd`. Only then it is known to be what the manifest says. */
export interface ArchivedPiece {
  file: ArchivedFile;
  bytes: Uint8Array;
  isEnd: boolean;
}

/**
 * The files of an archive that `checkArchive` has let through, piece by piece, each held to the manifest.
 * @throws SealFault `other-centre` where it is sealed to nobody here
 */
export async function* openArchive(
  tools: SealTools,
  keys: SealingKeys,
  manifest: ArchiveManifest,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<ArchivedPiece> {
  const { rest } = await headAndRest(file);
  const content = opened(rest, BODY_HEAD_BYTES, BODY_MAGIC, (head) => {
    const prefix = head.subarray(0, PREFIX_BYTES);
    return tools.shared(contentKey(tools, keys, head), head.subarray(-KEY_BYTES), prefix);
  });
  const reader = new PieceReader(content);
  for (const one of manifest.files) {
    const hash = startSha256();
    for (let left = one.bytes; ; ) {
      const bytes = await reader.next(left);
      left -= bytes.length;
      hash.add(bytes);
      if (left === 0 && hash.hex() !== one.sha256) throw new SealFault('damaged');
      yield { file: one, bytes, isEnd: left === 0 };
      if (left === 0) break;
    }
  }
  if (!(await reader.isAtEnd())) throw new SealFault('damaged');
}

function contentKey(tools: SealTools, keys: SealingKeys, head: Uint8Array): Uint8Array {
  const own = keyIdOf(tools, keys.publicKey);
  for (let number = 0; number < 2; number += 1) {
    const start = PREFIX_BYTES + number * RECIPIENT_BYTES;
    const keyId = head.subarray(start, start + KEY_ID_BYTES);
    if (!isEqual(keyId, own)) continue;
    const enc = head.subarray(start + KEY_ID_BYTES, start + KEY_ID_BYTES + KEY_BYTES);
    const info = joinBytes(head.subarray(0, PREFIX_BYTES), keyId);
    const sealedKey = head.subarray(start + RECIPIENT_BYTES - SEALED_KEY_BYTES, start + RECIPIENT_BYTES);
    const key = tools.asHolder(keys, enc, info)?.open(sealedKey, NOTHING) ?? null;
    if (key === null) throw new SealFault('damaged');
    return key;
  }
  throw new SealFault('other-centre');
}

/** Takes a stream apart at places that are not those of its pieces. */
class PieceReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = NOTHING;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `bytesMax`, but none where none is wanted. @throws SealFault where there are no more */
  async next(bytesMax: number): Promise<Uint8Array> {
    if (bytesMax > 0 && (await this.isAtEnd())) throw new SealFault('damaged');
    const bytes = this.#piece.subarray(0, bytesMax);
    this.#piece = this.#piece.subarray(bytes.length);
    return bytes;
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return true;
      this.#piece = next.value;
    }
    return false;
  }
}

async function headAndRest(
  file: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const source = file[Symbol.asyncIterator]();
  let head: Uint8Array = NOTHING;
  while (head.length < ARCHIVE_HEAD_BYTES) {
    const next = await source.next();
    if (next.done === true) break;
    head = joinBytes(head, next.value);
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    if (head.length > ARCHIVE_HEAD_BYTES) yield head.subarray(ARCHIVE_HEAD_BYTES);
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  return { head: head.subarray(0, ARCHIVE_HEAD_BYTES), rest: rest() };
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
