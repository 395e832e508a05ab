import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHttpPort } from '../../electron/node/http-port.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { sealAnswer } from '../../sync/protocol/seal.ts';
import { sendOver } from '../support/asks.ts';
import { bring, openStickDesk, withDb } from '../support/stick-desk.ts';
import { content, stickRoom } from '../support/stick-room.ts';

const room = stickRoom(23);
const { work, counts, stickWith, take } = room;

async function refusalOf(reply: ReturnType<typeof take>): Promise<string> {
  const said = await reply;
  if (!said.ok && 'refusal' in said) return said.refusal.code;
  throw new Error(`it was not refused: ${JSON.stringify(said)}`);
}

describe('a stick', () => {
  it('takes what waits to the centre, and nothing leaves the outbox before the answer', async () => {
    const stick = await stickWith(4);
    const before = await room.desk.clerk.ask('sync.status', {});
    expect(before).toMatchObject({ onStick: 12, counts: { entered: 12, waiting: 12, accepted: 0 } });
    expect(before.waiting.map((item) => item.stick)).toEqual(Array(12).fill(1));
    await work(1);
    const { waiting } = await room.desk.clerk.ask('sync.status', {});
    expect(waiting.map((item) => item.stick)).toEqual([...Array(12).fill(1), null, null, null]);

    const { status, answer } = await bring(room.centre.url, stick);
    expect(status).toBe(200);
    expect((await counts()).waiting).toBe(15);
    expect(await take(answer)).toMatchObject({
      ok: true,
      value: { number: 1, verdicts: 12, accepted: 12, needsFixing: 0, kept: 12, stillWaiting: 0 },
    });
    expect(await counts()).toMatchObject({ entered: 15, accepted: 12, waiting: 3 });
    const { sticks } = await room.desk.clerk.ask('sticks.list', {});
    expect(sticks).toMatchObject([{ number: 1, records: 12, waiting: 0, isKept: false }]);
    expect(sticks[0]?.answeredAt).not.toBeNull();
  });

  it('holds everything that waits again, when another one is made', async () => {
    await stickWith(2);
    await work(1);
    room.desk.place = room.desk.path('second.tonle');
    expect(await room.desk.clerk.ask('sticks.export', {})).toMatchObject({ number: 2, records: 9 });
    const { waiting, onStick } = await room.desk.clerk.ask('sync.status', {});
    expect(waiting.map((item) => item.stick)).toEqual(Array(9).fill(2));
    expect(onStick).toBe(9);
    const { answer } = await bring(room.centre.url, readFileSync(room.desk.path('second.tonle')));
    expect(await take(answer)).toMatchObject({ ok: true, value: { number: 2, kept: 9 } });
    // What the first one held is confirmed by this as well.
    expect((await room.desk.clerk.ask('sticks.list', {})).sticks.map((stick) => stick.waiting)).toEqual([0, 0]);
    const { answer: late } = await bring(room.centre.url, readFileSync(room.desk.path('stick.tonle')));
    expect(await take(late)).toMatchObject({ ok: true, value: { number: 1, accepted: 6, kept: 0 } });
  });

  it('tells nothing to whoever finds it', async () => {
    const stick = await stickWith(5);
    const told = room.desk
      .dump()
      .flatMap(({ content }) => JSON.stringify(content).match(/[\p{L}\p{M}\d-]{4,}/gu) ?? []);
    const words = [...new Set(told)].filter((word) => word.length >= 4);
    expect(words.length).toBeGreaterThan(60);
    expect(words.filter((word) => stick.includes(Buffer.from(word)))).toEqual([]);
    expect(stick.subarray(0, 8).toString()).toBe('TONLESTK');
  });

  it('loses nothing when it is lost', async () => {
    await stickWith(2);
    expect(await counts()).toMatchObject({ entered: 6, waiting: 6 });
    await room.desk.contact();
    expect(await counts()).toMatchObject({ entered: 6, accepted: 6, waiting: 0 });
    expect((await room.desk.clerk.ask('sync.status', {})).onStick).toBe(0);
  });

  it('is not made without the centre’s key, without anything to send, or without a place', async () => {
    expect(await room.desk.clerk.refused('sticks.export', {})).toBe('not-enrolled');
    await room.desk.contact();
    expect(await room.desk.clerk.refused('sticks.export', {})).toBe('nothing-waits');
    await work(1);
    room.desk.place = null;
    expect(await room.desk.clerk.refused('sticks.export', {})).toBe('cancelled');
    room.desk.place = room.desk.path('not/there/stick.tonle');
    expect(await room.desk.clerk.refused('sticks.export', {})).toBe('not-written');
    expect(await room.desk.clerk.ask('sticks.list', {})).toMatchObject({ isReady: true, waiting: 3, sticks: [] });
    expect((await room.desk.clerk.ask('sync.status', {})).onStick).toBe(0);
    expect(readdirSync(join(room.desk.folder, 'sticks'))).toEqual([]);
  });

  it('is saved once more while it is kept, and no longer than it is needed', async () => {
    const stick = await stickWith(1);
    room.desk.place = room.desk.path('again.tonle');
    expect(await room.desk.clerk.ask('sticks.save', { number: 1 })).toEqual({ savedAs: 'again.tonle' });
    expect(Buffer.compare(readFileSync(room.desk.place), stick)).toBe(0);
    await room.desk.restart();
    expect((await room.desk.clerk.ask('sticks.list', {})).sticks).toMatchObject([{ number: 1, isKept: true }]);
    await take((await bring(room.centre.url, stick)).answer);
    expect(await room.desk.clerk.refused('sticks.save', { number: 1 })).toBe('not-kept');
  });

  it('passes a browser through the port of the desk, for who is signed in', async () => {
    await room.desk.contact();
    await work(2);
    const folder = room.desk.folder;
    await room.desk.close();
    room.desk = await openStickDesk(room.centre.url, { way: 'browser', folder });
    const { serve, events, stickFiles } = room.desk.desk;
    const port = await openHttpPort({
      ...{ serve, events, screens: new Map(), port: 0, version: '0.0.0', mode: () => 'practice' },
      ...{ log: () => undefined, stickFiles: () => stickFiles },
    });
    try {
      const session = { authorization: `Bearer ${room.desk.clerk.session}` };
      const made = await room.desk.clerk.ask('sticks.export', {});
      expect(made).toMatchObject({ savedAs: null, fileName: expect.stringMatching(/^tonle-PRAC1-\d+-1\.tonle$/) });
      const file = `${port.url}/sticks/${made.fileName}`;
      expect((await fetch(file)).status).toBe(401);
      expect((await fetch(`${port.url}/sticks/desk.key`, { headers: session })).status).toBe(404);
      expect((await fetch(`${port.url}/sticks/..%2Fdesk.key`, { headers: session })).status).toBe(404);
      const stick = Buffer.from(await (await fetch(file, { headers: session })).arrayBuffer());
      expect(stick.length).toBe(made.bytes);
      const { answer } = await bring(room.centre.url, stick);
      const upload = (headers: Record<string, string>, body: Uint8Array) =>
        fetch(`${port.url}/sticks/answer`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', ...headers },
          body: new Uint8Array(body),
        });
      expect((await upload({}, answer)).status).toBe(401);
      expect((await upload({ ...session, origin: 'http://elsewhere.example' }, answer)).status).toBe(403);
      expect(await (await upload(session, stick)).json()).toMatchObject({ refusal: { code: 'not-an-answer' } });
      expect(await (await upload(session, answer)).json()).toMatchObject({ ok: true, value: { kept: 6 } });
      expect(readdirSync(join(room.desk.folder, 'sticks'))).toEqual([]);
      const reply = await sendOver(port.url)(
        { id: 'x', name: 'sticks.save', input: { number: 1 } },
        room.desk.clerk.session,
      );
      expect(reply).toMatchObject({ refusal: { code: 'saved-by-browser' } });
    } finally {
      await port.close();
    }
  });
});

