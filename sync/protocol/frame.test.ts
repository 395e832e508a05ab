import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { KEPT_FRAME, keptRequest } from '../../tests/support/kept-frame.ts';
import { anyReply, anyRequest, hexText } from '../../tests/support/messages.ts';
import { createFrameTools } from '../node/frame-tools.ts';
import { newSigningKeys, signerOf } from '../node/signatures.ts';
import { FRAME_BYTES_MAX, FrameFault, openReply, openRequest, packReply, packRequest, signedPart } from './frame.ts';
import { type SyncReply, type SyncRequest, syncReply, syncRequest, type WireChange } from './sync.ts';

const tools = createFrameTools();
const desk = newSigningKeys();
const centre = newSigningKeys();
const signAsDesk = signerOf(desk.privateKey);
const signAsCentre = signerOf(centre.privateKey);
const keyOf = ({ publicKey }: { publicKey: string }) => Uint8Array.from(Buffer.from(publicKey, 'hex'));

const EMPTY: SyncRequest = {
  protocol: 4,
  deviceId: '7d3f2a58-0e0c-4f6e-9a53-3f1a6f0a1c11',
  program: 'tonle 0.1.0',
  sentAt: '2026-05-19T10:00:00.000Z',
  rosterId: null,
  placesId: null,
  rulesetsId: null,
  national: null,
  rechecksAfter: 0,
  epoch: null,
  runs: [],
  recordsAfter: null,
  deviceKey: null,
  packsId: null,
  answersAfter: null,
  changes: [],
};
const REPLY: SyncReply = {
  protocol: 4,
  serverTime: '2026-05-19T10:00:01.000Z',
  facility: {
    code: 'KT04',
    nameKm: 'មណ្ឌលសុខភាព',
    nameLatin: 'Health centre',
    level: 'MPA',
    isPublic: true,
    contractedFrom: null,
    contractedTo: null,
    placeCode: null,
  },
  verdicts: [],
  roster: null,
  places: null,
  rulesets: null,
  national: null,
  rechecks: [],
  keys: null,
  runsThrough: null,
  fence: null,
  records: null,
  packs: null,
  claimAnswers: null,
};

/** Keys in one order, and what a plain comparison of objects does not tell apart told apart. */
const same = (value: unknown) => canonicalJson(value);
/** fast-check gives objects without prototype for some dictionaries; a message has none of them. */
const plain = <T>(value: T): T => structuredClone(value);

