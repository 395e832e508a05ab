import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { runWindow } from './bundle-app.ts';

const home = mkdtempSync(join(tmpdir(), 'tonle-window-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
});

/** A program in Electron's place that does what `lines` say. */
function program(lines: string): string {
  const file = join(home, `electron-${Math.abs(hash(lines))}`);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}
const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) | 0, 7);

describe.skipIf(process.platform === 'win32')('running the window', () => {
  it('gives a sentence when Electron cannot show anything', async () => {
    expect(await runWindow(join(home, 'nothing'), home, [])).toBe(
      'The Electron runtime on this machine cannot be started.',
    );
    expect(await runWindow(program('exit 1'), home, [])).toBe(
      'The Electron runtime on this machine stopped before it could open a window.',
    );
  });

  it('gives none when the window was there, or said itself why the desk could not open', async () => {
    expect(await runWindow(program(`echo '{"event":"window-open"}' >&2`), home, [])).toBeNull();
    expect(process.exitCode).toBe(0);
    expect(await runWindow(program(`echo '{"event":"start-failed"}' >&2; exit 1`), home, [])).toBeNull();
    expect(process.exitCode).toBe(1);
  });

  it('hands the words over, and never runs Electron as plain Node', async () => {
    const words = ['--data', '/srv/desk', '--practice'];
    const found = program(
      `[ "$2 $3 $4" = "${words.join(' ')}" ] && [ -z "$ELECTRON_RUN_AS_NODE" ] && echo '{"event":"window-open"}' >&2`,
    );
    process.env.ELECTRON_RUN_AS_NODE = '1';
    expect(await runWindow(found, home, words)).toBeNull();
    delete process.env.ELECTRON_RUN_AS_NODE;
    expect(process.exitCode).toBe(0);
  });
});
