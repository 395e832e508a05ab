import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import {
  type DeskWish,
  type DumpLine,
  deskWords,
  dumpDesk,
  NO_CENTRE,
  SENT_KINDS,
  signedIn,
  startDesk,
} from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { somebody } from '../support/people.ts';
import { runProgram } from '../support/process.ts';

const PATIENTS = 12;

/** A desk that cannot start says why in a sentence without a stack, and ends with an error code. */
async function refusal(wish: DeskWish): Promise<string> {
  const { code, stdout, stderr } = await runProgram('electron/desk.ts', deskWords({ centreUrl: NO_CENTRE, ...wish }));
  expect(code).toBe(1);
  expect(stdout).toBe('');
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(said.join('\n')).toMatch(/\.$/);
  expect(stderr).not.toMatch(/^\s+at |node:internal|Error:/m);
  return said.join('\n');
}

const patientsOf = (lines: DumpLine[]) =>
  lines
    .filter(({ kind }) => kind === 'patient')
    .map(({ id }) => id)
    .sort();

describe('a folder that is not well', () => {
  let folder: string;
  let good: string;
  let patients: string[];

  beforeAll(async () => {
    folder = newFolder('bad-stores');
    good = join(folder, 'good');
    const desk = await startDesk({ data: good, centreUrl: NO_CENTRE });
    const clerk = await signedIn(desk);
    const dice = seededDice(1);
    for (let index = 0; index < PATIENTS; index += 1) await clerk.ask('patients.register', somebody(dice));
    await desk.stop();
    patients = patientsOf(await dumpDesk(good));
    expect(patients).toHaveLength(PATIENTS);
  });
  afterAll(() => removeFolder(folder));

  const copyOf = (name: string) => {
    const copy = join(folder, name);
    cpSync(good, copy, { recursive: true });
    return copy;
  };
  /** Everything in the folder but what is opened and closed with the process. */
  const contentsOf = (data: string) =>
    Object.fromEntries(
      readdirSync(data)
        .filter((name) => !/^lock\.db|-shm$|-wal$|^(backups|sticks)$/.test(name))
        .map((name) => [name, readFileSync(join(data, name)).toString('base64')]),
    );

  it('a damaged database is left as it is', async () => {
    const data = copyOf('damaged');
    const bytes = readFileSync(join(data, 'desk.db'));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(join(data, 'desk.db'), bytes);
    const before = contentsOf(data);
    expect(await refusal({ data })).toMatch(/is damaged.*Nothing was changed.*"backups"/);
    expect(contentsOf(data)).toEqual(before);
    const dump = await runProgram('electron/desk.ts', ['dump', '--data', data]);
    expect([dump.code, dump.stdout]).toEqual([1, '']);
    expect(dump.stderr).toMatch(/is damaged/);
  });

  it('a database that was cut off, emptied or removed is not begun anew', async () => {
    const data = copyOf('cut');
    truncateSync(join(data, 'desk.db'), 5_000);
    expect(await refusal({ data })).toMatch(/is damaged/);
    truncateSync(join(data, 'desk.db'), 0);
    expect(await refusal({ data })).toMatch(/is gone or empty/);
    rmSync(join(data, 'desk.db'));
    expect(await refusal({ data })).toMatch(/is gone or empty/);
    expect(existsSync(join(data, 'desk.db'))).toBe(false);
  });

  it('a missing or wrong key opens nothing and makes nothing', async () => {
    const data = copyOf('keyless');
    const key = readFileSync(join(data, 'desk.key'), 'utf8');
    rmSync(join(data, 'desk.key'));
    expect(await refusal({ data })).toMatch(/key file .* is missing/);
    expect(existsSync(join(data, 'desk.key'))).toBe(false);
    writeFileSync(join(data, 'desk.key'), `${'ab'.repeat(32)}\n`);
    expect(await refusal({ data })).toMatch(/its key is another one/);
    writeFileSync(join(data, 'desk.key'), key);
    expect(patientsOf(await dumpDesk(data))).toEqual(patients);
  });

  it('a database of a newer Tonle is left alone', async () => {
    const data = copyOf('newer');
    const db = openSqlite(join(data, 'desk.db'), readKey(data));
    db.script('PRAGMA user_version = 9990');
    db.close();
    expect(await refusal({ data })).toMatch(/written by a newer Tonle \(schema 9990;.*Nothing was changed/);
    expect(patientsOf(await dumpDesk(data))).toEqual(patients);
  });

  it('practice data never open as real ones, nor real ones as practice', async () => {
    expect(await refusal({ data: copyOf('mixed'), isPractice: false })).toMatch(/holds practice data/);
    const data = join(folder, 'real');
    const desk = await startDesk({ data, isPractice: false });
    expect(await (await fetch(`${desk.url}/health`)).json()).toMatchObject({ ok: true, mode: 'real' });
    await desk.stop();
    expect(await refusal({ data })).toMatch(/holds real data/);
  });

  it('a second process on a folder is told that the first is running, and harms nothing', async () => {
    const data = copyOf('shared');
    const desk = await startDesk({ data, centreUrl: NO_CENTRE });
    try {
      expect(await refusal({ data })).toMatch(/already running with the folder/);
      const clerk = await signedIn(desk);
      await clerk.ask('patients.register', somebody(seededDice(2)));
      expect(patientsOf(await dumpDesk(data))).toHaveLength(PATIENTS + 1);
    } finally {
      await desk.kill();
    }
    const again = await startDesk({ data, centreUrl: NO_CENTRE });
    expect(await again.stop()).toEqual({ code: 0, signal: null });
  });

  it('a folder that cannot be written to, and words that make no sense, are named', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ data: file })).toMatch(/cannot be written to/);
    for (const words of [
      [],
      ['--data'],
      ['--data', file, '--port', '70000'],
      ['fly', '--data', file],
      ['--data', file, '--centre', 'nowhere'],
      ['--data', file, '--wings'],
    ]) {
      const { code, stderr } = await runProgram('electron/desk.ts', words);
      expect([words, code]).toEqual([words, 1]);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    const { code, stderr } = await runProgram('electron/desk.ts', ['dump', '--data', join(folder, 'nowhere')]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/There is no desk's database in/)]);
  });

  it('a port that is taken is named, and the folder is free again', async () => {
    const data = copyOf('port');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await refusal({ data, port })).toMatch(new RegExp(`Port ${port} on this PC is in use`));
    await new Promise((resolve) => server.close(resolve));
    const desk = await startDesk({ data, centreUrl: NO_CENTRE });
    expect(await desk.stop()).toEqual({ code: 0, signal: null });
  });
});

