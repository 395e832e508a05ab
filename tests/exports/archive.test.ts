import { spawnSync } from 'node:child_process';
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedArchive, openWithDesk } from '../../electron/node/exports/verify.ts';
import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex } from '../../shared/base/ids.ts';
import { deviceKeysOf } from '../../shared/facility/store.ts';
import { askRunning } from '../../sync/central/node/ask-running.ts';
import { newKeyPair } from '../../sync/node/hpke.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { newSigningKeys, signerOf, verifyBytes } from '../../sync/node/signatures.ts';
import {
  ARCHIVE_HEAD_BYTES,
  type ArchiveManifest,
  checkArchive,
  openArchive,
  packArchiveHead,
  sealArchive,
} from '../../sync/protocol/month-archive.ts';
import { SealFault } from '../../sync/protocol/seal.ts';
import { clerkOver } from '../support/asks.ts';
import { serveMany } from '../support/clerk-work.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import {
  openStickDesk,
  type PracticeCentre,
  type StickDesk,
  startPracticeCentre,
  withDb,
} from '../support/stick-desk.ts';
import { until } from '../support/until.ts';

const PROGRAM = fileURLToPath(new URL('../../build/verify.ts', import.meta.url));
const folder = newFolder('archives');
let practice: PracticeCentre;
let desk: StickDesk;
let path: string;
let bytes: Buffer;
let manifest: ArchiveManifest;

/** A month of a desk that has met its centre, written by the desk's own thread. */
beforeAll(async () => {
  practice = await startPracticeCentre();
  desk = await openStickDesk(practice.centre.url);
  await desk.contact();
  await serveMany(desk.clerk, seededDice(3), 4);
  // The centre learns the key of this desk with its first batch.
  await desk.contact();
  path = join(folder, 'month.tonle-month');
  desk.place = path;
  const manager = clerkOver(desk.desk.serve);
  await manager.signIn('dara', '2222');
  const { months } = await manager.ask('month.list', {});
  const month = must(months[0], 'there is a month').month;
  const { export: begun } = await manager.ask('exports.start', { month, kind: 'archive' });
  const state = async () =>
    (await manager.ask('exports.list', {})).exports.find((one) => one.exportId === begun.exportId);
  await until('the archive is written', async () => (await state())?.state !== 'running', 60_000);
  expect(await state()).toMatchObject({ state: 'done', savedAs: 'month.tonle-month' });
  bytes = readFileSync(path);
  manifest = await checkedArchive(path);
});
afterAll(async () => {
  await desk?.close();
  await practice?.stop();
  removeFolder(folder);
});

const once = (file: Uint8Array) => Readable.from([file]);
async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SealFault) return error.code;
    throw error;
  }
  return 'none';
}
const verified = (file: Uint8Array) => faultOf(checkArchive(once(file), verifyBytes));
const changedAt = (at: number) => Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
const silent = { line: async () => undefined, refused: async () => undefined };

/** Another archive around the same manifest, sealed to others and signed as it says, as somebody may make who has no keys. */
async function forged(over: Partial<ArchiveManifest>, content = 'Tonle'): Promise<Buffer> {
  const signing = newSigningKeys();
  const to = { centre: newKeyPair().publicKey, own: newKeyPair().publicKey };
  const parts: Uint8Array[] = [];
  for await (const piece of sealArchive(sealTools, to, once(Buffer.from(content)))) parts.push(piece);
  const sealed = Buffer.concat(parts);
  const files = [{ name: 'a.txt', bytes: content.length, sha256: sha256Hex(content) }];
  const told: ArchiveManifest = {
    ...{ ...manifest, deviceKey: signing.publicKey, files },
    sealed: { bytes: sealed.length, sha256: toHex(sealTools.sha256(sealed)) },
    ...over,
  };
  return Buffer.concat([packArchiveHead(signerOf(signing.privateKey), told), sealed]);
}

