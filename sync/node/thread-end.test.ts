import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { endThread, threadEnded } from './thread-end.ts';

const HERE = JSON.stringify(new URL('./thread-end.ts', import.meta.url).href);

describe('a thread that is to end', () => {
  const folder = newFolder('threads');
  afterAll(() => removeFolder(folder));

  /** @returns the thread, and what it has said until it ended with which code */
  function startThread(name: string, program: string) {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(
      file,
      `import { parentPort } from 'node:worker_threads';\nimport { listenUntilEnd } from ${HERE};\n${program}`,
    );
    const worker = new Worker(pathToFileURL(file));
    const said: unknown[] = [];
    worker.on('message', (message) => said.push(message));
    worker.once('exit', (code) => said.push(`exit ${code}`));
    return { worker, said };
  }

  it('finishes what it was given before, also while it still loads, and ends by itself', async () => {
    const { worker, said } = startThread(
      'obeys',
      `await new Promise((go) => setTimeout(go, 200));
      listenUntilEnd(parentPort, (message) => parentPort.postMessage(message * 2));`,
    );
    worker.postMessage(1);
    worker.postMessage(2);
    await endThread(worker);
    expect(said).toEqual([2, 4, 'exit 0']);
    await endThread(worker);
    expect(said).toHaveLength(3);
  });

  it('is broken off when it does not obey', async () => {
    const { worker, said } = startThread(
      'stubborn',
      `listenUntilEnd(parentPort, () => { parentPort.postMessage('busy'); for (;;); });`,
    );
    worker.postMessage('go on for ever');
    await new Promise((heard) => worker.once('message', heard));
    await endThread(worker, 100);
    expect(said).toEqual(['busy', 'exit 1']);
  });

  it('is waited for where it ends without being asked', async () => {
    const { worker, said } = startThread('short', `parentPort.postMessage('done');`);
    await threadEnded(worker);
    expect(said).toEqual(['done', 'exit 0']);
  });
});
