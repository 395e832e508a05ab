import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock } from '../../../shared/base/time.ts';
import { createFrameTools, deflate, zstdQuick } from '../../node/frame-tools.ts';
import { sealingPublicOf, sealTools } from '../../node/seal-tools.ts';
import { publicKeyOf, signerOf, signText } from '../../node/signatures.ts';
import type { CommandWorld } from '../commands.ts';
import type { CentreDb } from '../db.ts';
import { CentreFault } from '../faults.ts';
import type { CentreFiles } from '../files.ts';
import { ensureKeys } from '../keys.ts';
import { migrate } from '../migrations/index.ts';
import { KeptPacks } from '../packs.ts';
import { Offers } from '../roster.ts';
import { RULESETS } from '../rulesets.ts';
import { ensureSeries } from '../series.ts';
import type { Log, World } from '../world.ts';
import { openFiles } from './files.ts';
import { type DataLock, lockData } from './lock.ts';
import { NationalPublisher } from './national-publisher.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import { systemRandomness } from './random.ts';
import { shareFiles } from './shared-files.ts';
import { openSpools } from './spools.ts';

const systemClock: Clock = { nowMs: () => Date.now() };

/** Where a running centre on PGlite says how to reach it, readable by its owner alone. */
export const RUNNING_FILE = 'running.json';

export interface WhichCentre {
  /** The data folder; with a database it holds files that can be made again, and may be absent. */
  data: string | null;
  databaseUrl: string | null;
  log: Log;
  /** Where the program lies that makes the national roster on a thread of its own (`national-job.ts`). */
  nationalJob: URL;
  clock?: Clock;
}

/** Another process has this data folder. */
export class DataInUse extends CentreFault {
  override name = 'DataInUse';
}

export interface OpenCentre {
  world: CommandWorld;
  /** The data folder, where it is this process's alone. */
  ownData: string | null;
  close(): Promise<void>;
}

/** Opens the store and brings it to the newest schema. Throws `CentreFault`, `DataInUse` among them. */
export async function openCentre(which: WhichCentre): Promise<OpenCentre> {
  const { data, databaseUrl, log, nationalJob, clock = systemClock } = which;
  const folder = data === null ? await mkdtemp(join(tmpdir(), 'tonle-centre-')) : await readyFolder(data);
  const lock = databaseUrl === null ? takeLock(folder) : null;
  // What a killed process left there would send the command line to a stranger's port.
  if (lock !== null) await rm(join(folder, RUNNING_FILE), { force: true });
  let db: CentreDb | null = null;
  try {
    db = databaseUrl === null ? await openPglite(join(folder, 'store')) : await openPostgres(databaseUrl, log);
    const done = await migrate(db);
    if (done.length > 0) log('info', 'migrated', { to: done.at(-1) ?? null });
    const world: World = {
      ...{ db, files: await filesIn(join(folder, 'files'), databaseUrl === null ? null : db), clock },
      ...{ random: systemRandomness, signing: { publicKeyOf, sign: signText, signerOf }, log },
      frames: createFrameTools([zstdQuick, deflate]),
      seals: { tools: sealTools, publicKeyOf: sealingPublicOf },
      packs: new KeptPacks(),
      spools: openSpools(join(folder, 'sticks')),
    };
    await ensureKeys(world);
    await ensureSeries(world, RULESETS);
    const opened = db;
    const publisher = new NationalPublisher(world, join(folder, 'national'), nationalJob);
    const close = async (): Promise<void> => {
      await publisher.close();
      await opened.close();
      lock?.release();
      if (data === null) await rm(folder, { recursive: true, force: true });
    };
    return { world: { ...world, offers: new Offers(world), publisher }, ownData: lock === null ? null : folder, close };
  } catch (error) {
    await db?.close();
    lock?.release();
    if (data === null) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** With a database that others may share, the folder is only a cache of what lies there. */
async function filesIn(folder: string, shared: CentreDb | null): Promise<CentreFiles> {
  const local = await openFiles(folder);
  return shared === null ? local : shareFiles(local, folder, shared);
}

async function readyFolder(data: string): Promise<string> {
  const folder = resolve(data);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK);
  } catch {
    throw new CentreFault(
      `The folder ${folder} cannot be written to; check its owner and rights, or choose another with --data.`,
    );
  }
  return folder;
}

function takeLock(folder: string): DataLock {
  let lock: DataLock | null;
  try {
    lock = lockData(folder);
  } catch {
    throw new CentreFault(
      `The folder ${folder} cannot be written to; check its owner and rights, or choose another with --data.`,
    );
  }
  if (lock === null)
    throw new DataInUse(`Another centre is running on ${folder}; stop it first, or use another --data folder.`);
  return lock;
}
