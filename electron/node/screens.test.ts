import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { openHttpPort } from './http-port.ts';
import { createLog } from './log.ts';
import { readScreens } from './screens.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder('screens');
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'desk.key'), 'a secret');
  writeFileSync(join(folder, 'dist', 'index.html'), '<p>សួស្តី</p>');
  writeFileSync(join(folder, 'dist', 'assets', 'app-1a2b.js'), 'export {}');
  writeFileSync(join(folder, 'dist', 'notes.txt'), 'not for pages');
});
afterEach(() => removeFolder(folder));

it('serves what was built, under the policy of the page, and nothing beside it', async () => {
  const port = await openHttpPort({
    serve: async () => ({ id: null, ok: true, value: null }),
    events: { listen: () => () => true },
    screens: readScreens(join(folder, 'dist')),
    port: 0,
    version: '0.0.0',
    mode: () => 'real',
    log: () => undefined,
    stickFiles: null,
  });
  const get = async (path: string) => {
    const response = await fetch(`${port.url}${path}`);
    return [
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
      await response.text(),
    ];
  };
  expect(await get('/')).toEqual([200, 'text/html; charset=utf-8', 'no-cache', '<p>សួស្តី</p>']);
  expect(await get('/index.html?x=1')).toEqual(await get('/'));
  expect((await get('/assets/app-1a2b.js')).slice(0, 3)).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
  const elsewhere = [
    '/notes.txt',
    '/assets',
    '/../desk.key',
    '/assets/..%2f..%2fdesk.key',
    '/%2e%2e/desk.key',
    '//etc/passwd',
    '/__proto__',
  ];
  for (const path of elsewhere) expect([path, (await get(path))[0]]).toEqual([path, 404]);
  await port.close();
});

it('is empty where nothing was built', () => {
  expect(readScreens(join(folder, 'nowhere')).size).toBe(0);
});

it('logs an event as one JSON line', () => {
  const lines: string[] = [];
  createLog('desk', (line) => lines.push(line))('started', { port: 1 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/\n$/);
  expect(JSON.parse(lines[0] ?? '')).toEqual({ at: expect.any(String), part: 'desk', event: 'started', port: 1 });
});
