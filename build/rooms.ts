/**
 * Which room a file stands in and what that room may know. `tests/house/rooms.test.ts` reads every file and holds it to
 * this table; each room's tsconfig holds it to the room's world (`lib`, `types`) besides.
 */
export interface Room {
  /** A folder or a file, from the root; the longest that fits is the room of a file. */
  at: string;
  /** Folders and files that may be imported besides the room itself. */
  knows: readonly string[];
  /** Packages by name; a name that ends in `/` is a whole scope. */
  packages: readonly string[];
  /** Only here may `node:` be said. */
  isNode?: true;
}

/** The order of the areas: each may import those before it. */
export const AREAS = [
  'facility',
  'staff',
  'desk',
  'outbox',
  'patients',
  'eligibility',
  'claims',
  'visits',
  'month',
  'exchange',
] as const;

const BASE = ['shared/base', 'shared/wire'];
const areaRooms: Room[] = AREAS.map((area, index) => ({
  at: `shared/${area}`,
  knows: [...BASE, ...AREAS.slice(0, index).map((earlier) => `shared/${earlier}`)],
  packages: ['zod'],
}));

const SCREEN_PACKAGES = ['react', 'react-dom', '@mantine/', '@tanstack/', 'i18next', 'react-i18next'];

export const ROOMS: readonly Room[] = [
  { at: 'shared/base', knows: [], packages: ['@noble/hashes'] },
  { at: 'shared/wire', knows: ['shared/base'], packages: ['zod'] },
  ...areaRooms,
  { at: 'shared/migrations', knows: ['shared/base'], packages: [] },
  {
    at: 'shared/contract.ts',
    knows: [
      ...AREAS.map((area) => `shared/${area}/contract.ts`),
      ...['change', 'conflict', 'stick'].map((asks) => `shared/exchange/${asks}-contract.ts`),
    ],
    packages: [],
  },
  { at: 'shared/core.ts', knows: ['shared'], packages: [] },

  { at: 'sync/protocol', knows: ['shared/base', ...AREAS.map((area) => `shared/${area}`)], packages: ['zod'] },
  { at: 'sync/desk', knows: ['shared', 'sync/protocol'], packages: [] },
  { at: 'sync/central', knows: ['shared', 'sync/protocol'], packages: ['zod', 'fastify'] },
  // What both ends of the wire need of Node.
  { at: 'sync/node', knows: ['shared', 'sync/protocol'], packages: [], isNode: true },
  {
    at: 'sync/central/node',
    knows: ['shared', 'sync/protocol', 'sync/node', 'sync/central'],
    packages: ['zod', 'pg', '@electric-sql/pglite', 'better-sqlite3'],
    isNode: true,
  },

  {
    at: 'electron/node',
    knows: ['shared', 'sync/protocol', 'sync/node', 'sync/desk'],
    packages: ['better-sqlite3', 'fastify', 'harfbuzzjs', 'hash-wasm'],
    isNode: true,
  },
  { at: 'electron/desk.ts', knows: ['electron/node'], packages: [], isNode: true },
  {
    at: 'electron/main',
    knows: ['shared/base', 'shared/wire', 'electron/node'],
    packages: ['electron', 'electron-updater'],
  },
  { at: 'electron/main.ts', knows: ['electron/main', 'electron/node'], packages: ['electron'], isNode: true },
  { at: 'electron/preload.ts', knows: ['shared/wire'], packages: ['electron'] },

  { at: 'renderer/ui', knows: ['shared/base'], packages: [...SCREEN_PACKAGES, 'qrcode-generator'] },
  { at: 'renderer/client', knows: ['shared'], packages: ['react', '@tanstack/', 'zod'] },
  { at: 'renderer/client/local-db.ts', knows: [], packages: ['dexie'] },
  { at: 'renderer/areas', knows: ['shared', 'renderer/ui', 'renderer/client'], packages: SCREEN_PACKAGES },
  {
    at: 'renderer/app',
    knows: ['shared', 'renderer/ui', 'renderer/client', 'renderer/areas'],
    packages: [...SCREEN_PACKAGES, '@fontsource/'],
  },
  { at: 'renderer/main.tsx', knows: ['renderer', 'shared/base'], packages: ['react', 'react-dom'] },
  { at: 'renderer/public', knows: [], packages: [] },
  { at: 'renderer/index.html', knows: [], packages: [] },

  // Nothing imports these two, so what they know binds nobody.
  {
    at: 'build',
    knows: [''],
    packages: [
      'vite',
      'vitest',
      'rolldown',
      '@vitejs/',
      'zod',
      'better-sqlite3',
      'electron-builder',
      '@electron/asar',
      'playwright-core',
    ],
    isNode: true,
  },
  {
    at: 'tests',
    knows: [''],
    packages: [
      'vitest',
      'fast-check',
      'playwright-core',
      'axe-core',
      '@asymmetrik/',
      'electron',
      'better-sqlite3',
      'zod',
      'typescript',
    ],
    isNode: true,
  },
];

