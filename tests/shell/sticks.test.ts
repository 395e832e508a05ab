import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/wire/errors.ts';
import { type Clerk, clerkOver } from '../support/asks.ts';
import { serveMany } from '../support/clerk-work.ts';
import { seededDice } from '../support/dice.ts';
import { bring, type PracticeCentre, startPracticeCentre } from '../support/stick-desk.ts';
import { until } from '../support/until.ts';
import { dataFolder, prepareApp } from './app.ts';
import { findRuntime, type OpenShell, openShell } from './open-shell.ts';

type Bridge = { ask(request: unknown): Promise<Reply> } | undefined;

const runtime = findRuntime();

describe.skipIf(runtime.which === 'none')('a stick in the window', () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  let practice: PracticeCentre;
  let shell: OpenShell;
  let clerk: Clerk;
  let folder: string;

  beforeAll(async () => {
    practice = await startPracticeCentre();
    const prepared = await prepareApp();
    const data = await dataFolder();
    folder = data.folder;
    cleanUp.push(() => practice.stop(), prepared.remove, data.remove);
    const words = ['--practice', '--centre', practice.centre.url];
    shell = await openShell(runtime, { app: prepared.folder, data: join(folder, 'desk'), words });
    cleanUp.unshift(() => shell.quit());
    const send = (request: unknown, session: string | null) =>
      shell.inPage((asked) => (window.tonle as Bridge)?.ask(asked) as Promise<Reply>, {
        ...(request as object),
        ...(session === null ? {} : { session }),
      });
    clerk = clerkOver(send);
    await clerk.signIn('sokha', '1111');
    await until('the desk has met its centre', async () => (await clerk.ask('sync.now', {})).link.state === 'up');
    await clerk.ask('practice.setLink', { isUp: false });
  });
  afterAll(async () => {
    for (const step of cleanUp) await step();
  });

  /** A person who chooses this file in the system's dialogs, or closes them. */
  const choose = (path: string | null) =>
    shell.inMain(({ dialog }, chosen) => {
      const canceled = chosen === null;
      Object.assign(dialog, {
        showSaveDialog: async () => ({ canceled, filePath: chosen ?? '' }),
        showOpenDialog: async () => ({ canceled, filePaths: canceled ? [] : [chosen] }),
      });
    }, path);

  it('is saved where the person says, and its answer is read from where the person says', async () => {
    await serveMany(clerk, seededDice(41), 2);
    await choose(null);
    expect(await clerk.refused('sticks.export', {})).toBe('cancelled');
    const file = join(folder, 'stick.tonle');
    await choose(file);
    expect(await clerk.ask('sticks.export', {})).toMatchObject({ records: 6, savedAs: 'stick.tonle' });
    const { status, answer } = await bring(practice.centre.url, readFileSync(file));
    expect(status).toBe(200);
    const back = join(folder, 'answer.tonle');
    writeFileSync(back, answer);
    await choose(null);
    expect(await clerk.refused('sticks.import', { upload: null })).toBe('cancelled');
    await choose(back);
    expect(await clerk.ask('sticks.import', { upload: null })).toMatchObject({ kept: 6, stillWaiting: 0 });
  });
});