describe('an answer', () => {
  it('is taken as often as it is brought, and changes something once', async () => {
    const stick = await stickWith(2);
    const [one, other] = [await bring(room.centre.url, stick), await bring(room.centre.url, stick)];
    expect(await take(other.answer)).toMatchObject({ value: { accepted: 6, kept: 6 } });
    expect(await take(other.answer)).toMatchObject({ value: { accepted: 6, kept: 0 } });
    expect(await take(one.answer)).toMatchObject({ value: { accepted: 6, kept: 0 } });
    expect(await counts()).toMatchObject({ entered: 6, accepted: 6, waiting: 0 });
  });

  it('is refused cut, changed, or as something else, and then changes nothing', async () => {
    const stick = await stickWith(2);
    const { answer } = await bring(room.centre.url, stick);
    const before = await counts();
    const flipped = Buffer.from(answer);
    flipped[90] = (flipped[90] ?? 0) ^ 4;
    expect(await refusalOf(take(flipped))).toBe('damaged');
    for (const at of [10, 57, 60, answer.length - 1]) {
      expect(await refusalOf(take(answer.subarray(0, at))), `cut at ${at}`).toMatch(/^(damaged|not-an-answer)$/);
    }
    expect(await refusalOf(take(stick))).toBe('not-an-answer');
    expect(await refusalOf(take(randomBytes(400)))).toBe('not-an-answer');
    room.desk.place = null;
    expect(await room.desk.clerk.refused('sticks.import', { upload: null })).toBe('cancelled');
    room.desk.place = room.desk.path('nowhere.tonle');
    expect(await room.desk.clerk.refused('sticks.import', { upload: null })).toBe('not-read');
    expect(await counts()).toEqual(before);
    expect(await take(answer)).toMatchObject({ ok: true });
  });

  it('is refused at another desk, and by a database that does not know the stick', async () => {
    const { answer } = await bring(room.centre.url, await stickWith(1));
    const mine = room.desk;
    room.desk = await openStickDesk(room.centre.url);
    try {
      await room.desk.contact();
      expect(await refusalOf(take(answer))).toBe('not-for-this-desk');
    } finally {
      await room.desk.close();
      room.desk = mine;
    }
  });

  it('is refused where somebody else than the centre has signed it', async () => {
    const stick = await stickWith(1);
    const { answer } = await bring(room.centre.url, stick);
    expect(await take(answer)).toMatchObject({ ok: true });
    // The key that lay in the stick is known to the centre and the desk alone; this shows that it is not enough.
    const known = await withDb(room.desk, (db) => db.get('SELECT stickId, answerKey, frames FROM stick'));
    const [hash = ''] = String(known?.frames).split(' ');
    const to = { stickId: String(known?.stickId), answerKey: Buffer.from(String(known?.answerKey), 'hex') };
    const forge = async (item: Uint8Array) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of sealAnswer(sealTools, to, content(item))) pieces.push(piece);
      return Buffer.concat(pieces);
    };
    const frame = Buffer.concat([
      Buffer.from('TNL'),
      Buffer.from([1, 0x20]),
      randomBytes(8),
      Buffer.from(hash, 'hex').subarray(0, 8),
    ]);
    const forged = Buffer.concat([Buffer.from(hash, 'hex'), frame, randomBytes(200)]);
    expect(await refusalOf(take(await forge(forged)))).toBe('not-signed');
    const foreign = Buffer.concat([randomBytes(32), frame, randomBytes(200)]);
    expect(await refusalOf(take(await forge(foreign)))).toBe('not-for-this-desk');
  });
});
