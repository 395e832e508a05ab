import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');

export interface Check {
  name: string;
  words: string[];
}

/** What is looked at without running it: every room's types, then format and lint. */
export const CHECKS: readonly Check[] = [
  { name: 'types', words: [join(modules, 'typescript/bin/tsc'), '-b'] },
  { name: 'types of the tests', words: [join(modules, 'typescript/bin/tsc'), '-p', 'tests'] },
  { name: 'format and lint', words: [join(modules, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'] },
];

/** Runs the checks and returns the names of those that failed; their own output says why. */
export function runChecks(): string[] {
  return CHECKS.filter(
    ({ words }) => spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' }).status !== 0,
  ).map(({ name }) => name);
}

if (process.argv[1] !== undefined && existsSync(process.argv[1]) && import.meta.filename === process.argv[1]) {
  const failed = runChecks();
  process.stdout.write(
    failed.length === 0 ? 'Types, format and lint are clean.\n' : `Not clean: ${failed.join(', ')}.\n`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}
