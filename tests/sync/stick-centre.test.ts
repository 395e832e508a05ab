import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deskOf, saveDeviceKeys } from '../../shared/facility/store.ts';
import { openCentre } from '../../sync/central/node/open.ts';
import { importStick } from '../../sync/central/sticks.ts';
import { NATIONAL_JOB } from '../../sync/central/tests/centre.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { newSigningKeys, signerOf } from '../../sync/node/signatures.ts';
import { sealStick } from '../../sync/protocol/seal.ts';
import { packManifest } from '../../sync/protocol/stick.ts';
import { atCentre } from '../support/centre-process.ts';
import { runProgram } from '../support/process.ts';
import { bring, endsOf, openStickDesk, type StickDesk, withDb } from '../support/stick-desk.ts';
import { content, stickRoom } from '../support/stick-room.ts';

const room = stickRoom(29);
const { work, counts, stickWith, take } = room;

describe('the centre', () => {
  const came = async () => (await room.centre.dump(true)).filter(({ kind }) => kind === 'change').length;

  it('has each change once, however often and whichever way it comes', async () => {
    const stick = await stickWith(3);
    await bring(room.centre.url, stick);
    await bring(room.centre.url, stick);
    await room.desk.contact();
    const { answer } = await bring(room.centre.url, stick);
    expect(await take(answer)).toMatchObject({ value: { kept: 0 } });
    expect(await endsOf(room.desk, room.centre)).toMatchObject({ missing: [], doubled: [], strange: [] });
    expect(await counts()).toMatchObject({ entered: 9, accepted: 9, waiting: 0 });
  });

  it('refuses a file that is cut, changed or not for it, with a sentence, and stores nothing of it', async () => {
    const stick = await stickWith(3);
    const before = await came();
    const changed = Buffer.from(stick);
    changed[stick.length - 30] = (changed[stick.length - 30] ?? 0) ^ 1;
    const files: [Uint8Array, RegExp][] = [
      [stick.subarray(0, stick.length >> 1), /changed or damaged.*Copy it again/],
      [stick.subarray(0, 40), /end of this file is missing/],
      [changed, /changed or damaged/],
      [Buffer.from('nothing of the kind'), /not a file of this kind/],
      [Buffer.alloc(0), /not a file of this kind/],
    ];
    const other = Buffer.from(stick);
    other.set(randomBytes(8), 9);
    files.push([other, /sealed for another centre/]);
    for (const [file, sentence] of files) {
      const { status, problem } = await bring(room.centre.url, file);
      expect([status, problem?.code]).toEqual([400, 'invalid']);
      expect(problem?.sentence).toMatch(sentence);
    }
    expect(await came()).toBe(before);
    expect((await bring(room.centre.url, stick)).status).toBe(200);
  });

  it('refuses a file that its desk has not signed, or that no desk of it has made', async () => {
    await room.desk.contact();
    const sealing = await withDb(
      room.desk,
      (db) => JSON.parse(String(db.get("SELECT value FROM setting WHERE key = 'centreKeys'")?.value)).sealing,
    );
    const identity = await withDb(room.desk, (db) => deskOf(db));
    const keys = newSigningKeys();
    const forged = async (deviceId: string) => {
      const manifest = packManifest(signerOf(keys.privateKey), {
        ...{ format: 1, stickId: 'ab'.repeat(16), number: 7, facility: 'PRAC1', deviceId, deskNumber: 1, program: 'x' },
        ...{ madeAt: '2026-03-01T00:00:00.000Z', answerKey: 'cd'.repeat(32) },
        proof: { deviceKey: keys.publicKey, token: 'f'.repeat(64) },
      });
      const pieces: Uint8Array[] = [];
      for await (const piece of sealStick(sealTools, Buffer.from(sealing, 'hex'), content(manifest)))
        pieces.push(piece);
      return bring(room.centre.url, Buffer.concat(pieces));
    };
    expect(await forged(identity?.deviceId ?? '')).toMatchObject({ status: 403, problem: { code: 'signature-wrong' } });
    expect(await forged('3f0e6a56-58d0-4bb0-9a0a-7a3b1a6f0c22')).toMatchObject({
      status: 401,
      problem: { code: 'device-unknown' },
    });
  });

  it('believes a desk whose key it has never had by its token, which lies inside', async () => {
    await room.desk.contact();
    await work(1);
    const { deviceId } = (await withDb(room.desk, (db) => deskOf(db))) ?? {};
    await room.desk.close();
    const store = { data: room.centre.data, databaseUrl: null, log: () => undefined, nationalJob: NATIONAL_JOB };
    await room.centre.stop();
    const opened = await openCentre(store);
    await opened.world.db.write((tx) =>
      tx.run('UPDATE device SET "signingKey" = NULL WHERE "deviceId" = $1', [String(deviceId)]),
    );
    await opened.close();
    await room.centre.start({ isPractice: true });
    room.desk = await openStickDesk(room.centre.url, { folder: room.desk.folder });
    await withDb(room.desk, (db) => db.write((tx) => saveDeviceKeys(tx, { ...newSigningKeys(), isKnown: false })));
    room.desk.place = room.desk.path('stick.tonle');
    await room.desk.clerk.ask('sticks.export', {});
    const { status, answer } = await bring(room.centre.url, readFileSync(room.desk.place));
    expect(status).toBe(200);
    expect(await take(answer)).toMatchObject({ ok: true, value: { kept: 3 } });
    await room.desk.contact();
  });

  it('goes on where it was stopped in the middle of a file', async () => {
    // More than one frame, so that there is a middle.
    const stick = await stickWith(170);
    await room.centre.stop();
    try {
      // The first frame, the second, and the note that the stick came.
      for (const writes of [0, 1, 2]) await expect(importedUntil(stick, writes)).rejects.toThrow('the power went');
    } finally {
      await room.centre.start({ isPractice: true });
    }
    room.desk = await reopened();
    const { answer } = await bring(room.centre.url, stick);
    expect(await take(answer)).toMatchObject({ ok: true, value: { accepted: 510, kept: 510, stillWaiting: 0 } });
    expect(await endsOf(room.desk, room.centre)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it('takes what a desk has not sent that it has shut out, with the same verdicts, and notes it', async () => {
    const stick = await stickWith(2);
    const { deviceId } = (await withDb(room.desk, (db) => deskOf(db))) ?? {};
    await room.centre.command('revoke', { device: deviceId });
    const { status, answer } = await bring(room.centre.url, stick);
    expect(status).toBe(200);
    expect(await take(answer)).toMatchObject({ ok: true, value: { accepted: 6, kept: 6 } });
    expect(
      await room.centre.logs('stick', room.centre.logged.filter(({ event }) => event === 'stick').length),
    ).toMatchObject({
      ...{ device: deviceId, isRevoked: true, accepted: 6 },
    });
    expect(await counts()).toMatchObject({ entered: 6, accepted: 6, waiting: 0 });
  });

  it('is asked on the command line, while it runs and while it does not', async () => {
    const stick = await stickWith(2);
    const [file, out] = [room.desk.path('stick.tonle'), room.desk.path('out.tonle')];
    const said = JSON.parse(await atCentre(room.centre.data, 'import-stick', file, '--answer', out)) as object;
    expect(said).toMatchObject({ number: 1, changes: 6, accepted: 6, timesBefore: 0, isRevoked: false, path: out });
    expect(await take(readFileSync(out))).toMatchObject({ ok: true, value: { kept: 6 } });
    await room.centre.stop();
    try {
      const again = JSON.parse(await atCentre(room.centre.data, 'import-stick', file, '--answer', out)) as object;
      expect(again).toMatchObject({ changes: 6, alreadyHad: 6, timesBefore: 1 });
      writeFileSync(file, stick.subarray(0, 300));
      await expect(atCentre(room.centre.data, 'import-stick', file, '--answer', out)).rejects.toThrow(
        /changed or damaged/,
      );
    } finally {
      await room.centre.start({ isPractice: true });
    }
    expect(existsSync(out) && statSync(out).size > 0).toBe(true);
  });

  it('is reached from another PC that has no key, and answers for the way back', async () => {
    await stickWith(1);
    const [file, out] = [room.desk.path('stick.tonle'), room.desk.path('forwarded.tonle')];
    const forward = (from: string, to: string) =>
      runProgram('build/central.ts', ['forward-stick', from, '--to', to, '--answer', out]);
    expect((await forward(file, 'http://127.0.0.1:9')).stderr).toMatch(/No centre answers.*Nothing is lost/);
    expect((await forward(room.desk.path('nothing.tonle'), room.centre.url)).stderr).toMatch(/cannot be read/);
    writeFileSync(room.desk.path('not.tonle'), 'not a stick');
    expect((await forward(room.desk.path('not.tonle'), room.centre.url)).stderr).toMatch(/not a file of this kind/);
    expect(existsSync(out)).toBe(false);
    expect(await forward(file, room.centre.url)).toMatchObject({ code: 0, stderr: '' });
    expect(await take(readFileSync(out))).toMatchObject({ ok: true, value: { kept: 3 } });
  });

  /** A centre on the same store whose power goes after so many transactions. */
  async function importedUntil(stick: Uint8Array, writes: number): Promise<void> {
    const store = { data: room.centre.data, databaseUrl: null, log: () => undefined, nationalJob: NATIONAL_JOB };
    const { world, close } = await openCentre(store);
    const { db } = world;
    let left = writes;
    const write: typeof db.write = (work) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('the power went')) : db.write(work);
    };
    try {
      const broken = { query: db.query.bind(db), close: db.close.bind(db), write };
      await importStick({ ...world, db: { ...db, ...broken } }, whole(stick));
    } finally {
      await close();
    }
  }

  /** The same desk at the address where the centre is now. */
  async function reopened(): Promise<StickDesk> {
    await room.desk.close();
    return openStickDesk(room.centre.url, { folder: room.desk.folder });
  }
});

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
