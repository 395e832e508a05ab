import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Build } from './command-line.ts';
import type { PaperFonts } from './exports/exports.ts';

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
    packingWorker: new URL(`./node/packing/worker.${ending}`, door),
    readerWorker: new URL(`./node/reader/worker.${ending}`, door),
    paperFonts: paperFontsBeside(door),
    centre: new URL(`../build/central.${ending}`, door),
    version: about.version,
  };
}

/** The paper's font is a package like any other, found from the program's own place. */
export function paperFontsBeside(program: string): PaperFonts {
  const { resolve } = createRequire(program);
  const file = (weight: string) => resolve(`@expo-google-fonts/noto-sans-khmer/${weight}/NotoSansKhmer_${weight}.ttf`);
  return { regular: file('400Regular'), bold: file('700Bold') };
}