/** A small disk of its own, where the machine lets the test have one. */
function mountSmallDisk(at: string, sizeKb: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    mkdirSync(at, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a disk that is full', () => {
  const folder = newFolder('full');
  const disk = join(folder, 'disk');
  const isMounted = mountSmallDisk(disk, 4_096);
  afterAll(() => {
    if (isMounted) execFileSync('umount', [disk]);
    removeFolder(folder);
  });

  it.skipIf(!isMounted)(
    'refuses to save with a sentence, keeps what it said yes to, and goes on once there is room',
    async (context) => {
      if (!isMounted) context.skip('A small disk can only be mounted by root on Linux.');
      const data = join(disk, 'desk');
      const ballast = join(disk, 'ballast');
      const desk = await startDesk({ data, centreUrl: NO_CENTRE });
      const saved: string[] = [];
      const dice = seededDice(3);
      try {
        const clerk = await signedIn(desk);
        saved.push((await clerk.ask('patients.register', somebody(dice))).patient.id);
        fillDisk(ballast);
        let faults = 0;
        for (let tries = 0; tries < 400 && faults < 3; tries += 1) {
          const reply = await clerk.reply('patients.register', somebody(dice));
          if (reply.ok) saved.push((reply.value as { patient: { id: string } }).patient.id);
          else {
            faults += 1;
            expect(reply).toMatchObject({
              fault: { code: 'disk-full', sentence: expect.stringMatching(/disk is full/) },
            });
          }
        }
        expect(faults).toBe(3);
        expect((await clerk.ask('patients.search', { text: 'so' })).hits.length).toBeGreaterThan(0);
        await desk.kill();
        expect(await refusal({ data })).toMatch(/disk is full/);
        expect(await refusal({ data: join(disk, 'another') })).toMatch(/disk is full|cannot be written/);
      } finally {
        await desk.kill();
      }
      rmSync(ballast);
      const again = await startDesk({ data, centreUrl: NO_CENTRE });
      try {
        const clerk = await signedIn(again);
        saved.push((await clerk.ask('patients.register', somebody(dice))).patient.id);
      } finally {
        await again.stop();
      }
      const dumped = (await dumpDesk(data)).filter(({ kind }) => SENT_KINDS.includes(kind));
      expect(patientsOf(dumped)).toEqual([...saved].sort());
    },
  );
});

function fillDisk(file: string): void {
  const pieces = [1_000_000, 100_000, 10_000, 1_000];
  let text = Buffer.alloc(0);
  for (const bytes of pieces) {
    for (;;) {
      const longer = Buffer.concat([text, Buffer.alloc(bytes, 'x')]);
      try {
        writeFileSync(file, longer);
      } catch {
        break;
      }
      text = longer;
    }
  }
  writeFileSync(file, text);
}