describe('a frame', () => {
  it('comes back as it was, whatever a request may hold', () => {
    fc.assert(
      fc.property(anyRequest, (value) => {
        const sent = plain(value);
        expect(syncRequest.safeParse(sent).success).toBe(true);
        const frame = packRequest(tools, signAsDesk, sent);
        const opened = openRequest(tools, frame);
        expect(same(opened.value)).toBe(same(sent));
        expect(syncRequest.parse(opened.value)).toEqual(syncRequest.parse(sent));
        expect(opened.contents.map((one) => one())).toEqual(sent.changes.map(({ content }) => parsedOr(content)));
        expect(tools.verify(keyOf(desk), opened.signed, opened.signature)).toBe(true);
        expect(signedPart(frame)).toEqual({ signed: opened.signed, signature: opened.signature });
      }),
      { numRuns: 120 },
    );
  });

  it('comes back as it was, whatever a reply may hold', () => {
    fc.assert(
      fc.property(anyReply, hexText(64), (value, hash) => {
        const sent = plain(value);
        const requestHash = Uint8Array.from(Buffer.from(hash, 'hex'));
        expect(syncReply.safeParse(sent).success).toBe(true);
        const opened = openReply(tools, packReply(tools, signAsCentre, sent, requestHash), keyOf(centre), requestHash);
        expect(syncReply.parse(opened)).toEqual(syncReply.parse(sent));
      }),
      { numRuns: 80 },
    );
  });

  it('gives each content as an object beside its text', () => {
    const contents = ['{"a":[1,{"b":null}]}', 'not JSON', '[1]'];
    const changes = contents.map((text, at) => changeOf(text, at + 1));
    const opened = openRequest(tools, packRequest(tools, signAsDesk, { ...EMPTY, changes }));
    expect(opened.contents.map((one) => one())).toEqual([{ a: [1, { b: null }] }, undefined, [1]]);
  });

  it('comes back also where its contents are like no records', () => {
    const number = (at: number) => (at * 7_919) % 10_007;
    const cases = [
      Array.from({ length: 60 }, (_, at) => JSON.stringify({ a: `${' '.repeat(9_000)}${at}`, b: ' '.repeat(at) })),
      Array.from({ length: 30 }, (_, at) =>
        canonicalJson(
          Object.fromEntries(Array.from({ length: 900 }, (_one, key) => [`k${number(at * 900 + key)}`, key])),
        ),
      ),
      Array.from({ length: 80 }, (_, at) => JSON.stringify({ a: new Array(14_000).fill(at % 10) })),
      Array.from({ length: 3_000 }, (_, at) =>
        canonicalJson({ a: `w${number(at)} w${number(at + 7)}`, b: number(at) % 4_500 }),
      ).slice(0, 1_500),
    ];
    for (const contents of cases) {
      const sent = { ...EMPTY, changes: contents.map((text, at) => changeOf(text, at + 1)) };
      expect(openRequest(tools, packRequest(tools, signAsDesk, sent)).value).toEqual(sent);
    }
  });

  it('comes back also where a field holds now an object, now something else', () => {
    const objects = Array.from({ length: 12 }, (_, at) => ({ a: at % 2, b: ['x', at % 2 === 0] }));
    const values = [...objects, null, 'x', 7, true, 'y', objects[1], [7], '7', null, 8, objects[0], [7], false];
    const keys = values.map((v, at) => ({ v, '-': 1, 10: at, 9: [{ b: 1, 2: at }] }));
    const changes = keys.map((content, at) => changeOf(canonicalJson(content), at + 1));
    const opened = openRequest(tools, packRequest(tools, signAsDesk, { ...EMPTY, changes }));
    expect((opened.value as SyncRequest).changes).toEqual(changes);
    expect(opened.contents.map((one) => one())).toEqual(keys);
  });

  it('of the first version is read as it always was', () => {
    const opened = openRequest(tools, Uint8Array.from(Buffer.from(KEPT_FRAME, 'base64')));
    expect(opened.value).toEqual(keptRequest());
    const key = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
    expect(tools.verify(keyOf({ publicKey: key }), opened.signed, opened.signature)).toBe(true);
  });

  it('leaves the hash of a record out, and sends one that is another', () => {
    const changes = Array.from({ length: 100 }, (_, at) => changeOf(canonicalJson({ n: at * 7919 }), at + 1));
    const right = packRequest(tools, signAsDesk, { ...EMPTY, changes });
    const wrong = changes.map((one, at) => ({ ...one, hash: sha256Hex(String(at)) }));
    const opened = openRequest(tools, packRequest(tools, signAsDesk, { ...EMPTY, changes: wrong }))
      .value as SyncRequest;
    expect(opened.changes.map(({ hash }) => hash)).toEqual(wrong.map(({ hash }) => hash));
    expect(packRequest(tools, signAsDesk, { ...EMPTY, changes: wrong }).length).toBeGreaterThan(right.length + 3_000);
  });
});

