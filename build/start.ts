import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBeside } from '../electron/node/build.ts';
import { portOf, type Ready, serveDesk } from '../electron/node/command-line.ts';
import { createLog } from '../electron/node/log.ts';
import { startWindow } from './bundle-app.ts';
import { findElectron, hasDisplay } from './electron-runtime.ts';
import { buildScreensWhenNeeded } from './screens.ts';

const USAGE = `npm start -- [--practice] [--data DIR] [--port N] [--browser]
  --practice   opens the practice facility without asking
  --data DIR   keeps the records under this folder
  --port N     where the screens are served when there is no desktop window (4870, or a free one)
  --browser    serves the screens even where a desktop window could be opened`;

/** The usual port, so that a bookmark keeps working. */
const PORT = 4870;

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

/** Where programs of this system keep a user's data. */
function homeFolder(): string {
  if (process.env.TONLE_HOME) return process.env.TONLE_HOME;
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), 'Tonle');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tonle');
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'tonle');
}

function openBrowser(url: string): void {
  if (!hasDisplay(process.env)) return;
  const [command, ...words] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  if (command === undefined) return;
  // Without a browser the printed address is enough.
  spawn(command, words, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function welcome(ready: Ready): void {
  say(`\nTonle is ready: ${ready.url}`);
  if (ready.people !== undefined) {
    say('Practice. Sign in as one of these:');
    for (const { name, pin, role } of ready.people) say(`  ${name.padEnd(8)} PIN ${pin}   ${role}`);
  }
  say('Ctrl+C stops it.');
}

interface Folders {
  real: string;
  practice: string;
}

/** Opens the desktop window where there can be one and stays until it closes; otherwise says why not. */
async function openWindow(folders: Folders, isPractice: boolean): Promise<boolean> {
  const electron = findElectron();
  const words = ['--data', isPractice ? folders.practice : folders.real, '--practice-data', folders.practice];
  const problem =
    'path' in electron
      ? await startWindow(electron.path, [...words, ...(isPractice ? ['--practice'] : [])])
      : electron.missing;
  if (problem !== null) say(`${problem} Tonle serves the same screens to a browser instead.`);
  return problem === null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      practice: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      data: { type: 'string' },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(USAGE);
  const home = values.data ?? homeFolder();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const folders: Folders = { real: join(home, 'desk'), practice: join(home, 'practice') };
  if ((await buildScreensWhenNeeded()) === 'built') say('The screens have been built.');
  if (!values.browser && (await openWindow(folders, values.practice))) return;
  const serve = (port: number) =>
    serveDesk(
      {
        data: values.practice ? folders.practice : folders.real,
        practiceData: folders.practice,
        port,
        isPractice: values.practice,
        centreUrl: null,
        onReady: (ready) => {
          welcome(ready);
          openBrowser(ready.url);
        },
      },
      buildBeside(new URL('../electron/desk.ts', import.meta.url).href),
      createLog('desk', quietLog),
    );
  if (values.port !== undefined) return serve(portOf(values.port));
  // The usual port may belong to another Tonle (another user, practice beside real): any free one does.
  await serve(PORT).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith(`Port ${PORT} `)) return serve(0);
    throw error;
  });
}

/** A person at a terminal wants the address, not the log; failures are still told. */
function quietLog(line: string): void {
  if (/"event":"(bug|start-failed|http-error)"/.test(line)) process.stderr.write(line);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'Tonle could not start.'}\n`);
  process.exitCode = 1;
});
