import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../shared/base/hash.ts';
import { canonicalJson } from '../../../shared/base/json.ts';
import { framesInPlace } from '../../../sync/node/frame-port.ts';
import { openReplyBody, packReply, verifiedReply } from '../../../sync/protocol/frame.ts';
import { type AnyRequest, syncReply } from '../../../sync/protocol/sync.ts';
import { newFolder, removeFolder } from '../../../tests/support/folder.ts';
import { keptRequest } from '../../../tests/support/kept-frame.ts';
import { replyWith } from '../../../tests/support/scripted-centre.ts';
import { type PackingThreads, packInThreads } from './threads.ts';

const WORKER = new URL('./worker.ts', import.meta.url);
const { tools, packing: inPlace, newKeys, signerOf } = framesInPlace();
const codeOf = (work: Promise<unknown>) => work.then(String, (error: { code?: unknown }) => error.code);

/** A batch that is worth a thread; its contents hold a word that no log may show. */
function batch(changes: number): AnyRequest {
  const request = keptRequest();
  const [first] = request.changes;
  if (first === undefined) throw new Error('the kept request has changes');
  const list = Array.from({ length: changes }, (_, at) => {
    const content = canonicalJson({ at, name: `Sok Sekret ${(at * 7_919) % 101}` });
    return { ...first, seq: at + 1, content, hash: sha256Hex(content) };
  });
  return { ...request, changes: list };
}

describe('threads for packing', () => {
  let folder: string;
  let logged: { event: string; code: unknown }[];
  let threads: PackingThreads | null;
  beforeEach(() => {
    folder = newFolder('packing');
    logged = [];
    threads = null;
  });
  afterEach(async () => {
    await threads?.close();
    removeFolder(folder);
  });

  const open = (worker: URL) => {
    const log = (event: string, fields: Record<string, unknown> = {}) => logged.push({ event, code: fields.code });
    threads = packInThreads({ worker, tools, log });
    return threads;
  };

  /** A program that notes each of its starts, dies of its first piece of work so many times, and works from then on. */
  function mortal(deaths: number): { program: URL; starts(): number } {
    const [notes, file] = [join(folder, 'starts'), join(folder, 'mortal.mjs')];
    writeFileSync(notes, '');
    writeFileSync(
      file,
      `import { appendFileSync, readFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      appendFileSync(${JSON.stringify(notes)}, '.');
      if (readFileSync(${JSON.stringify(notes)}).length > ${deaths}) await import(${JSON.stringify(WORKER.href)});
      else parentPort.on('message', (job) => { throw new RangeError(JSON.stringify(job)); });`,
    );
    return { program: pathToFileURL(file), starts: () => readFileSync(notes).length };
  }

  it('pack as it would be packed here, one batch beside the other, while the screens are answered', async () => {
    const { pack, atOnce } = open(WORKER);
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 1);
    const batches = Array.from({ length: atOnce + 3 }, (_, at) => batch(300 + at));
    const packed = await Promise.all(batches.map(pack));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(3);
    const here = await Promise.all(batches.map(inPlace.pack));
    expect(packed.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
      here.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    );
    expect(logged).toEqual([]);
  });

  it('unpack a reply, and say what is wrong with one', async () => {
    const keys = newKeys();
    const request = batch(400);
    const verdict = { code: 'record-misshapen', field: null, sentence: 'The record cannot be read.' };
    const list = request.changes.map(({ incarnation, seq }) => {
      return {
        incarnation,
        seq,
        outcome: 'needs-fixing' as const,
        ...verdict,
        field: sha256Hex(String(seq)),
      };
    });
    const reply = syncReply.parse(replyWith(list).body);
    const frame = packReply(tools, signerOf(keys.privateKey), reply, new Uint8Array(32));
    const body = verifiedReply(tools, frame, Buffer.from(keys.publicKey, 'hex'), new Uint8Array(32));
    expect(body.bytes.length).toBeGreaterThan(1_024);
    const { unpack } = open(WORKER);
    expect(await unpack(body)).toEqual(syncReply.parse(openReplyBody(tools, body)));
    expect(await codeOf(unpack({ ...body, bytes: body.bytes.slice(0, -200) }))).toBe('damaged');
    expect(await codeOf(unpack({ ...body, method: 9 }))).toBe('newer');
    expect(logged).toEqual([]);
  });

  it('refuse in words what is too large to be sent at once', async () => {
    const request = batch(300);
    const changes = request.changes.map((change) => ({ ...change, content: 'x'.repeat(60_000) }));
    expect(await codeOf(open(WORKER).pack({ ...request, changes }))).toBe('too-large');
    expect(logged).toEqual([]);
  });

  it('are not asked for what is small', async () => {
    const { program, starts } = mortal(0);
    const { pack } = open(program);
    expect(await pack(batch(3))).toEqual(await inPlace.pack(batch(3)));
    expect(starts()).toBe(0);
    await pack(batch(100));
    expect(starts()).toBe(1);
  });

  it('are replaced when they die, and nobody who waits for them learns of it', async () => {
    const { program, starts } = mortal(1);
    const { pack } = open(program);
    expect(await pack(batch(60))).toEqual(await inPlace.pack(batch(60)));
    expect(await pack(batch(70))).toEqual(await inPlace.pack(batch(70)));
    expect(starts()).toBe(2);
    expect(logged).toEqual([{ event: 'packing-thread-ended', code: 'RangeError' }]);
  });

  it('are done without where none of them lives, and are not started for ever', async () => {
    const { program, starts } = mortal(Number.POSITIVE_INFINITY);
    const { pack } = open(program);
    for (let count = 50; count < 60; count += 1)
      expect(await pack(batch(count))).toEqual(await inPlace.pack(batch(count)));
    expect(starts()).toBe(6);
    expect(logged).toEqual(Array(6).fill({ event: 'packing-thread-ended', code: 'RangeError' }));
  });

  it('are done without where their program is missing', async () => {
    const { pack } = open(pathToFileURL(join(folder, 'nothing.js')));
    const many = await Promise.all(Array.from({ length: 8 }, (_, at) => pack(batch(50 + at))));
    expect(many[7]).toEqual(await inPlace.pack(batch(57)));
    expect(logged.length).toBeLessThanOrEqual(9);
    expect(new Set(logged.map(({ code }) => code))).toEqual(new Set(['MODULE_NOT_FOUND']));
  });

  it('end with the desk, and what they are at fails', async () => {
    const opened = open(WORKER);
    const ends = Array.from({ length: 6 }, () => codeOf(opened.pack(batch(500))));
    opened.close();
    expect(await Promise.all(ends)).toEqual(Array(6).fill('closed'));
    expect(await codeOf(opened.pack(batch(500)))).toBe('closed');
    expect(logged).toEqual([]);
  });
});
