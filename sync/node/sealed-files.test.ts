import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seededDice } from '../../tests/support/dice.ts';
import {
  bytesOfHex,
  CHUNK_BYTES,
  itemBytes,
  itemsOf,
  openAnswer,
  openStick,
  SealFault,
  type SealFaultCode,
  sealAnswer,
  sealStick,
} from '../protocol/seal.ts';
import { newKeyPair } from './hpke.ts';
import { sealingPublicOf, sealTools } from './seal-tools.ts';

const centre = newKeyPair();
const HEAD_BYTES = 49;
const SEALED_CHUNK = CHUNK_BYTES + 16;

async function* parts(whole: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size);
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const seal = (content: Uint8Array) => whole(sealStick(sealTools, centre.publicKey, parts(content)));
const open = (file: Uint8Array, keys = centre) => whole(openStick(sealTools, keys, parts(file)));

async function faultOf(opening: Promise<unknown>): Promise<SealFaultCode | 'none'> {
  try {
    await opening;
    return 'none';
  } catch (error) {
    if (error instanceof SealFault) return error.code;
    throw error;
  }
}

describe('a file sealed to the centre', () => {
  it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 200_000])(
    'comes back whole with %i bytes in it',
    async (length) => {
      const content = randomBytes(length);
      const file = await seal(content);
      expect(Buffer.compare(await open(file), content)).toBe(0);
      const chunks = Math.max(1, Math.ceil(length / CHUNK_BYTES));
      expect(file.length).toBe(HEAD_BYTES + length + 16 * chunks);
    },
  );

  it('tells nothing of its content, and is another file each time', async () => {
    const content = Buffer.from('សុខ សុភា SOK SOPHEA 2000000-0000001-1 '.repeat(5_000));
    const [one, other] = [await seal(content), await seal(content)];
    expect(one.includes('SOK')).toBe(false);
    expect(one.includes(Buffer.from('សុខ'))).toBe(false);
    expect(one.includes('2000000')).toBe(false);
    expect(Buffer.compare(one.subarray(HEAD_BYTES), other.subarray(HEAD_BYTES))).not.toBe(0);
  });

  it('is refused with the reason by another centre, by an older program, and where it is something else', async () => {
    const file = await seal(randomBytes(1_000));
    const newer = Buffer.from(file);
    newer[8] = 2;
    expect(await faultOf(open(file, newKeyPair()))).toBe('other-centre');
    expect(await faultOf(open(newer))).toBe('newer');
    const not = [Buffer.alloc(0), Buffer.from('PK'), randomBytes(500), Buffer.from('<html>sign in</html>')];
    expect(await Promise.all(not.map((one) => faultOf(open(one))))).toEqual(not.map(() => 'not-a-file'));
  });

  it('is refused wherever it was cut off, and says so when it was cut between two chunks', async () => {
    const file = await seal(randomBytes(3 * CHUNK_BYTES + 100));
    const clean = [1, 2, 3].map((count) => HEAD_BYTES + count * SEALED_CHUNK);
    expect(await Promise.all(clean.map((at) => faultOf(open(file.subarray(0, at)))))).toEqual(['cut', 'cut', 'cut']);
    expect(await Promise.all([8, 20, HEAD_BYTES].map((at) => faultOf(open(file.subarray(0, at)))))).toEqual([
      'cut',
      'cut',
      'cut',
    ]);
    const dice = seededDice(5);
    for (let round = 0; round < 40; round += 1) {
      const at = HEAD_BYTES + 1 + dice.below(file.length - HEAD_BYTES - 1);
      expect(['cut', 'damaged']).toContain(await faultOf(open(file.subarray(0, at))));
    }
  });

  it('is refused when chunks change places, come twice, are left out, or something follows', async () => {
    const file = await seal(randomBytes(4 * CHUNK_BYTES));
    const head = file.subarray(0, HEAD_BYTES);
    const chunk = (count: number) =>
      file.subarray(HEAD_BYTES + count * SEALED_CHUNK, HEAD_BYTES + (count + 1) * SEALED_CHUNK);
    const orders = [[1, 0, 2, 3], [0, 2, 1, 3], [0, 0, 1, 2, 3], [0, 1, 3], [3], [0, 1, 2, 3, 3], [0, 1, 2, 3, 0]];
    for (const order of orders)
      expect(await faultOf(open(Buffer.concat([head, ...order.map(chunk)]))), String(order)).toBe('damaged');
    expect(await faultOf(open(Buffer.concat([file, Buffer.from('x')])))).toBe('damaged');
  });

  it('is refused for any one bit that changed', async () => {
    const file = await seal(randomBytes(2 * CHUNK_BYTES + 500));
    const dice = seededDice(9);
    const places = [...Array.from({ length: HEAD_BYTES }, (_, at) => at), file.length - 1];
    while (places.length < 140) places.push(dice.below(file.length));
    for (const at of places) {
      const changed = Buffer.from(file);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8));
      expect(await faultOf(open(changed)), `byte ${at}`).not.toBe('none');
    }
  });

  it('is refused where the key in its head is no key', async () => {
    const file = await seal(randomBytes(100));
    file.fill(0, HEAD_BYTES - 32, HEAD_BYTES);
    expect(await faultOf(open(file))).toBe('damaged');
  });

  it('is made and read in the memory of a few chunks, whatever its size', async () => {
    let made = 0;
    let held = 0;
    let most = 0;
    async function* content(): AsyncGenerator<Uint8Array> {
      for (; made < 400; made += 1) yield new Uint8Array(CHUNK_BYTES).fill(made);
    }
    let read = 0;
    for await (const chunk of openStick(sealTools, centre, sealStick(sealTools, centre.publicKey, content()))) {
      read += chunk.length;
      held = made * CHUNK_BYTES - read;
      most = Math.max(most, held);
    }
    expect(read).toBe(400 * CHUNK_BYTES);
    expect(most).toBeLessThan(6 * CHUNK_BYTES);
  });

  it('takes the raw key that enrolment gives', () => {
    const privateKey = Buffer.from(centre.privateKey).toString('hex');
    expect(Buffer.compare(bytesOfHex(sealingPublicOf(privateKey)), centre.publicKey)).toBe(0);
  });
});

