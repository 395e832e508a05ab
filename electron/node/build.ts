import { readFileSync } from 'node:fs';
import type { Build } from './command-line.ts';

/**
 * Where the running program keeps its parts. Sources and bundle have the same shape of folders, so that what is looked
 * for relative to a door is in the same place in both; only the ending of a program differs.
 * @param door the address of the door's own file, in `electron/`
 */
export function buildBeside(door: string): Build {
  const ending = new URL(door).pathname.endsWith('.ts') ? 'ts' : 'js';
  const about = JSON.parse(readFileSync(new URL('../package.json', door), 'utf8')) as { version: string };
  return {
    screens: new URL('../dist/renderer/', door),
    desk: new URL(`./desk.${ending}`, door),
    nationalWorker: new URL(`./node/national/worker.${ending}`, door),
    centre: new URL(`../build/central.${ending}`, door),
    version: about.version,
  };
}
