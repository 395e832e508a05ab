import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openHttpPort } from '../../electron/node/http-port.ts';
import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import type { ExportKind, ExportState } from '../../shared/month/contract.ts';
import type { Clerk } from '../support/asks.ts';
import { seededDice } from '../support/dice.ts';
import { type ExportingDesk, openExportingDesk, seen, tellSealingKey } from '../support/export-desk.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

const MONTH = '2026-03';
let desk: ExportingDesk | null = null;
const folders: string[] = [];
afterEach(async () => {
  await desk?.close();
  desk = null;
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function place(name: string): string {
  const folder = newFolder('chosen');
  folders.push(folder);
  return join(folder, name);
}

async function open(choose?: () => Promise<string | null>): Promise<ExportingDesk> {
  desk = await openExportingDesk(choose === undefined ? {} : { choose });
  return desk;
}

async function ended(manager: Clerk, exportId: string): Promise<ExportState> {
  const find = async () => (await manager.ask('exports.list', {})).exports.find((one) => one.exportId === exportId);
  await until('a file is written', async () => (await find())?.state !== 'running', 20_000);
  return must(await find(), 'what was begun is listed');
}

async function exported(manager: Clerk, kind: ExportKind): Promise<ExportState> {
  const { export: begun } = await manager.ask('exports.start', { month: MONTH, kind });
  return ended(manager, begun.exportId);
}

async function refusalOf(manager: Clerk, kind: ExportKind, month = MONTH): Promise<string> {
  const reply = await manager.reply('exports.start', { month, kind });
  return !reply.ok && 'refusal' in reply ? reply.refusal.code : JSON.stringify(reply);
}

describe('a file of a month', () => {
  it('is written at the chosen place, of the report that the screen shows', async () => {
    const path = place('march.csv');
    const { manager } = await open(async () => path);
    const { report } = await manager.ask('month.report', { month: MONTH });
    const done = await exported(manager, 'csv');
    const bytes = readFileSync(path);
    expect(done).toMatchObject({
      ...{ state: 'done', month: MONTH, kind: 'csv', done: 3, of: 3, savedAs: 'march.csv', problem: null },
      ...{ digest: report.digest, bytes: bytes.length, sha256: sha256Hex(bytes.toString('utf8')) },
      fileName: `tonle-KT04-${MONTH}-lines-${report.digest.slice(0, 8)}.csv`,
    });
    expect(bytes.toString('utf8').trim().split('\r\n').length).toBe(4);
    expect(readdirSync(join(path, '..'))).toEqual(['march.csv']);
  });

  it('is fetched by a browser with its session, and by nobody without one', async () => {
    const { manager, exports, desk: inside } = await open();
    const { serve, events } = inside.core;
    const http = await openHttpPort({
      ...{ serve, events, screens: new Map(), port: 0, version: '0.0.0', mode: () => 'real' },
      ...{ log: () => undefined, stickFiles: null, exportFiles: () => exports.files },
    });
    try {
      for (const kind of ['xlsx', 'pdf'] as const) {
        const done = await exported(manager, kind);
        const address = `${http.url}/exports/${done.exportId}`;
        expect((await fetch(address)).status).toBe(401);
        const headers = { authorization: `Bearer ${manager.session}` };
        const answer = await fetch(address, { headers });
        expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${done.fileName}"`);
        expect((await answer.arrayBuffer()).byteLength).toBe(done.bytes);
        expect((await fetch(`${http.url}/exports/..%2Fdesk.db`, { headers })).status).toBe(404);
      }
    } finally {
      await http.close();
    }
  });

  it('of an open month has the same bytes later, and others when something came', async () => {
    const { manager, desk: inside } = await open();
    const sums = async () => {
      const made = [];
      for (const kind of ['xlsx', 'pdf', 'csv'] as const) made.push((await exported(manager, kind)).sha256);
      return made;
    };
    const once = await sums();
    inside.clock.advance(3_600_000);
    expect(await sums()).toEqual(once);
    await seen(manager, seededDice(5), `${MONTH}-02`);
    const later = await sums();
    expect(later.filter((sum) => once.includes(sum))).toEqual([]);
  });

  it('lies here in clear no longer than the program runs', async () => {
    const { manager, exports, desk: inside } = await open();
    const { exportId } = await exported(manager, 'csv');
    const file = must(exports.files.open(exportId), 'it was written').path;
    await exports.close();
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(inside.folder)).not.toContain('exports');
  });

  it('leaves nothing behind where it was stopped', async () => {
    const path = place('march.pdf');
    writeFileSync(path, 'an older file');
    const { manager } = await open(async () => path);
    const { export: begun } = await manager.ask('exports.start', { month: MONTH, kind: 'pdf' });
    expect(begun.state).toBe('running');
    const { export: stopped } = await manager.ask('exports.cancel', { exportId: begun.exportId });
    expect(stopped).toMatchObject({ state: 'cancelled', bytes: null, problem: null });
    expect(readdirSync(join(path, '..'))).toEqual(['march.pdf']);
    expect(readFileSync(path, 'utf8')).toBe('an older file');
    expect(await manager.reply('exports.cancel', { exportId: begun.exportId })).toMatchObject({
      refusal: { code: 'not-running' },
    });
    expect((await exported(manager, 'pdf')).state).toBe('done');
  });

  it.runIf(existsSync('/dev/full'))('leaves nothing behind on a full disk, and says so', async () => {
    const path = place('march.xlsx');
    // What is written into this goes to a device that is always full.
    symlinkSync('/dev/full', `${path}.making.part`);
    const { manager } = await open(async () => path);
    expect(await exported(manager, 'xlsx')).toMatchObject({ state: 'failed', problem: 'disk-full', bytes: null });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is not written where there is no such folder', async () => {
    const path = join(place('gone'), 'march.csv');
    const { manager } = await open(async () => path);
    expect(await exported(manager, 'csv')).toMatchObject({ state: 'failed', problem: 'not-written' });
  });

  it('waits for the one before it, and for a place', async () => {
    let answer: (path: string | null) => void = () => undefined;
    let asked = 0;
    const { manager } = await open(() => {
      asked += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const first = manager.reply('exports.start', { month: MONTH, kind: 'csv' });
    await until('a place is asked for', () => asked === 1, 20_000);
    expect(await refusalOf(manager, 'xlsx')).toBe('export-busy');
    answer(null);
    expect(await first).toMatchObject({ refusal: { code: 'cancelled' } });
    expect((await manager.ask('exports.list', {})).exports).toEqual([]);
  });

  it('is refused where something is missing', async () => {
    const { manager, desk: inside } = await open();
    expect(await refusalOf(manager, 'dhis2')).toBe('no-mapping');
    expect(await refusalOf(manager, 'archive')).toBe('no-sealing-key');
    expect(await refusalOf(manager, 'csv', '2027-01')).toBe('month-not-begun');
    tellSealingKey(inside);
    expect(await exported(manager, 'archive')).toMatchObject({ state: 'done', done: 3 });
    const registrar = inside.clerk();
    await registrar.signIn('vanna', '481920');
    expect(await registrar.reply('exports.start', { month: MONTH, kind: 'csv' })).toMatchObject({
      fault: { code: 'forbidden' },
    });
  });
});
