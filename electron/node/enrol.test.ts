import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deviceKeysOf } from '../../shared/facility/store.ts';
import { CentreRefusal } from '../../sync/desk/refusal.ts';
import { type JsonAnswer, LineProblem, noUse, type Transport } from '../../sync/desk/transport.ts';
import { framesInPlace } from '../../sync/node/frame-port.ts';
import { PROTOCOL_VERSION } from '../../sync/protocol/version.ts';
import { openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import { DESK, FACILITY } from '../../tests/support/facility.ts';
import { enrolAt } from './enrol.ts';

const FRAMES = framesInPlace();
const WISH = { mode: 'real', code: 'CODE-1', deviceId: DESK.deviceId, program: 'tonle test' } as const;
const GOOD = {
  ...{ deviceToken: 'a'.repeat(64), deskNumber: 3, facility: FACILITY },
  keys: { signing: 'b'.repeat(64), sealing: null, national: null },
};

describe('enrolling at a centre', () => {
  let desk: TestDesk;
  let asked: Record<string, unknown>[];
  let answers: ((request: Record<string, unknown>) => JsonAnswer)[];
  beforeEach(async () => {
    desk = await openTestDesk('memory', { isSetUp: false });
    asked = [];
    answers = [];
  });
  afterEach(() => desk.close());

  const transport: Transport = {
    async post(_path, body) {
      const request = body as Record<string, unknown>;
      asked.push(request);
      const say = answers.shift();
      if (say === undefined) throw new LineProblem('There is no line.');
      return say(request);
    },
    send: async () => Promise.reject(new Error('nothing is packed here')),
    async *lines() {},
    file: async () => Promise.reject(new Error('no files here')),
    bytes: noUse,
    close: () => undefined,
  };
  const enrol = () => enrolAt(desk.db, FRAMES, transport, WISH);
  const good = (protocol: number) => () => ({ status: 200, body: { protocol, ...GOOD }, retryAfterMs: null });
  const problem = (code: string) => () => ({ status: 400, body: { code, sentence: 'No.' }, retryAfterMs: null });

  it('tells the key that this desk signs with, which is made once', async () => {
    answers.push(good(PROTOCOL_VERSION), good(PROTOCOL_VERSION));
    expect(await enrol()).toMatchObject({ deskNumber: 3 });
    await enrol();
    const own = deviceKeysOf(desk.db);
    expect(own).toMatchObject({ isKnown: true });
    expect(asked.map(({ protocol, deviceKey }) => [protocol, deviceKey])).toEqual([
      [PROTOCOL_VERSION, own?.publicKey],
      [PROTOCOL_VERSION, own?.publicKey],
    ]);
  });

  it('asks a centre of before such keys in its own version, and tells the key later', async () => {
    answers.push(problem('protocol-unknown'), good(2));
    expect(await enrol()).toMatchObject({ deskNumber: 3 });
    expect(asked[1]).toEqual({ ...WISH, protocol: 2 });
    expect(deviceKeysOf(desk.db)).toMatchObject({ isKnown: false });
  });

  it('says no more than once what the centre refuses, and knows a missing line from a no', async () => {
    answers.push(problem('code-refused'));
    await expect(enrol()).rejects.toThrow(CentreRefusal);
    await expect(enrol()).rejects.toThrow(LineProblem);
    expect([asked.length, deviceKeysOf(desk.db)?.isKnown]).toEqual([2, false]);
  });
});
