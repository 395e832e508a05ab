import { createReadStream, existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkedArchive, isDeskFolder, openWithDesk, writeFiles } from '../electron/node/exports/verify.ts';
import { StoreProblem } from '../electron/node/sqlite.ts';
import { isOfTheDisk } from '../electron/node/stick-files.ts';
import { CentreFault } from '../sync/central/faults.ts';
import { logTroubleToStderr } from '../sync/central/node/log.ts';
import { openCentre } from '../sync/central/node/open.ts';
import { verifyArchive } from '../sync/central/verify-archive.ts';
import type { ArchiveManifest } from '../sync/protocol/month-archive.ts';
import { SealFault } from '../sync/protocol/seal.ts';

/** `npm run verify`: whether a month's archive is whole, whose it is, and, with somebody's keys, what is in it. */
const USAGE = `Usage: npm run verify -- FILE.tonle-month [--data DIR] [--out DIR2]

  FILE alone    whether it is whole, which device key has signed it, and of which month it is
  --data DIR    the folder of the desk that made it, or of its centre (not running): opens it with the keys there
                and holds every file to the manifest
  --out DIR2    writes the files there`;

class Misused extends Error {}

function readWords() {
  try {
    const options = { data: { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : '');
  }
}

const isCentreFolder = (data: string) => existsSync(join(data, 'store'));
const say = (sentence: string) => process.stdout.write(`${sentence}\n`);

/** A centre opens only what a desk has signed that it knows. */
async function openWithCentre(path: string, data: string, out: string | null): Promise<void> {
  const nationalJob = new URL(`../sync/central/node/national-job${extname(import.meta.url)}`, import.meta.url);
  const databaseUrl = process.env.DATABASE_URL || null;
  // A centre that is not there yet would be made there.
  if (databaseUrl === null && !isCentreFolder(data))
    throw new Misused(`In ${data} lie neither the data of a desk nor those of a centre.`);
  const centre = await openCentre({ data, databaseUrl, log: logTroubleToStderr, nationalJob });
  try {
    await verifyArchive(
      centre.world,
      () => createReadStream(path),
      (pieces, manifest) => writeFiles(pieces, manifest, out),
    );
  } finally {
    await centre.close();
  }
}

async function open(path: string, manifest: ArchiveManifest, data: string, out: string | null): Promise<void> {
  if (!existsSync(data)) throw new Misused(`There is no folder ${data}.`);
  if (isDeskFolder(data)) {
    const isOwn = await openWithDesk(path, manifest, data, out);
    say(
      isOwn ? 'It is signed by the desk of this folder.' : 'It is signed with a key that this desk does not have now.',
    );
  } else {
    await openWithCentre(path, data, out);
    say('It is signed by a desk that this centre knows, with the key that it knows.');
  }
  say(`Opened: all ${manifest.files.length} files are as the manifest says.`);
  if (out !== null) say(`Written to ${out}.`);
}

async function verify(): Promise<void> {
  const { values, positionals } = readWords();
  if (values.help === true) return void say(USAGE);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Misused('Name one file.');
  if (!existsSync(file)) throw new Misused(`There is no file ${file}.`);
  if (values.out !== undefined && values.data === undefined)
    throw new Misused('--out needs --data: keys to open it with.');
  const manifest = await checkedArchive(file);
  const { facility, deskNumber, month, state, revision, digest, asOf, deviceKey, isPractice, files } = manifest;
  say(
    `Whole and unchanged${isPractice ? ', practice data' : ''}: ${month} of ${facility}, made at desk ${deskNumber}.`,
  );
  say(`State: ${state}, revision ${revision}, as of ${asOf}.`);
  say(`Digest: ${digest}`);
  say(`Signed with the device key ${deviceKey}`);
  for (const { name, bytes, sha256 } of files) say(`  ${name}  ${bytes} bytes  ${sha256}`);
  if (values.data === undefined) return void say('Give --data DIR to open it.');
  const out = values.out === undefined ? null : resolve(values.out);
  await open(file, manifest, resolve(values.data), out);
}

await verify().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof Misused) process.stderr.write(`${error.message}\n\n${USAGE}\n`);
  else if (error instanceof SealFault || error instanceof StoreProblem || error instanceof CentreFault)
    process.stderr.write(`${error.message}\n`);
  else if (isOfTheDisk(error))
    process.stderr.write(
      `A file or folder cannot be read or written (${error.code}); check its name, its rights and the disk.\n`,
    );
  // What nobody foresaw may hold what was in the file: its kind is all that is told.
  else process.stderr.write(`It could not be verified (${error instanceof Error ? error.name : 'unknown'}).\n`);
});
