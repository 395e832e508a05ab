import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../shared/base/ids.ts';
import { centreOf, deviceKeysOf, saveCentre, saveCentreKeys } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import { DESK } from '../../tests/support/facility.ts';
import { replyWith, verdictOn } from '../../tests/support/scripted-centre.ts';
import { framesInPlace } from '../node/frame-port.ts';
import { newSigningKeys, signerOf } from '../node/signatures.ts';
import { FRAME_TYPE, openRequest, packReply } from '../protocol/frame.ts';
import { type SyncReply, type SyncRequest, syncRequest } from '../protocol/sync.ts';
import { exchange } from './exchange.ts';
import { CentreRefusal } from './refusal.ts';
import { type FrameAnswer, type JsonAnswer, LineProblem, noUse, type Transport } from './transport.ts';
import { createWire, type Wire } from './wire.ts';

const FRAMES = framesInPlace();
const TOOLS = FRAMES.tools;
const CENTRE = newSigningKeys();
const OTHER = newSigningKeys();
const HOURS = 3_600_000;

interface Heard {
  frames: { value: SyncRequest; isSigned: boolean }[];
  json: Record<string, unknown>[];
}

/** A centre at the other end of real frames, which answers as a test wants it to. */
function packedCentre(heard: Heard, answers: ((frame: Uint8Array) => FrameAnswer)[]): Transport {
  return {
    async send(path, bytes, contentType) {
      expect([path, contentType]).toEqual(['/v1/sync', FRAME_TYPE]);
      const { value, signed, signature } = openRequest(TOOLS, bytes);
      const request = syncRequest.parse(value);
      const key = fromHex(request.deviceKey ?? heard.frames[0]?.value.deviceKey ?? '');
      heard.frames.push({ value: request, isSigned: TOOLS.verify(key, signed, signature) });
      return (answers.shift() ?? ((frame) => signedReply(frame, accepting(request))))(bytes);
    },
    async post(_path, body): Promise<JsonAnswer> {
      heard.json.push(body as Record<string, unknown>);
      return replyWith((body as SyncRequest).changes.map((change) => verdictOn(change, 'accepted')));
    },
    async *lines() {},
    file: async () => Promise.reject(new Error('no files here')),
    bytes: noUse,
    close: () => undefined,
  };
}

const accepting = (request: SyncRequest) =>
  replyWith(request.changes.map((change) => verdictOn(change, 'accepted'))).body as SyncReply;
const signedReply = (frame: Uint8Array, reply: SyncReply, key = CENTRE.privateKey): FrameAnswer => ({
  status: 200,
  frame: packReply(TOOLS, signerOf(key), reply, TOOLS.sha256(frame)),
  body: null,
  retryAfterMs: null,
});
const problem = (status: number, code: string) => (): FrameAnswer => ({
  status,
  frame: null,
  body: { code, sentence: 'No.' },
  retryAfterMs: null,
});

