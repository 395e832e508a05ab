import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newFolder, removeFolder } from '../support/folder.ts';
import { type FlatVisit, flatVisits } from './sync-documents.ts';
import { BAD_LINE, FAST_LINE, SLOW_LINE, type Traffic } from './sync-line.ts';
import { fetchRivals, openFhir, openPouch, type Rival, type RivalRun } from './sync-rivals.ts';
import { TonleBench } from './sync-tonle.ts';
import { VARIANTS, type Variant } from './sync-visits.ts';

/**
 * `npm run bench:sync`: what a visit costs on the line, side by side with PouchDB replicating to an express-pouchdb server
 * and with FHIR JSON, one POST a visit, over the same counting and bad line (`sync-line.ts` says how it is bad). Tonle's
 * side is the desk's own core, database, engine and transport, and a real centre on PGlite in a process of its own. One
 * JSON object; a visit is what `sync-visits.ts` says.
 *
 *     --visits 300    --drain 1000    --seed 1
 *     --rival-seconds 400    how long a rival may take for each line; --no-rivals leaves them out
 */
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '300' },
    drain: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    'rival-seconds': { type: 'string', default: '400' },
    'no-rivals': { type: 'boolean', default: false },
  },
});
const VISITS = Number(values.visits);
const DRAIN = Number(values.drain);
const SEED = Number(values.seed);
const RIVAL_MS = Number(values['rival-seconds']) * 1_000;
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const rounded = (number: number) => Math.round(number * 10) / 10;
const seconds = (ms: number) => Math.round(ms / 100) / 10;

interface Sent {
  bytesAVisit: number;
  upAVisit: number;
  downAVisit: number;
  requests: number;
}

function sentOf({ up, down, requests }: Traffic, visits: number): Sent {
  return {
    bytesAVisit: rounded((up + down) / visits),
    upAVisit: rounded(up / visits),
    downAVisit: rounded(down / visits),
    requests,
  };
}

function rivalOf(run: RivalRun, visits: number) {
  const isWhole = run.arrived >= visits;
  return {
    ...sentOf(run, Math.max(1, run.arrived)),
    seconds: seconds(run.ms),
    arrived: run.arrived,
    // Where patience ended first, what the rest would have taken at the same pace.
    secondsForAll: seconds(isWhole ? run.ms : (run.ms / Math.max(1, run.arrived)) * visits),
    isReckoned: !isWhole,
    ...{ lostSegments: run.lost, cuts: run.cuts },
  };
}

interface Documents {
  bytes: FlatVisit[];
  drain: FlatVisit[];
}

async function tonleSide(folder: string) {
  const bench = await TonleBench.open(join(folder, 'centre'));
  try {
    const day = async (variant: Variant, visits: number, seed: number) => {
      const afterSeq = Number(bench.desk.db.get('SELECT coalesce(max(seq), 0) AS seq FROM change')?.seq);
      const { changes } = await bench.work({ variant, visits, seed });
      return { changes, documents: flatVisits(bench.desk.db, 'KT04', afterSeq) };
    };
    const oneBatch: Record<string, object> = {};
    let documents: Documents = { bytes: [], drain: [] };
    for (const [at, variant] of VARIANTS.entries()) {
      say(`Tonle: ${VISITS} visits, ${variant}, one batch`);
      const { changes, documents: flat } = await day(variant, VISITS, SEED + at * 1_000);
      const sent = await bench.oneBatch();
      oneBatch[variant] = { ...sentOf(sent, VISITS), changes, accepted: sent.accepted };
      documents = { ...documents, bytes: flat };
    }
    const idle = await bench.idleContact();
    say(`Tonle: ${VISITS} visits over 64 kbit/s and 600 ms`);
    const slowDay = await day('new', VISITS, SEED + 4_000);
    const slow = await bench.drained(SLOW_LINE);
    bench.line.become(FAST_LINE);
    say(`Tonle: ${DRAIN} visits over the same line with 8 % loss and cuts`);
    const drainDay = await day('new', DRAIN, SEED + 5_000);
    documents = { ...documents, drain: drainDay.documents };
    const bad = await bench.drained({ ...BAD_LINE, seed: SEED });
    return {
      figures: {
        oneBatch,
        nothingToSend: { bytes: idle.up + idle.down, requests: idle.requests },
        slowLine: { ...sentOf(slow, VISITS), changes: slowDay.changes, seconds: seconds(slow.ms) },
        badLine: {
          ...sentOf(bad, DRAIN),
          changes: drainDay.changes,
          seconds: seconds(bad.ms),
          lostSegments: bad.lost,
          cuts: bad.cuts,
        },
        refusedByTheCentre: bench.refused(),
      },
      ...{ oneBatch, slow, bad, documents },
    };
  } finally {
    await bench.close();
  }
}

async function rivalSide(rival: Rival, { bytes, drain }: Documents) {
  try {
    say(`${rival.name}: bytes of ${bytes.length} visits`);
    const fast = await rival.send(bytes, FAST_LINE, RIVAL_MS);
    say(`${rival.name}: ${bytes.length} visits over 64 kbit/s and 600 ms`);
    const slow = await rival.send(bytes, SLOW_LINE, RIVAL_MS);
    say(`${rival.name}: ${drain.length} visits with 8 % loss and cuts`);
    const bad = await rival.send(drain, { ...BAD_LINE, seed: SEED }, RIVAL_MS);
    return {
      name: rival.name,
      fastLine: rivalOf(fast, bytes.length),
      slowLine: rivalOf(slow, bytes.length),
      badLine: rivalOf(bad, drain.length),
    };
  } finally {
    await rival.close();
  }
}

const folder = newFolder('bench-sync');
try {
  const busyBefore = loadavg()[0] ?? 0;
  const tonle = await tonleSide(folder);
  const documentBytes = Buffer.byteLength(JSON.stringify(tonle.documents.bytes[0] ?? {}));
  const missing = values['no-rivals'] ? 'They were not asked for.' : await fetchRivals();
  const rivals: Awaited<ReturnType<typeof rivalSide>>[] = [];
  if (missing === null) {
    rivals.push(await rivalSide(await openPouch(), tonle.documents));
    rivals.push(await rivalSide(await openFhir(), tonle.documents));
  }
  const ownBytes = (tonle.oneBatch.new as Sent).bytesAVisit;
  const result = {
    visits: VISITS,
    seed: SEED,
    machine: { cores: availableParallelism(), loadBefore: rounded(busyBefore), loadAfter: rounded(loadavg()[0] ?? 0) },
    line: { slow: SLOW_LINE, bad: BAD_LINE },
    tonle: tonle.figures,
    rivalDocumentBytes: documentBytes,
    rivals: missing === null ? rivals : missing,
    timesOurs: rivals.map(({ name, fastLine, slowLine, badLine }) => ({
      name,
      bytesAVisit: rounded(fastLine.bytesAVisit / ownBytes),
      slowLineSeconds: rounded(slowLine.secondsForAll / seconds(tonle.slow.ms)),
      badLineSeconds: rounded(badLine.secondsForAll / seconds(tonle.bad.ms)),
    })),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  removeFolder(folder);
}
process.exit();
