import { CLOCK_FLAGS } from '../../shared/base/clock.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { DEPTH_MAX } from './columns.ts';
import { readColumns } from './columns-read.ts';
import { Content } from './columns-tree.ts';
import { type Columns, writeColumns } from './columns-write.ts';
import { FrameFault, type FrameTools } from './frame-tools.ts';
import { type WireChange, wireChange } from './sync.ts';
import { ByteReader, ByteWriter, Malformed } from './varint.ts';

/** How many characters a frame may come to when it is unpacked, and how many bytes of texts come out of the compressor. */
export const FRAME_TEXT_MAX = 32 * 1024 * 1024;
const TEXTS_BYTES_MAX = 8 * 1024 * 1024;
/** What comes after so many characters of contents is not taken apart: no batch of records is so large. */
const APART_CHARACTERS_MAX = 4 * 1024 * 1024;

/** Where a message has its records. */
export type RecordsIn = 'changes' | 'records';

interface Entry {
  kind: string;
  content: string;
  hash?: string;
}

/** A message packed, before it gets its head and its signature; or as it was taken out from between them. */
export interface PackedBody {
  method: number;
  /** The hash of the dictionary (8 bytes). */
  dictionary: Uint8Array;
  bytes: Uint8Array;
}

/**
 * body = length of the texts | texts, packed | bits. The hash of a record is left out where it is that of its content,
 * as it is of every record that this program makes.
 * @throws FrameFault `too-large`
 */
export function packBody(tools: FrameTools, message: object, where: RecordsIn): PackedBody {
  const { texts, bits } = columnsFor(tools, message, where);
  if (texts.length > TEXTS_BYTES_MAX) throw new FrameFault('too-large');
  const { method, dictionary, bytes } = tools.compress(texts);
  const writer = new ByteWriter();
  writer.block(bytes);
  writer.bytes(bits);
  return { method, dictionary, bytes: writer.done() };
}

function columnsFor(tools: FrameTools, message: object, where: RecordsIn): Columns {
  let characters = 0;
  const shortened = (isTakenApart: boolean) =>
    mapEntries(message as Record<string, unknown>, where, (entry) => {
      const { content, hash, ...rest } = entry;
      characters += content.length;
      const own = hash === tools.sha256Hex(content) ? {} : { hash };
      const apart = isTakenApart && characters <= APART_CHARACTERS_MAX ? contentOf(entry) : null;
      return { ...rest, ...own, content: apart ?? content };
    });
  const shorter = shortened(true);
  if (characters > FRAME_TEXT_MAX / 2) throw new FrameFault('too-large');
  try {
    return writeColumns(shorter);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    // Contents that are like no records, each with keys of its own: they travel as the texts that they are.
    return writeColumns(shortened(false));
  }
}

/** @throws FrameFault or Malformed */
export function openBody(
  tools: FrameTools,
  { method, dictionary, bytes }: PackedBody,
  where: RecordsIn,
): { value: unknown; contents: (() => unknown)[]; isHashed: boolean[] } {
  const reader = new ByteReader(bytes);
  const packed = reader.block();
  const texts = tools.expand(method, dictionary, packed, TEXTS_BYTES_MAX);
  const { message, contents: made } = readColumns(texts, reader.bytes(reader.left), FRAME_TEXT_MAX);
  const contents: (() => unknown)[] = [];
  const isHashed: boolean[] = [];
  const whole = mapEntries(message as Record<string, unknown>, where, (entry) => {
    if (typeof entry?.content !== 'string') throw new Malformed('a record without content');
    const { content } = entry;
    const object = made.get(entry);
    contents.push(object === undefined ? () => parsed(content) : () => object);
    const isOwn = entry.hash === undefined;
    isHashed.push(isOwn);
    entry.hash ??= tools.sha256Hex(content);
    return where === 'changes' ? checkedChange(entry, isOwn) : entry;
  });
  return { value: whole, contents, isHashed };
}

/** The message with each of its records made into another; the message itself is not changed. */
function mapEntries(message: Record<string, unknown>, where: RecordsIn, map: (entry: Entry) => object): object {
  if (message === null || typeof message !== 'object') throw new Malformed('no message');
  if (where === 'changes') return { ...message, changes: listOf(message.changes).map(map) };
  const { records } = message;
  if (records === null || records === undefined) return message;
  return { ...message, records: { ...records, list: listOf((records as Record<string, unknown>).list).map(map) } };
}

function listOf(list: unknown): Entry[] {
  if (!Array.isArray(list)) throw new Malformed('no list of records');
  return list;
}

/** A content taken apart, or null for one that would not come to exactly the same text again. */
function contentOf({ kind, content }: Entry): Content | null {
  if (content.includes('"__proto__"')) return null;
  try {
    const value: unknown = JSON.parse(content);
    if (value === null || typeof value !== 'object' || Array.isArray(value) || isDeeperThan(value, DEPTH_MAX))
      return null;
    // The runtime's own JSON is the canonical one of an object whose keys are in order, and is made several times as fast.
    const shown = isInOrder(value) ? JSON.stringify(value) : canonicalJson(value);
    return shown === content ? new Content(kind, value) : null;
  } catch {
    return null;
  }
}

const HEX_8 = /^[0-9a-f]{8}$/;
const HEX_32 = /^[0-9a-f]{32}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const { kind: KIND, recordId: RECORD_ID, content: CONTENT, madeAt: MADE_AT } = wireChange.shape;
const CHARACTERS = {
  kind: KIND.maxLength ?? 0,
  recordId: RECORD_ID.maxLength ?? 0,
  content: CONTENT.maxLength ?? 0,
  madeAt: MADE_AT.maxLength ?? 0,
};

/** As `wireChange.parse`, which takes twenty times as long; it is asked where this cannot say yes. */
function checkedChange(entry: Entry & Partial<WireChange>, isHashed: boolean): WireChange {
  if (isWireChange(entry, isHashed)) return entry;
  const read = wireChange.safeParse(entry);
  if (!read.success) throw new Malformed('a change of another shape');
  return read.data;
}

function isWireChange(entry: Partial<WireChange>, isHashed: boolean): entry is WireChange {
  const { incarnation, seq, kind, recordId, version, hash, content, madeAt, hlc, clockFlag, baseHash } = entry;
  return (
    Object.keys(entry).length === 11 &&
    isHex(HEX_32, incarnation) &&
    isCount(seq, 1) &&
    isShort(kind, CHARACTERS.kind) &&
    isShort(recordId, CHARACTERS.recordId) &&
    recordId.length > 0 &&
    isCount(version, 1) &&
    (isHashed || isHex(HEX_64, hash)) &&
    isShort(content, CHARACTERS.content) &&
    isShort(madeAt, CHARACTERS.madeAt) &&
    isCount(hlc, 0) &&
    CLOCK_FLAGS.some((flag) => flag === clockFlag) &&
    (baseHash === null || isHex(HEX_8, baseHash))
  );
}

function isHex(shape: RegExp, value: unknown): value is string {
  return typeof value === 'string' && shape.test(value);
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isCount(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

/** Whether all objects of a parsed value have their keys in the order of canonical JSON. */
function isInOrder(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before: string | null = null;
  for (const [key, member] of Object.entries(value)) {
    if ((before !== null && key < before) || !isInOrder(member)) return false;
    before = key;
  }
  return true;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
