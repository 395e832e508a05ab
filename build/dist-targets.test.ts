import { expect, it } from 'vitest';
import { type Means, nameOf, TARGETS, whyNot } from './dist-targets.ts';

const bare: Means = {
  host: 'linux',
  hostArch: 'x64',
  hasRuntime: false,
  canFetchRuntime: false,
  canFetchTools: false,
  hasWine: false,
};
const made = (means: Means) => TARGETS.filter((target) => whyNot(target, means) === null).map(nameOf);

it('makes what the machine can reach and says why for the rest', () => {
  expect(made(bare)).toEqual([]);
  expect(made({ ...bare, canFetchRuntime: true, canFetchTools: true })).toEqual([
    'Linux x64 deb',
    'Linux x64 AppImage',
  ]);
  expect(made({ ...bare, hasRuntime: true, canFetchTools: true })).toEqual(['Linux x64 deb', 'Linux x64 AppImage']);
  expect(made({ ...bare, canFetchRuntime: true, canFetchTools: true, hasWine: true })).toContain('Windows x64 nsis');
  expect(made({ ...bare, host: 'win32', hasRuntime: true, canFetchTools: true })).toEqual(['Windows x64 nsis']);
  expect(made({ ...bare, host: 'darwin', hostArch: 'arm64', hasRuntime: true })).toEqual(['macOS arm64 dmg']);
  for (const target of TARGETS) expect(whyNot(target, bare)).toMatch(/^(a|the|Electron's) .+/);
});