/** Files that belong to the whole house. */
export const HOUSE_FILES: readonly RegExp[] = [
  /^\.(biome\.json|editorconfig|gitattributes|gitignore)$/,
  /^\.ci\/run$/,
  /^(README|ARCHITECTURE|STYLE|CONTRIBUTING|SECURITY)\.md$/,
  /^LICENSE$/,
  /^(package|package-lock|tsconfig)\.json$/,
  /^(shared|electron|renderer|sync\/(desk|protocol|node|central)|build|tests)\/tsconfig\.json$/,
  /^docs\//,
];

/** The last word of a file in an area says its role, and the role says which other roles it may know. */
export const ROLES = {
  record: ['record', 'rules'],
  rules: ['record', 'rules'],
  contract: ['record', 'rules', 'contract'],
  host: ['record'],
  store: ['record', 'rules', 'store'],
  handlers: ['record', 'rules', 'contract', 'host', 'store'],
} as const;
export type FileRole = keyof typeof ROLES;

/** Files whose own name says more than a role would: all of them are pure. */
export const NAMED_APART: Readonly<Record<string, FileRole>> = {
  'shared/claims/packs.ts': 'rules',
  'shared/patients/identifiers.ts': 'rules',
  'shared/patients/patient-number.ts': 'rules',
  'shared/eligibility/months.ts': 'rules',
  'shared/eligibility/rulesets.ts': 'rules',
};

/** Roles that a room outside `shared` may see; a room that is not named sees all of them. */
export const ROLES_SEEN: Readonly<Record<string, readonly FileRole[]>> = {
  renderer: ['record', 'rules', 'contract'],
  'sync/protocol': ['record'],
  'sync/desk': ['record', 'rules', 'store', 'host'],
  'sync/central': ['record', 'rules', 'contract'],
};

/** What of the wire a screen may know: its shapes, never the side that answers. */
export const WIRE_SEEN_BY_SCREENS: readonly string[] = [
  'shared/wire/contract.ts',
  'shared/wire/errors.ts',
  'shared/wire/events.ts',
];

export const LINES_MAX = 400;

export function roomOf(file: string): Room | null {
  const fitting = ROOMS.filter(({ at }) => file === at || file.startsWith(`${at}/`));
  return fitting.sort((a, b) => b.at.length - a.at.length)[0] ?? null;
}

export function isArea(file: string): boolean {
  return AREAS.some((area) => file.startsWith(`shared/${area}/`));
}

/** The role of a file of an area, or null where its last word is none. */
export function roleOf(file: string): FileRole | null {
  const apart = NAMED_APART[file];
  if (apart !== undefined) return apart;
  const last = file
    .replace(/\.tsx?$/, '')
    .split(/[-./]/)
    .at(-1);
  return last !== undefined && Object.hasOwn(ROLES, last) ? (last as FileRole) : null;
}