describe('a frame that is not right', () => {
  const changes = Array.from({ length: 40 }, (_, at) =>
    changeOf(canonicalJson({ id: at, name: `សុខ ${at}`, day: `2026-01-${10 + (at % 20)}`, list: [at, at % 3] }), at + 1),
  );
  const good = packRequest(tools, signAsDesk, { ...EMPTY, changes });
  /** Opens, or is refused with a sentence; nothing else happens. */
  const tried = (frame: Uint8Array) => {
    try {
      openRequest(tools, frame);
      return 'opened';
    } catch (error) {
      if (error instanceof FrameFault) return error.code;
      throw error;
    }
  };

  const isVerified = (frame: Uint8Array) => {
    if (tried(frame) !== 'opened') return false;
    const { signed, signature } = openRequest(tools, frame);
    return tools.verify(keyOf(desk), signed, signature);
  };

  it('is told from others by its beginning', () => {
    expect(tried(new Uint8Array(0))).toBe('not-a-frame');
    expect(tried(Uint8Array.from(Buffer.from('{"protocol":2,"deviceId":"x","changes":[]}')))).toBe('not-a-frame');
    expect(tried(good.with(3, 2))).toBe('newer');
    expect(tried(good.subarray(0, 30))).toBe('damaged');
    expect(tried(good.with(6, (good[6] ?? 0) ^ 1))).toBe('dictionary-unknown');
    expect(tried(new Uint8Array(FRAME_BYTES_MAX + 1).fill(0).map((_, at) => good[at] ?? 0))).toBe('too-large');
  });

  it('verifies with no key when it was cut anywhere', () => {
    for (let length = 0; length < good.length; length += 1) expect(isVerified(good.subarray(0, length))).toBe(false);
  });

  it('is refused or verifies with no key when any bit of it is another', () => {
    fc.assert(
      fc.property(fc.nat(good.length * 8 - 1), (bit) => {
        expect(isVerified(good.with(bit >> 3, (good[bit >> 3] ?? 0) ^ (1 << (bit & 7))))).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is nothing but refused when its body is anything', () => {
    const head = good.subarray(0, 13);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3_000, size: 'max' }),
        fc.constantFrom(0x10, 0x11, 0x12, 0x15),
        (body, method) => {
          const frame = Uint8Array.from([...head.with(4, method), ...body, ...new Uint8Array(64)]);
          tried(frame);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('is refused as damaged where its columns are', () => {
    // The texts of a frame as they are, so that bits of the shape and the plans themselves are bent.
    const plainTools = {
      ...tools,
      compress: (bytes: Uint8Array) => ({ method: 0, dictionary: new Uint8Array(8), bytes }),
    };
    const frame = packRequest(plainTools, signAsDesk, { ...EMPTY, changes });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 13, max: frame.length - 65 }), fc.nat(255)), {
          minLength: 1,
          maxLength: 6,
        }),
        (bends) => {
          tried(bends.reduce((bent, [at, byte]) => bent.with(at, byte), frame));
        },
      ),
      { numRuns: 2_500 },
    );
  });

  it('is refused as too large where it would come to more than it may', () => {
    const bomb = tools.compress(new Uint8Array(20 * 1024 * 1024));
    const frame = Uint8Array.from([
      ...good.subarray(0, 4),
      0x10 + bomb.method,
      ...bomb.dictionary,
      ...varint(bomb.bytes.length),
      ...bomb.bytes,
      ...new Uint8Array(64),
    ]);
    expect(tried(frame)).toBe('too-large');
  });

  it('is not packed where its contents come to more than may be unpacked', () => {
    const long = 'x'.repeat(64 * 1024);
    const many = Array.from({ length: 1_500 }, (_, at) => changeOf(long, at + 1));
    expect(() => packRequest(tools, signAsDesk, { ...EMPTY, changes: many })).toThrow(FrameFault);
  });
});

describe('a reply', () => {
  const requestHash = new Uint8Array(32).fill(7);
  const frame = packReply(tools, signAsCentre, REPLY, requestHash);
  const codeOf = (open: () => unknown) => {
    try {
      open();
      return 'opened';
    } catch (error) {
      return error instanceof FrameFault ? error.code : 'another error';
    }
  };

  it('belongs to one request and one centre', () => {
    expect(openReply(tools, frame, keyOf(centre), requestHash)).toEqual(REPLY);
    expect(codeOf(() => openReply(tools, frame, keyOf(centre), new Uint8Array(32)))).toBe('other-request');
    expect(codeOf(() => openReply(tools, frame, keyOf(centre), requestHash.with(31, 8)))).toBe('signature-wrong');
    expect(codeOf(() => openReply(tools, frame, keyOf(desk), requestHash))).toBe('signature-wrong');
    expect(codeOf(() => openReply(tools, frame, new Uint8Array(3), requestHash))).toBe('signature-wrong');
    expect(codeOf(() => openRequest(tools, frame))).toBe('not-a-frame');
    expect(codeOf(() => openReply(tools, frame.subarray(0, 40), keyOf(centre), requestHash))).toBe('damaged');
  });
});

function changeOf(text: string, seq: number): WireChange {
  return {
    incarnation: '5'.repeat(32),
    seq,
    kind: 'visit',
    recordId: `visit-${seq}`,
    version: 1,
    hash: sha256Hex(text),
    content: text,
    madeAt: '2026-05-19T10:00:00.000Z',
    hlc: 0,
    clockFlag: 'ok',
    baseHash: null,
  };
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