describe('an archive of a month', () => {
  it('says without any key whose it is and that it is whole', async () => {
    const keys = await withDb(desk, deviceKeysOf);
    expect(manifest).toMatchObject({ deviceKey: keys?.publicKey, state: 'open', isPractice: true, revision: 0 });
    expect(manifest.files.map(({ name }) => name.split('.').at(-1))).toEqual(['xlsx', 'pdf', 'csv', 'json']);
    expect(manifest.sealed.bytes).toBe(bytes.length - ARCHIVE_HEAD_BYTES);
    // Nobody's name or number is in clear anywhere in it.
    expect(bytes.includes('PK\x03\x04')).toBe(false);
    expect(bytes.includes('%PDF')).toBe(false);
  });

  it('opens with the keys of the desk that made it, to the files that were put in', async () => {
    const out = join(folder, 'of-desk');
    expect(await openWithDesk(path, manifest, desk.folder, out)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(manifest.files.map(({ name }) => name).sort());
    for (const { name, bytes: size, sha256 } of manifest.files) {
      const file = readFileSync(join(out, name));
      expect([file.length, toHex(sealTools.sha256(file))]).toEqual([size, sha256]);
    }
    const csv = readFileSync(join(out, must(manifest.files[2], 'the lines are there').name), 'utf8');
    expect(csv.trim().split('\r\n').length).toBe(5);
    expect(csv).toContain(manifest.digest);
  });

  it('is verified by the centre, which knows the desk', async () => {
    const { data } = practice.centre;
    const found = await askRunning(data, 'verify-archive', {}, createReadStream(path), silent);
    const { facility, month, digest, files } = manifest;
    expect(found).toMatchObject({ facility, device: manifest.deviceId, month, digest, files });
    const stranger = await forged({});
    expect(await verified(stranger)).toBe('none');
    const asked = askRunning(data, 'verify-archive', {}, once(stranger), silent);
    await expect(asked).rejects.toThrow(/not signed with the key that its desk has/);
    const unknown = await forged({ deviceId: '00000000-0000-4000-8000-000000000000' });
    await expect(askRunning(data, 'verify-archive', {}, once(unknown), silent)).rejects.toThrow(
      /does not know the desk/,
    );
  });

  it('does not pass when a byte of it is another one, wherever that is', async () => {
    const places = [
      9,
      40,
      73,
      200,
      ARCHIVE_HEAD_BYTES - 1,
      ARCHIVE_HEAD_BYTES,
      ARCHIVE_HEAD_BYTES + 40,
      bytes.length - 1,
    ];
    const middle = Math.floor((ARCHIVE_HEAD_BYTES + bytes.length) / 2);
    for (const at of [...places, middle]) expect([at, await verified(changedAt(at))]).toEqual([at, 'damaged']);
    expect(await verified(changedAt(0))).toBe('not-a-file');
    expect(await verified(changedAt(8))).toBe('newer');
    expect(await verified(Buffer.concat([bytes, Buffer.from([0])]))).toBe('damaged');
  });

  it('does not pass when its end is missing', async () => {
    for (const length of [10, ARCHIVE_HEAD_BYTES - 1, ARCHIVE_HEAD_BYTES, ARCHIVE_HEAD_BYTES + 200, bytes.length - 1])
      expect([length, await verified(bytes.subarray(0, length))]).toEqual([length, 'cut']);
    expect(await verified(new Uint8Array())).toBe('not-a-file');
  });

  it('does not pass with the files of another one', async () => {
    const other = await forged({});
    const exchanged = Buffer.concat([bytes.subarray(0, ARCHIVE_HEAD_BYTES), other.subarray(ARCHIVE_HEAD_BYTES)]);
    expect(['cut', 'damaged']).toContain(await verified(exchanged));
    // Signed by somebody who put other files behind a manifest.
    const own = newKeyPair();
    const parts: Uint8Array[] = [];
    const to = { centre: newKeyPair().publicKey, own: own.publicKey };
    for await (const piece of sealArchive(sealTools, to, once(Buffer.from('other')))) parts.push(piece);
    const sealed = Buffer.concat([Buffer.alloc(ARCHIVE_HEAD_BYTES), ...parts]);
    const files = [{ name: 'a.txt', bytes: 5, sha256: sha256Hex('Tonle') }];
    const told = { ...manifest, files };
    const opening = async (of: ArchiveManifest) => {
      for await (const { isEnd } of openArchive(sealTools, own, of, once(sealed))) if (isEnd) continue;
    };
    expect(await faultOf(opening(told))).toBe('damaged');
    const right = [{ name: 'a.txt', bytes: 5, sha256: sha256Hex('other') }];
    expect(await faultOf(opening({ ...manifest, files: right }))).toBe('none');
    // Less is told than there is.
    expect(
      await faultOf(opening({ ...manifest, files: [{ name: 'a.txt', bytes: 4, sha256: sha256Hex('othe') }] })),
    ).toBe('damaged');
  });

  it('does not open for anybody else', async () => {
    expect(await faultOf(openWithDesk(await kept(await forged({})), manifest, desk.folder, null))).toBe('other-centre');
  });

  it('has names that are its own, and a time that is one', async () => {
    const [file] = manifest.files;
    await expect(forged({ files: [must(file, 'one'), must(file, 'the same')] })).rejects.toThrow(/a name of its own/);
    await expect(forged({ asOf: '\u001b[31m2026' })).rejects.toThrow(/asOf/);
  });

  it('is told of on the command line', async () => {
    const run = (...words: string[]) => spawnSync(process.execPath, [PROGRAM, ...words], { encoding: 'utf8' });
    const whole = run(path);
    expect(whole.status).toBe(0);
    for (const said of [manifest.month, manifest.digest, manifest.deviceKey]) expect(whole.stdout).toContain(said);
    const out = join(folder, 'told');
    const opened = run(path, '--data', desk.folder, '--out', out);
    expect([opened.status, opened.stderr]).toEqual([0, '']);
    expect(readdirSync(out).length).toBe(manifest.files.length);
    // What lies there already stays as it is.
    const again = run(path, '--data', desk.folder, '--out', out);
    expect([again.status, again.stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(again.stderr).toContain('is there already');
    const damaged = run(await kept(changedAt(bytes.length - 5)));
    expect([damaged.status, damaged.stdout]).toEqual([1, '']);
    expect(damaged.stderr).toBe(`${new SealFault('damaged').message}\n`);
    await practice.centre.stop();
    // A folder is no file, and an empty one is no centre: none is made there.
    const empty = newFolder('empty');
    const [noFile, noKeys] = [run(empty), run(path, '--data', empty)];
    expect([noFile.status, noFile.stderr]).toEqual([
      1,
      expect.stringMatching(/^[^\n]*cannot be read[^\n]*EISDIR[^\n]*\n$/),
    ]);
    expect([noKeys.status, noKeys.stderr]).toEqual([1, expect.stringContaining('neither the data of a desk')]);
    expect(readdirSync(empty)).toEqual([]);
    removeFolder(empty);
    const atCentre = run(path, '--data', practice.centre.data);
    expect([atCentre.status, atCentre.stderr]).toEqual([0, '']);
    expect(atCentre.stdout).toContain('signed by a desk that this centre knows');
  }, 60_000);
});

async function kept(file: Uint8Array): Promise<string> {
  const name = join(folder, `${sealTools.random(8).join('')}.tonle-month`);
  writeFileSync(name, file);
  return name;
}
