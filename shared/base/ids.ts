/** Random bytes of the host's cryptographic generator, handed in. */
export interface Randomness {
  bytes(count: number): Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** The bytes that an even number of hex digits says; what is no digit comes out as 0. */
export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits, so that ids sort by the time they were made. */
export function uuidv7(nowMs: number, random: Randomness): string {
  const bytes = random.bytes(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint16(0, Math.floor(nowMs / 0x1_0000_0000));
  view.setUint32(2, nowMs % 0x1_0000_0000);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Ids that one run can give before its fixed bits are drawn anew. */
const RUN_IDS_MAX = 2 ** 24;

/**
 * Makes the ids of one run of the program: UUIDs version 7 as RFC 9562 allows in its section 6.2, of whose 74 bits beside
 * the milliseconds 50 are the run's own (taken from its incarnation) and 24 count. They sort by time and within a
 * millisecond by count, and a batch need not carry what its run is known by: an id then costs some bits on the line.
 *
 * Two ids are equal only if time, run and count are. Within a run no count comes twice. Two runs share their 50 random
 * bits with a probability of 2^-50; even of a million runs two do so in one case of 2,000, and only ids made at the same
 * millisecond under the same count would then be equal. A copied database starts a run of its own, with bits of its own.
 */
export function idsOfRun(incarnation: string, nowMs: () => number, random: Randomness): () => string {
  let run = runKeyOf(incarnation);
  let count = 0;
  return () => {
    if (count === RUN_IDS_MAX) {
      run = runKeyOf(toHex(random.bytes(16)));
      count = 0;
    }
    const id = idOfRun(nowMs(), run, count);
    count += 1;
    return id;
  };
}

/** What all ids of a run have in common, as it stands in their text: 50 bits of its incarnation (32 hex digits). */
export function runKeyOf(incarnation: string): string {
  const variant = '89ab'[Number.parseInt(incarnation.slice(3, 4), 16) & 3] ?? '8';
  return `${incarnation.slice(0, 3)}-${variant}${incarnation.slice(4, 7)}-${incarnation.slice(7, 13)}`;
}

/** The id of that millisecond, run and count. */
export function idOfRun(ms: number, runKey: string, count: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${runKey}${count.toString(16).padStart(6, '0')}`;
}
