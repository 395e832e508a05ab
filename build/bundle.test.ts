import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { buildBeside } from '../electron/node/build.ts';
import { STARTED_PROGRAMS } from './bundle.ts';

const root = new URL('..', import.meta.url);

it.each(['ts', 'js'])('every program that a door ending in %s starts is bundled where it looks for it', (ending) => {
  const parts = Object.values(buildBeside(new URL(`electron/desk.${ending}`, root).href));
  const programs = parts.filter((part) => part instanceof URL && part.href.endsWith(`.${ending}`)).map(String);
  const bundled = STARTED_PROGRAMS.map((program) => new URL(`${program}.${ending}`, root).href);
  expect(programs.length).toBeGreaterThan(3);
  expect(programs.filter((program) => !bundled.includes(program))).toEqual([]);
  const sources = STARTED_PROGRAMS.map((program) => fileURLToPath(new URL(`${program}.ts`, root)));
  expect(sources.filter((source) => !existsSync(source))).toEqual([]);
});
