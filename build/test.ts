import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './check.ts';
import { prepareMachine } from './machine.ts';
import { buildScreensWhenNeeded } from './screens.ts';

/**
 * All of the project's tests: checks, screens, then every test file. Ends with one line `N passed, N failed, N skipped`
 * and fails when anything failed or nothing ran. Words after it are handed to vitest, to run a part.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (sentence: string) => process.stdout.write(`${sentence}\n`);

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
  success: boolean;
}

function runVitest(words: string[]): Counts | null {
  const folder = mkdtempSync(join(tmpdir(), 'tonle-tests-'));
  const file = join(folder, 'results.json');
  try {
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--config',
        'build/vitest.config.ts',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...words,
      ],
      { cwd: root, stdio: 'inherit' },
    );
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const words = process.argv.slice(2);
const missing = prepareMachine(say);
const failedChecks = words.length === 0 ? runChecks() : [];
await buildScreensWhenNeeded();
const counts = runVitest(words);
if (missing !== null) say(missing);
for (const name of failedChecks) say(`Failed: ${name}.`);
if (counts === null) say('The tests did not run to their end.');
const passed = counts?.numPassedTests ?? 0;
// A file that breaks before its first test fails no test, but it is a failure all the same.
const failedTests = counts?.numFailedTests ?? 1;
const failed =
  (failedTests === 0 && counts?.success === false ? Math.max(1, counts.numFailedTestSuites) : failedTests) +
  failedChecks.length;
const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
