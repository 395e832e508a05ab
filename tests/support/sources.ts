import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NOT_SOURCES = new Set(['node_modules', 'dist', '.git', '.cache']);

/** Every file of the project from its root, without what is installed or built. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_SOURCES.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? projectFiles(path) : [path];
    })
    .sort();
}

export function sourceOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export const isCode = (file: string) => /\.(ts|tsx|mjs)$/.test(file);
/** Beside the code, yet no part of any program. */
export const isTest = (file: string) => /\.(test|fixture)\.tsx?$/.test(file) || /(^|\/)tests\//.test(file);

export interface Import {
  /** A file from the root for an import of a file, else what was written. */
  of: string;
  isFile: boolean;
}

const STATIC =
  /^\s*(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\})?\s*from\s+'([^']+)'/gm;
const BARE = /^\s*import\s+'([^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** What a source imports, types included: a type is knowledge too. */
export function importsOf(file: string, text: string): Import[] {
  return [STATIC, BARE, DYNAMIC]
    .flatMap((shape) => [...text.matchAll(shape)].map((match) => match[1] ?? ''))
    .map((of) =>
      of.startsWith('.') ? { of: normalize(join(dirname(file), of)), isFile: true } : { of, isFile: false },
    );
}

/** `@scope/name/deep/file` is of the package `@scope/name`. */
export function packageOf(name: string): string {
  const parts = name.split('/');
  return (name.startsWith('@') ? parts.slice(0, 2) : parts.slice(0, 1)).join('/');
}
