import { fileURLToPath } from 'node:url';
import type { Configuration, FileSet } from 'electron-builder';
import { STARTED_PROGRAMS } from './bundle.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Debian wants an address for a package; the project has none yet, and RFC 2606 keeps `.invalid` for addresses that reach nobody. */
const MAINTAINER = 'The Tonle developers <developers@tonle.invalid>';
const HOMEPAGE = 'https://tonle.invalid/';

/**
 * The packages that stay packages are copied into this folder of the app, and from there to `node_modules` in the
 * archive: electron-builder decides what to unpack by a file's place in the app's folder, and leaves out a
 * `node_modules` that it did not collect itself.
 */
export const PACKAGES_FOLDER = 'packages';

/** The SQLite of one platform. Each package has the compiled file of the system that it is for and no other. */
const sqliteOf = (platform: 'win32' | 'linux' | 'darwin'): FileSet => ({
  from: `${PACKAGES_FOLDER}/better-sqlite3`,
  to: 'node_modules/better-sqlite3',
  filter: ['package.json', 'LICENSE', 'lib/**', `prebuilds/${platform}-\${arch}.node`],
});

/** PGlite for the practice centre: its code and the PostgreSQL that it runs, without the extensions that nothing here loads. */
const PGLITE: FileSet = {
  from: `${PACKAGES_FOLDER}/@electric-sql/pglite`,
  to: 'node_modules/@electric-sql/pglite',
  filter: ['package.json', 'LICENSE', 'dist/*.js', 'dist/*.wasm', 'dist/pglite.data', 'dist/fs/*.js'],
};

/** What sets the paper of a month: the shaper, and the two weights of the font that it takes. */
const PAPER: FileSet[] = [
  {
    from: `${PACKAGES_FOLDER}/harfbuzzjs`,
    to: 'node_modules/harfbuzzjs',
    filter: ['package.json', 'LICENSE', 'dist/*.mjs', 'dist/harfbuzz.js', 'dist/harfbuzz.wasm'],
  },
  {
    from: `${PACKAGES_FOLDER}/@expo-google-fonts/noto-sans-khmer`,
    to: 'node_modules/@expo-google-fonts/noto-sans-khmer',
    filter: ['package.json', 'LICENSE*', '400Regular/*.ttf', '700Bold/*.ttf'],
  },
];

export interface Packing {
  electronVersion: string;
  /** The bundled app, with its packages beside the programs. */
  app: string;
  output: string;
  /** A folder that stands in for Electron's runtime; null takes the real one. */
  standIn: string | null;
}

/** How Tonle is packed for Windows, Linux and macOS. Nothing is published and nothing is rebuilt. */
export function packingConfig({ electronVersion, app, output, standIn }: Packing): Configuration {
  return {
    appId: 'org.tonle.desk',
    productName: 'Tonle',
    copyright: 'Apache-2.0, the Tonle developers',
    electronVersion,
    // A stand-in is no program in which fuses, the archive's hash or an icon could be written.
    ...(standIn === null ? { electronFuses: FUSES } : { electronDist: standIn, disableAsarIntegrity: true }),
    // "No" to electron-builder's own handling of node_modules: everything is bundled but for the packages named
    // here, and their compiled files come ready-made, so there is nothing to install, prune or rebuild.
    beforeBuild: async () => false,
    directories: { app, output, buildResources: here('./icons') },
    extraMetadata: { homepage: HOMEPAGE },
    files: ['**/*', `!${PACKAGES_FOLDER}`, PGLITE, ...PAPER],
    asar: true,
    // The desk's other programs are started as processes of their own, and a compiled file is loaded by the system:
    // neither can look into the archive. They find their version, and that they are modules, in a copy of package.json.
    extraResources: [{ from: `${app}/package.json`, to: 'app.asar.unpacked/package.json' }],
    asarUnpack: [...STARTED_PROGRAMS.map((program) => `${program}.js`), `${PACKAGES_FOLDER}/**`],
    electronLanguages: ['en-US', 'fr'],
    publish: null,
    win: {
      target: { target: 'nsis', arch: 'x64' },
      icon: here('./icons/icon.ico'),
      files: [sqliteOf('win32')],
      signAndEditExecutable: standIn === null,
    },
    nsis: {
      oneClick: true,
      // A clerk can install it without the rights of an administrator.
      perMachine: false,
      createDesktopShortcut: 'always',
      // Patients' records are never removed with the program.
      deleteAppDataOnUninstall: false,
      differentialPackage: false,
    },
    linux: {
      target: ['deb', 'AppImage'],
      category: 'Office',
      maintainer: MAINTAINER,
      synopsis: 'Registration desk for health facilities',
      icon: here('./icons/linux'),
      files: [sqliteOf('linux')],
    },
    mac: {
      target: { target: 'dmg', arch: ['arm64', 'x64'] },
      category: 'public.app-category.medical',
      icon: here('./icons/icon.icns'),
      files: [sqliteOf('darwin')],
    },
  };
}

/**
 * What the packed runtime will not do. `runAsNode` stays on, because the practice centre is this program run as plain
 * Node; the ways in that a debugger or the environment offers are off, and only the archive that was packed is loaded.
 */
const FUSES: NonNullable<Configuration['electronFuses']> = {
  runAsNode: true,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  grantFileProtocolExtraPrivileges: false,
};
