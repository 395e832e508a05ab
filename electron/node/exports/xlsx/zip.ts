import { constants, crc32, deflateRawSync } from 'node:zlib';
import { joinBytes } from '../../../../shared/base/ascii.ts';

/**
 * A ZIP archive as a stream, as APPNOTE.TXT 6.3 describes it: entries are deflated piece by piece, their sizes follow
 * them (bit 3), and every entry has the first moment that a ZIP can say, so that the same content gives the same bytes.
 */
export interface ZipEntry {
  /** ASCII. */
  name: string;
  content: Iterable<Uint8Array>;
}

const LOCAL_HEADER = 0x04034b50;
const DATA_DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const VERSION_NEEDED = 20;
/** Sizes and sum come after the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01 00:00:00. */
const TIME = 0;
const DATE = 0x21;

/** Nearly twice as fast as the usual level for a seventh more bytes. */
const LEVEL = 3;

interface Written {
  name: Uint8Array;
  crc: number;
  packed: number;
  bytes: number;
  offset: number;
}

export function* zipOf(entries: Iterable<ZipEntry>): Generator<Uint8Array> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const entry: Written = { name: Buffer.from(name, 'ascii'), crc: 0, packed: 0, bytes: 0, offset };
    const head = localHeader(entry.name);
    yield head;
    for (const piece of deflated(content, entry)) {
      entry.packed += piece.length;
      yield piece;
    }
    const descriptor = numbers([4, DATA_DESCRIPTOR], [4, entry.crc], [4, entry.packed], [4, entry.bytes]);
    yield descriptor;
    offset += head.length + entry.packed + descriptor.length;
    written.push(entry);
  }
  const central = joinBytes(...written.map(centralHeader));
  yield central;
  yield numbers(
    ...([
      [4, END_OF_CENTRAL],
      [2, 0],
      [2, 0],
      [2, written.length],
      [2, written.length],
    ] as const),
    ...([
      [4, central.length],
      [4, offset],
      [2, 0],
    ] as const),
  );
}

/** Each piece is deflated by itself and ends at a whole byte, so that nothing but a piece is in memory. */
function* deflated(content: Iterable<Uint8Array>, entry: Written): Generator<Uint8Array> {
  for (const piece of content) {
    entry.crc = crc32(piece, entry.crc);
    entry.bytes += piece.length;
    yield deflateRawSync(piece, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  }
  yield deflateRawSync(new Uint8Array(0));
}

function localHeader(name: Uint8Array): Uint8Array {
  const fixed = numbers(
    ...([
      [4, LOCAL_HEADER],
      [2, VERSION_NEEDED],
      [2, FLAGS],
      [2, DEFLATED],
      [2, TIME],
      [2, DATE],
    ] as const),
    ...([
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ] as const),
  );
  return joinBytes(fixed, name);
}

function centralHeader({ name, crc, packed, bytes, offset }: Written): Uint8Array {
  const fixed = numbers(
    ...([
      [4, CENTRAL_HEADER],
      [2, VERSION_NEEDED],
      [2, VERSION_NEEDED],
      [2, FLAGS],
      [2, DEFLATED],
    ] as const),
    ...([
      [2, TIME],
      [2, DATE],
      [4, crc],
      [4, packed],
      [4, bytes],
      [2, name.length],
    ] as const),
    // No extra field, no comment, first disk, no attributes.
    ...([
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ] as const),
  );
  return joinBytes(fixed, name);
}

/** Numbers of two or four bytes, the lowest byte first. */
function numbers(...fields: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}