describe('an answer under the key that a stick carried', () => {
  const stickId = '00112233445566778899aabbccddeeff';
  const answerKey = new Uint8Array(randomBytes(32));
  const answer = (content: Uint8Array) => whole(sealAnswer(sealTools, { stickId, answerKey }, parts(content)));
  const read = (file: Uint8Array, key: Uint8Array | null = answerKey) =>
    whole(openAnswer(sealTools, (id) => (id === stickId ? key : null), parts(file)));

  it('comes back whole, and is another file each time under the same key', async () => {
    const content = randomBytes(CHUNK_BYTES + 5);
    const [one, other] = [await answer(content), await answer(content)];
    expect(Buffer.compare(await read(one), content)).toBe(0);
    expect(Buffer.compare(await read(other), content)).toBe(0);
    expect(Buffer.compare(one.subarray(57), other.subarray(57))).not.toBe(0);
  });

  it('is refused for a stick that is not known, under another key, and as the file of a desk', async () => {
    const file = await answer(randomBytes(100));
    expect(await faultOf(read(file, null))).toBe('other-stick');
    expect(await faultOf(read(file, new Uint8Array(randomBytes(32))))).toBe('damaged');
    expect(await faultOf(open(file))).toBe('not-a-file');
    expect(await faultOf(read(await seal(randomBytes(9))))).toBe('not-a-file');
    expect(await faultOf(read(file.subarray(0, 30)))).toBe('cut');
  });
});

describe('the items of a content', () => {
  const items = [1, 4, 5, 70_000, 2].map((length) => new Uint8Array(randomBytes(length)));
  const content = Buffer.concat(items.map(itemBytes));
  const read = async (bytes: Uint8Array, size: number, bytesMax = 100_000) => {
    const found: Uint8Array[] = [];
    for await (const item of itemsOf(parts(bytes, size), bytesMax)) found.push(item);
    return found;
  };

  it.each([1, 3, 4, 1_000, 1_000_000])('are the same in parts of %i bytes', async (size) => {
    expect((await read(content, size)).map((item) => Buffer.from(item).toString('hex'))).toEqual(
      items.map((item) => Buffer.from(item).toString('hex')),
    );
  });

  it('are refused where one ends too early, is too long or is empty', async () => {
    for (const cut of [content.length - 1, content.length - 4, 2])
      expect(await faultOf(read(content.subarray(0, cut), 999))).toBe('damaged');
    expect(await faultOf(read(content, 999, 60_000))).toBe('damaged');
    expect(await faultOf(read(Buffer.alloc(4), 999))).toBe('damaged');
  });
});
