import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deskOf, saveDeviceKeys } from '../../shared/facility/store.ts';
import { openCentre } from '../../sync/central/node/open.ts';
import { importStick } from '../../sync/central/sticks.ts';
import { NATIONAL_JOB, type TestCentre } from '../../sync/central/tests/centre.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { newSigningKeys, signerOf } from '../../sync/node/signatures.ts';
import { itemBytes, sealStick } from '../../sync/protocol/seal.ts';
import { packManifest } from '../../sync/protocol/stick.ts';
import { atCentre } from '../support/centre-process.ts';
import { serveMany } from '../support/clerk-work.ts';
import { seededDice } from '../support/dice.ts';
import { runProgram } from '../support/process.ts';
import {
  bring,
  endsOf,
  openStickDesk,
  type PracticeCentre,
  type StickDesk,
  startPracticeCentre,
  stickOf,
  takeAt,
  withDb,
} from '../support/stick-desk.ts';

let practice: PracticeCentre;
let centre: TestCentre;
let desk: StickDesk;
const dice = seededDice(29);

beforeAll(async () => {
  practice = await startPracticeCentre();
  centre = practice.centre;
});
afterAll(() => practice?.stop());
beforeEach(async () => {
  desk = await openStickDesk(centre.url);
});
afterEach(() => desk.close());

const work = (count: number) => serveMany(desk.clerk, dice, count);
const counts = async () => (await desk.clerk.ask('sync.status', {})).counts;
const stickWith = (people: number) => stickOf(desk, dice, people);
const take = (answer: Uint8Array) => takeAt(desk, answer);

async function* content(...items: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const item of items) yield itemBytes(item);
}