describe('how a desk and its centre understand each other', () => {
  let desk: TestDesk;
  let heard: Heard;
  let answers: ((frame: Uint8Array) => FrameAnswer)[];
  let centre: Transport;
  let wire: Wire;
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    for (const nameLatin of ['Chan Dara', 'Sok Sophea'])
      await clerk.ask('patients.register', { nameLatin, sex: 'male', birthDate: '1985', birthDatePrecision: 'year' });
    desk.db.write((tx) => {
      saveCentre(tx, { url: 'http://centre.example', deviceToken: 'a'.repeat(64) });
      saveCentreKeys(tx, { signing: CENTRE.publicKey, sealing: null, national: null });
    });
    heard = { frames: [], json: [] };
    answers = [];
    centre = packedCentre(heard, answers);
    wire = createWire(desk.db, FRAMES, () => desk.clock.nowMs());
  });
  afterEach(() => desk.close());

  const say = () => {
    const world = { db: desk.db, clock: desk.clock, wire, newKeys: newSigningKeys };
    const { deviceId } = DESK;
    const held = { rosterId: null, placesId: null, rulesetsId: null, packsId: null, national: null };
    const sender = { deviceId, program: 'tonle test', token: String(centreOf(desk.db)?.deviceToken), ...held };
    return exchange(world, centre, sender, waitingChanges(desk.db, 100));
  };
  const waiting = () => waitingChanges(desk.db, 100).length;

  it('packs and signs what it sends, and tells its key until the centre has shown that it knows it', async () => {
    expect((await say()).kept).toBe(2);
    expect((await say()).kept).toBe(0);
    const own = deviceKeysOf(desk.db);
    expect(heard.frames.map(({ value, isSigned }) => [value.deviceKey, value.changes.length, isSigned])).toEqual([
      [own?.publicKey, 2, true],
      [null, 0, true],
    ]);
    expect([own?.isKnown, heard.json]).toEqual([true, []]);
    expect(heard.frames[0]?.value).toMatchObject({ protocol: 4, runs: [{ previous: null }] });
    expect(heard.frames[0]?.value.epoch).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each<[string, (frame: Uint8Array) => FrameAnswer]>([
    [
      'signed by somebody else',
      (frame) => signedReply(frame, accepting(openRequest(TOOLS, frame).value as SyncRequest), OTHER.privateKey),
    ],
    ['to another request', (frame) => signedReply(frame.slice(0, -1), accepting({ changes: [] } as never))],
    [
      'that was changed on its way',
      (frame) => {
        const answer = signedReply(frame, accepting(openRequest(TOOLS, frame).value as SyncRequest));
        const bytes = answer.frame ?? new Uint8Array();
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        return answer;
      },
    ],
    ['that is no frame', () => ({ status: 200, frame: new Uint8Array(200), body: null, retryAfterMs: null })],
    ['in plain JSON', () => ({ status: 200, frame: null, body: replyWith([]).body, retryAfterMs: null })],
  ])('lets no change leave the outbox on an answer %s', async (_what, answer) => {
    answers.push(answer);
    await expect(say()).rejects.toThrow(LineProblem);
    expect([waiting(), heard.json, deviceKeysOf(desk.db)?.isKnown]).toEqual([2, [], false]);
    expect((await say()).kept).toBe(2);
  });

  it.each([
    ['that reads only JSON', 415, 'invalid'],
    ['that does not know this version', 400, 'protocol-unknown'],
  ])('speaks the older way with a centre %s, without what it would refuse', async (_what, status, code) => {
    answers.push(problem(status, code));
    expect((await say()).kept).toBe(2);
    const [request] = heard.json;
    expect(Object.keys(request ?? {}).sort()).toEqual(
      'changes deviceId national placesId program protocol rechecksAfter rosterId rulesetsId sentAt'.split(' '),
    );
    const changes = (request?.changes ?? []) as object[];
    expect(Object.keys(changes[0] ?? {}).sort()).toEqual(
      'content hash incarnation kind madeAt recordId seq version'.split(' '),
    );
    expect([request?.protocol, wire.version()]).toEqual([2, 2]);
    await say();
    expect([heard.frames.length, heard.json.length]).toEqual([1, 2]);
    // It may have been brought up to date since.
    desk.clock.advance(7 * HOURS);
    await say();
    expect([heard.frames.length, heard.json.length, wire.version()]).toEqual([2, 2, 4]);
  });

  it('takes nobody for an older centre that has signed before', async () => {
    await say();
    answers.push(problem(415, 'invalid'));
    await expect(say()).rejects.toThrow(CentreRefusal);
    expect(heard.json).toEqual([]);
  });

  it('asks in the older way for the key of its centre while it does not have it', async () => {
    desk.db.write((tx) => tx.run("DELETE FROM setting WHERE key = 'centreKeys'"));
    await say();
    expect([heard.frames.length, heard.json.length]).toEqual([0, 1]);
  });

  it('tells its key again to a centre that does not know it any more, and goes on saying what the centre says', async () => {
    await say();
    answers.push(problem(403, 'signature-wrong'));
    await expect(say()).rejects.toThrow(CentreRefusal);
    await say();
    expect(heard.frames.map(({ value }) => value.deviceKey !== null)).toEqual([true, false, true]);
  });

  it('draws another pair under another name, because the other copy of the database has this one', async () => {
    await say();
    const before = deviceKeysOf(desk.db);
    const fence = {
      ...{ why: 'cloned' as const, deviceId: '0197a2b0-7c1d-7e42-8f00-aaaaaaaaaaaa', deskNumber: 9 },
      ...{ deviceToken: 'b'.repeat(64), epoch: 'c'.repeat(32) },
    };
    answers.push((frame) => signedReply(frame, { ...accepting({ changes: [] } as never), fence }));
    expect((await say()).isFenced).toBe(true);
    const after = deviceKeysOf(desk.db);
    expect([after?.publicKey === before?.publicKey, after?.isKnown]).toEqual([false, false]);
    heard.frames.length = 0;
    await say();
    expect(heard.frames.map(({ value, isSigned }) => [value.deviceKey, isSigned])).toEqual([[after?.publicKey, true]]);
  });
});
