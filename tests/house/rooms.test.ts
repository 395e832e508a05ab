import { describe, expect, it } from 'vitest';
import {
  AREAS,
  HOUSE_FILES,
  isArea,
  LINES_MAX,
  NAMED_APART,
  ROLES,
  ROLES_SEEN,
  type Room,
  roleOf,
  roomOf,
  WIRE_SEEN_BY_SCREENS,
} from '../../build/rooms.ts';
import { importsOf, isCode, isTest, packageOf, projectFiles, sourceOf } from '../support/sources.ts';

const files = projectFiles();
const sources = new Map(files.filter(isCode).map((file) => [file, sourceOf(file)]));
const programs = [...sources.keys()].filter((file) => !isTest(file));

const isIn = (folders: readonly string[], file: string) =>
  folders.some((at) => at === '' || file === at || file.startsWith(`${at}/`));

/** What is wrong with one import, or null. */
function wrongImport(file: string, room: Room, { of, isFile }: { of: string; isFile: boolean }): string | null {
  if (!isFile) return wrongPackage(room, of);
  if (/\.css$/.test(of)) return of.startsWith('renderer/') ? null : 'styles belong to the renderer';
  if (!files.includes(of)) return 'there is no such file';
  if (isTest(of) || isIn(['tests', 'build'], of))
    return isIn(['tests', 'build'], file) ? null : 'programs import no tests and no build';
  if (!isIn([room.at, ...room.knows], of)) return `${room.at} may not know it`;
  return wrongRole(file, of);
}

function wrongPackage(room: Room, name: string): string | null {
  if (name.startsWith('node:')) return room.isNode ? null : `${room.at} has no Node`;
  const isGiven = room.packages.some((known) =>
    known.endsWith('/') ? name.startsWith(known) : packageOf(name) === known,
  );
  return isGiven ? null : `${room.at} may not use this package`;
}

function wrongRole(file: string, of: string): string | null {
  const isScreen = file.startsWith('renderer/');
  if (isScreen && of.startsWith('shared/wire/') && !WIRE_SEEN_BY_SCREENS.includes(of))
    return 'screens know the shapes of the wire only';
  if (isScreen && (of === 'shared/core.ts' || of.startsWith('shared/migrations/')))
    return 'screens do not hold the core';
  if (!isArea(of)) return null;
  const theirs = roleOf(of);
  if (theirs === null) return null;
  if (isArea(file)) {
    const mine = roleOf(file);
    const isKnown = mine === null || (ROLES[mine] as readonly string[]).includes(theirs);
    return isKnown ? null : `${mine} may not know ${theirs}`;
  }
  const seen = Object.entries(ROLES_SEEN).find(([at]) => isIn([at], file))?.[1];
  return seen === undefined || seen.includes(theirs) ? null : `this room may not see ${theirs}`;
}

describe('the rooms of the house', () => {
  it('has a room for every file', () => {
    expect(files.filter((file) => roomOf(file) === null && !HOUSE_FILES.some((shape) => shape.test(file)))).toEqual([]);
  });

  it('lets every file import only what its room may know', () => {
    const wrong = programs.flatMap((file) => {
      const room = roomOf(file);
      if (room === null) return [];
      return importsOf(file, sources.get(file) ?? '').flatMap((one) => {
        const problem = wrongImport(file, room, one);
        return problem === null ? [] : [`${file} imports ${one.of}: ${problem}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('says "electron" only in its own folder and the two doors, and Dexie in one file', () => {
    const saying = (name: string) =>
      programs.filter((file) => importsOf(file, sources.get(file) ?? '').some(({ of }) => of === name));
    expect(
      saying('electron').filter(
        (file) => !/^electron\/(main\/|main\.ts$|preload\.ts$)/.test(file) && !isIn(['tests'], file),
      ),
    ).toEqual([]);
    expect(saying('dexie').filter((file) => file !== 'renderer/client/local-db.ts')).toEqual([]);
  });

  it('gives every file of an area a role by its last word', () => {
    expect(programs.filter((file) => isArea(file) && roleOf(file) === null)).toEqual([]);
    expect(Object.keys(NAMED_APART).filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has the areas that the folder has', () => {
    const folders = new Set(files.filter((file) => /^shared\/[^/]+\//.test(file)).map((file) => file.split('/')[1]));
    expect([...folders].sort()).toEqual([...AREAS, 'base', 'migrations', 'wire'].sort());
  });

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    const long = [...sources].filter(([, text]) => text.split('\n').length - 1 > LINES_MAX).map(([file]) => file);
    expect(long).toEqual([]);
  });

  it('has no barrel and no default export', () => {
    // The configuration files of tools are read by their default export.
    const own = [...sources].filter(([file]) => !/\.config\.ts$/.test(file));
    expect(own.filter(([, text]) => /^export default\b/m.test(text)).map(([file]) => file)).toEqual([]);
    expect(own.filter(([, text]) => /^export \* from/m.test(text)).map(([file]) => file)).toEqual([]);
    const reexporting = own.filter(([, text]) => {
      const statements = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
      return statements !== '' && statements.replace(/^export (?:type )?\{[^}]*\} from '[^']+';?/gm, '').trim() === '';
    });
    expect(reexporting.map(([file]) => file)).toEqual([]);
  });

  it('has no circle of imports', () => {
    const graph = new Map(
      [...sources].map(([file, text]) => [
        file,
        importsOf(file, text)
          .filter(({ isFile }) => isFile)
          .map(({ of }) => of),
      ]),
    );
    expect(circlesIn(graph)).toEqual([]);
  });
});

/** Each circle once, from where the search met it. */
function circlesIn(graph: ReadonlyMap<string, string[]>): string[][] {
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, path: string[]) => {
    const at = path.indexOf(file);
    if (at >= 0) return void circles.push(path.slice(at));
    if (done.has(file)) return;
    for (const of of graph.get(file) ?? []) visit(of, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    const text = [
      "import { a,\n  type B } from './a.ts';",
      "import type { C } from '../c.ts';",
      "import D, { e } from 'd';",
      "import * as f from '@scope/f/deep.js';",
      "import './g.css';",
      "export { h } from './h.ts';",
      "const i = await import('node:fs');",
      "const notOne = { from: 'nowhere' };",
    ].join('\n');
    expect(importsOf('x/y/z.ts', text).map(({ of }) => of)).toEqual([
      'x/y/a.ts',
      'x/c.ts',
      'd',
      '@scope/f/deep.js',
      'x/y/h.ts',
      'x/y/g.css',
      'node:fs',
    ]);
    expect(packageOf('@scope/f/deep.js')).toBe('@scope/f');
  });

  it('finds a circle', () => {
    expect(
      circlesIn(
        new Map([
          ['a', ['b']],
          ['b', ['c', 'd']],
          ['c', ['a']],
          ['d', []],
        ]),
      ),
    ).toEqual([['a', 'b', 'c']]);
  });
});