describe('the centre', () => {
  const came = async () => (await centre.dump(true)).filter(({ kind }) => kind === 'change').length;

  it('has each change once, however often and whichever way it comes', async () => {
    const stick = await stickWith(3);
    await bring(centre.url, stick);
    await bring(centre.url, stick);
    await desk.contact();
    const { answer } = await bring(centre.url, stick);
    expect(await take(answer)).toMatchObject({ value: { kept: 0 } });
    expect(await endsOf(desk, centre)).toMatchObject({ missing: [], doubled: [], strange: [] });
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
      const { status, problem } = await bring(centre.url, file);
      expect([status, problem?.code]).toEqual([400, 'invalid']);
      expect(problem?.sentence).toMatch(sentence);
    }
    expect(await came()).toBe(before);
    expect((await bring(centre.url, stick)).status).toBe(200);
  });

  it('refuses a file that its desk has not signed, or that no desk of it has made', async () => {
    await desk.contact();
    const sealing = await withDb(
      desk,
      (db) => JSON.parse(String(db.get("SELECT value FROM setting WHERE key = 'centreKeys'")?.value)).sealing,
    );
    const identity = await withDb(desk, (db) => deskOf(db));
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
      return bring(centre.url, Buffer.concat(pieces));
    };
    expect(await forged(identity?.deviceId ?? '')).toMatchObject({ status: 403, problem: { code: 'signature-wrong' } });
    expect(await forged('3f0e6a56-58d0-4bb0-9a0a-7a3b1a6f0c22')).toMatchObject({
      status: 401,
      problem: { code: 'device-unknown' },
    });
  });

  it('believes a desk whose key it has never had by its token, which lies inside', async () => {
    await desk.contact();
    await work(1);
    const { deviceId } = (await withDb(desk, (db) => deskOf(db))) ?? {};
    await desk.close();
    const store = { data: centre.data, databaseUrl: null, log: () => undefined, nationalJob: NATIONAL_JOB };
    await centre.stop();
    const opened = await openCentre(store);
    await opened.world.db.write((tx) =>
      tx.run('UPDATE device SET "signingKey" = NULL WHERE "deviceId" = $1', [String(deviceId)]),
    );
    await opened.close();
    await centre.start({ isPractice: true });
    desk = await openStickDesk(centre.url, { folder: desk.folder });
    await withDb(desk, (db) => db.write((tx) => saveDeviceKeys(tx, { ...newSigningKeys(), isKnown: false })));
    desk.place = desk.path('stick.tonle');
    await desk.clerk.ask('sticks.export', {});
    const { status, answer } = await bring(centre.url, readFileSync(desk.place));
    expect(status).toBe(200);
    expect(await take(answer)).toMatchObject({ ok: true, value: { kept: 3 } });
    await desk.contact();
  });

  it('goes on where it was stopped in the middle of a file', async () => {
    // More than one frame, so that there is a middle.
    const stick = await stickWith(170);
    await centre.stop();
    try {
      // The first frame, the second, and the note that the stick came.
      for (const writes of [0, 1, 2]) await expect(importedUntil(stick, writes)).rejects.toThrow('the power went');
    } finally {
      await centre.start({ isPractice: true });
    }
    desk = await reopened();
    const { answer } = await bring(centre.url, stick);
    expect(await take(answer)).toMatchObject({ ok: true, value: { accepted: 510, kept: 510, stillWaiting: 0 } });
    expect(await endsOf(desk, centre)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it('takes what a desk has not sent that it has shut out, with the same verdicts, and notes it', async () => {
    const stick = await stickWith(2);
    const { deviceId } = (await withDb(desk, (db) => deskOf(db))) ?? {};
    await centre.command('revoke', { device: deviceId });
    const { status, answer } = await bring(centre.url, stick);
    expect(status).toBe(200);
    expect(await take(answer)).toMatchObject({ ok: true, value: { accepted: 6, kept: 6 } });
    expect(await centre.logs('stick', centre.logged.filter(({ event }) => event === 'stick').length)).toMatchObject({
      ...{ device: deviceId, isRevoked: true, accepted: 6 },
    });
    expect(await counts()).toMatchObject({ entered: 6, accepted: 6, waiting: 0 });
  });

  it('is asked on the command line, while it runs and while it does not', async () => {
    const stick = await stickWith(2);
    const [file, out] = [desk.path('stick.tonle'), desk.path('out.tonle')];
    const said = JSON.parse(await atCentre(centre.data, 'import-stick', file, '--answer', out)) as object;
    expect(said).toMatchObject({ number: 1, changes: 6, accepted: 6, timesBefore: 0, isRevoked: false, path: out });
    expect(await take(readFileSync(out))).toMatchObject({ ok: true, value: { kept: 6 } });
    await centre.stop();
    try {
      const again = JSON.parse(await atCentre(centre.data, 'import-stick', file, '--answer', out)) as object;
      expect(again).toMatchObject({ changes: 6, alreadyHad: 6, timesBefore: 1 });
      writeFileSync(file, stick.subarray(0, 300));
      await expect(atCentre(centre.data, 'import-stick', file, '--answer', out)).rejects.toThrow(/changed or damaged/);
    } finally {
      await centre.start({ isPractice: true });
    }
    expect(existsSync(out) && statSync(out).size > 0).toBe(true);
  });

  it('is reached from another PC that has no key, and answers for the way back', async () => {
    await stickWith(1);
    const [file, out] = [desk.path('stick.tonle'), desk.path('forwarded.tonle')];
    const forward = (from: string, to: string) =>
      runProgram('build/central.ts', ['forward-stick', from, '--to', to, '--answer', out]);
    expect((await forward(file, 'http://127.0.0.1:9')).stderr).toMatch(/No centre answers.*Nothing is lost/);
    expect((await forward(desk.path('nothing.tonle'), centre.url)).stderr).toMatch(/cannot be read/);
    writeFileSync(desk.path('not.tonle'), 'not a stick');
    expect((await forward(desk.path('not.tonle'), centre.url)).stderr).toMatch(/not a file of this kind/);
    expect(existsSync(out)).toBe(false);
    expect(await forward(file, centre.url)).toMatchObject({ code: 0, stderr: '' });
    expect(await take(readFileSync(out))).toMatchObject({ ok: true, value: { kept: 3 } });
  });

  /** A centre on the same store whose power goes after so many transactions. */
  async function importedUntil(stick: Uint8Array, writes: number): Promise<void> {
    const store = { data: centre.data, databaseUrl: null, log: () => undefined, nationalJob: NATIONAL_JOB };
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
    await desk.close();
    return openStickDesk(centre.url, { folder: desk.folder });
  }
});

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
