import { fileURLToPath, pathToFileURL } from 'node:url';
import { startShell } from './main/shell.ts';
import { buildBeside } from './node/build.ts';
import { PAGE_HEADERS } from './node/csp.ts';
import { openDoor } from './node/door.ts';
import { createLog } from './node/log.ts';
import { readScreens } from './node/screens.ts';

const log = createLog('window');

/** Electron runs no TypeScript, so this program is always the bundled one and its preload lies beside it. */
const build = buildBeside(import.meta.url);

/** What another process or thread starts lies beside the archive: only the window's process is sure to look into one. */
const onDisk = (program: URL) => fileURLToPath(program).replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');

/** Another program of Tonle's, run by Electron's own Node. */
const programOf = (program: URL) => ({
  file: process.execPath,
  args: [onDisk(program)],
  env: { ELECTRON_RUN_AS_NODE: '1' },
});

/** The Electron door: the same house as `desk.ts`, seen through a window instead of a port. */
startShell({
  screens: readScreens(fileURLToPath(build.screens)),
  preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
  headers: PAGE_HEADERS,
  log,
  openDesk: ({ folder, practiceFolder, isPractice, centreUrl, keys, stickPlaces }) =>
    openDoor(
      {
        data: folder,
        isPractice,
        centreUrl,
        centreProgram: programOf(build.centre),
        deskProgram: programOf(build.desk),
        nationalWorker: pathToFileURL(onDisk(build.nationalWorker)),
        packingWorker: pathToFileURL(onDisk(build.packingWorker)),
        readerWorker: pathToFileURL(onDisk(build.readerWorker)),
        paperFonts: build.paperFonts,
        keyWrap: keys,
        stickPlaces,
        version: build.version,
        shell: 'window',
        log,
      },
      practiceFolder,
    ),
});
