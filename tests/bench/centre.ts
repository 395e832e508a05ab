import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import type { CentreDb } from '../../sync/central/db.ts';
import { openPglite } from '../../sync/central/node/pglite.ts';
import { openPostgres } from '../../sync/central/node/postgres.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { CentreProcess, central, type Store } from '../../sync/central/tests/process.ts';
import { createFrameTools } from '../../sync/node/frame-tools.ts';
import { openReply } from '../../sync/protocol/frame.ts';
import { type SyncReply, syncReply } from '../../sync/protocol/sync.ts';
import { knownPatient, MIXES, type Mix, PATIENTS_KNOWN, packBacklog, simulatedDesk } from './centre-backlog.ts';
import { DeskLine } from './centre-line.ts';

/**
 * `npm run bench:centre`: how much a centre takes, through its real server in a process of its own, with packed and signed
 * batches, on real PostgreSQL and on PGlite, as one JSON object. Client, server and database share this machine. Every
 * frame is packed before the clock starts; what a client costs is sending it and reading the answer.
 *
 *     --engine postgresql|pglite|both   --batches 400 (of ingest)   --changes 300 (a batch)   --senders 8
 *     --facilities 1600 --days 7        the national morning: days of 300 visits each, all facilities at once
 *     --link 8000                       bytes a second of each facility's line in the morning; 0 for no limit
 *     --processes 1                     of the centre, on one PostgreSQL (PGlite has one)
 *     --only ingest|morning
 */
const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    ...{ engine: text, batches: text, changes: text, senders: text, facilities: text, days: text, link: text },
    ...{ only: text, processes: text },
  },
});
const ENGINE = values.engine ?? 'both';
const BATCHES = Number(values.batches ?? 400);
const CHANGES = Number(values.changes ?? 300);
const SENDERS = Number(values.senders ?? 8);
const FACILITIES = Number(values.facilities ?? 1_600);
const DAYS = Number(values.days ?? 7);
const PROCESSES = Number(values.processes ?? 1);
const LINK = Number(values.link ?? 8_000);
const VISITS_A_DAY = 300;
/** On PGlite everything is a tenth of the size. */
const PGLITE_SHARE = 0.1;
const INGEST_FACILITIES = 16;
const TICKS_A_SECOND = 100;
const BACKOFF_MOST_MS = 60_000;
const TRIES_MAX = 200;

const tools = createFrameTools();
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function opened(store: Store): Promise<CentreDb> {
  return store.databaseUrl === null ? openPglite(join(store.data, 'store')) : openPostgres(store.databaseUrl, () => {});
}

/** A real centre with these facilities, a desk in each, and some patients whom it has registered before. */
async function prepared(engine: Engine, facilities: number): Promise<{ store: Store; centreKey: Uint8Array }> {
  const store = await engine.freshStore();
  await central(['dump', '--data', store.data], store.databaseUrl);
  const db = await opened(store);
  const desks = Array.from({ length: facilities }, (_, index) => simulatedDesk(index));
  await db.write(async (tx) => {
    await tx.run(`UPDATE centre SET mode = 'real' WHERE id = 1`);
    await tx.run(
      `INSERT INTO facility (code, "nameKm", "nameLatin", level, "isPublic", "contractedFrom", "madeAt")
       SELECT code, 'មណ្ឌលសុខភាព', 'Health centre', 'MPA', true, '2018-01-01', '2026-01-01T00:00:00.000Z'
       FROM unnest($1::text[]) AS code`,
      [desks.map(({ facility }) => facility)],
    );
    await tx.run(
      `INSERT INTO device ("deviceId", facility, "deskNumber", "tokenHash", program, "enrolledAt", "signingKey")
       SELECT id, facility, 1, token, 'bench', '2026-01-01T00:00:00.000Z', key
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS made(id, facility, token, key)`,
      [
        ...[desks.map(({ deviceId }) => deviceId), desks.map(({ facility }) => facility)],
        ...[desks.map(({ token }) => sha256Hex(token)), desks.map(({ publicKey }) => publicKey)],
      ],
    );
    for (const desk of desks) {
      const patients = Array.from({ length: PATIENTS_KNOWN }, (_, index) => knownPatient(desk, index));
      await tx.run(
        `INSERT INTO "patientNow" (facility, "patientId", version, no, content)
         SELECT $1::text, id, 1, 0, '{}' FROM unnest($2::text[]) AS id`,
        [desk.facility, patients],
      );
    }
  });
  const [row] = await db.query<{ key: string }>('SELECT "signingPublic" AS key FROM "centreKey"');
  await db.close();
  return { store, centreKey: Buffer.from(must(row, 'a centre has keys').key, 'hex') };
}

function replyTo(frame: Uint8Array, answer: Uint8Array, centreKey: Uint8Array): SyncReply {
  return syncReply.parse(openReply(tools, answer, centreKey, tools.sha256(frame)));
}

/** Stored changes, all and different ones, and the fewest and the most of a facility. */
async function storedIn(store: Store): Promise<Record<string, number>> {
  const db = await opened(store);
  const [row] = await db.query<Record<string, number>>(
    `SELECT coalesce(sum(n), 0)::float8 AS stored, coalesce(sum(d), 0)::float8 AS different, min(n)::float8 AS fewest,
       max(n)::float8 AS most
     FROM (SELECT count(*) AS n, count(DISTINCT (kind, "recordId", version)) AS d FROM change GROUP BY facility) AS each`,
  );
  await db.close();
  return must(row, 'a count');
}

function memoryMb(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  try {
    const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Math.round(Number(found?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** CPU seconds that a process has used, and its children whose end it has seen. */
function cpuSeconds(pid: number | string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

/** CPU seconds of a whole PostgreSQL: its first process and all that it has started. 0 where it is in the centre itself. */
async function databaseCpu(store: Store): Promise<() => number> {
  if (store.databaseUrl === null) return () => 0;
  const db = await opened(store);
  const [row] = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const first = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${row?.pid}/status`, 'utf8'))?.[1] ?? '0';
  await db.close();
  return () => {
    const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').split(' ').filter(Boolean);
    return [first, ...children].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  };
}

interface Cpu {
  client: number;
  centre: number;
  database: number;
}

/** Of several, each has a folder of its own. */
async function startCentres(store: Store): Promise<CentreProcess[]> {
  const count = store.databaseUrl === null ? 1 : PROCESSES;
  const centres: CentreProcess[] = [];
  for (let index = 0; index < count; index += 1) {
    centres.push(await CentreProcess.start({ ...store, data: index === 0 ? store.data : `${store.data}-${index}` }));
  }
  return centres;
}

function peakMbOf(centres: readonly CentreProcess[]): number {
  return Math.max(...centres.map(({ line }) => memoryMb(Number(line.pid), 'VmHWM')));
}

async function cpuMeter(store: Store, centres: readonly CentreProcess[]): Promise<() => Cpu> {
  const database = await databaseCpu(store);
  const now = (): Cpu => ({
    client: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    ...{ centre: centres.reduce((sum, { line }) => sum + cpuSeconds(Number(line.pid)), 0), database: database() },
  });
  const before = now();
  return () => {
    const { client, centre: server, database: store } = now();
    return {
      client: rounded(client - before.client),
      ...{ centre: rounded(server - before.centre), database: rounded(store - before.database) },
    };
  };
}

/** A new patient with every fourth visit; a claim with five of six. */
const CHANGES_A_VISIT: Record<Mix, number> = { visits: 1, rounds: 9 / 4, claims: 9 / 4 + 5 / 6 };

async function ingest(engine: Engine, mix: Mix, share: number): Promise<object> {
  const batches = Math.max(INGEST_FACILITIES, Math.round(BATCHES * share));
  const each = Math.ceil(batches / INGEST_FACILITIES);
  const packed = await packBacklog({ from: 0, to: INGEST_FACILITIES, batches: each, changesABatch: CHANGES, mix });
  const { store, centreKey } = await prepared(engine, INGEST_FACILITIES);
  const centres = await startCentres(store);
  const urlOf = (index: number): string => must(centres[index % centres.length], 'a centre').url;
  const bytes = packed.flat().reduce((sum, frame) => sum + frame.length, 0);
  const latency: number[] = [];
  const answers: { frame: Uint8Array; body: Uint8Array }[] = [];
  // Desks of one facility go one after the other anyway, so that a sender is a facility; senders share the facilities.
  const desks = packed.map((frames, index) => ({
    frames,
    line: new DeskLine(urlOf(index), simulatedDesk(index).token, 0),
  }));
  const meter = await cpuMeter(store, centres);
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      for (let index = sender; index < desks.length; index += SENDERS) {
        const { frames, line } = must(desks[index], 'a desk');
        for (const frame of frames) {
          const sentMs = performance.now();
          const { status, body } = await line.send(frame);
          latency.push(performance.now() - sentMs);
          if (status !== 200) throw new Error(`the centre answered ${status}: ${Buffer.from(body).toString()}`);
          answers.push({ frame, body });
        }
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1000;
  const cpu = meter();
  for (const { line } of desks) line.close();
  const verdicts = answers.flatMap(({ frame, body }) => replyTo(frame, body, centreKey).verdicts);
  const accepted = verdicts.filter(({ outcome }) => outcome === 'accepted').length;
  const peakMb = peakMbOf(centres);
  for (const centre of centres) await centre.end('SIGTERM');
  latency.sort((a, b) => a - b);
  const visits = Math.floor(accepted / CHANGES_A_VISIT[mix]);
  const at = (part: number): number => Math.round(latency[Math.floor(latency.length * part)] ?? 0);
  return {
    ...{ mix, batches: answers.length, changes: verdicts.length, accepted, seconds: rounded(seconds) },
    ...{ changesPerS: Math.round(accepted / seconds), visitsPerS: Math.round(visits / seconds) },
    ...{ bytesAChange: rounded(bytes / verdicts.length), batchMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } },
    ...{ cpuSeconds: cpu, visitsPerCpuS: Math.round(visits / (cpu.client + cpu.centre + cpu.database)) },
    ...{ centrePeakMb: peakMb, stored: await storedIn(store) },
  };
}

interface Morning {
  tries: number;
  shed: number;
  errors: number;
  accepted: number;
  alreadyHad: number;
  other: number;
  doneMs: number[];
  waitMs: number[];
}

async function oneFacility(
  line: DeskLine,
  frames: readonly Uint8Array[],
  centreKey: Uint8Array,
  day: Morning,
): Promise<void> {
  const startMs = performance.now();
  let lastMs = startMs;
  for (const frame of frames) {
    for (let tries = 0; ; tries += 1) {
      if (tries === TRIES_MAX) throw new Error('a facility is starved');
      day.tries += 1;
      const answer = await line.send(frame).catch(() => null);
      if (answer?.status === 200) {
        for (const { outcome } of replyTo(frame, answer.body, centreKey).verdicts) {
          if (outcome === 'accepted') day.accepted += 1;
          else if (outcome === 'already-had') day.alreadyHad += 1;
          else day.other += 1;
        }
        break;
      }
      if (answer?.status === 503 && answer.retryAfterS > 0) {
        day.shed += 1;
        await pauseMs(answer.retryAfterS * 1000);
      } else {
        day.errors += 1;
        await pauseMs(Math.random() * Math.min(BACKOFF_MOST_MS, 1000 * 2 ** tries));
      }
    }
    day.waitMs.push(performance.now() - lastMs);
    lastMs = performance.now();
  }
  day.doneMs.push(performance.now() - startMs);
  line.close();
}

async function morning(engine: Engine, share: number): Promise<object> {
  const facilities = Math.round(FACILITIES * share);
  const batches = Math.ceil((DAYS * VISITS_A_DAY) / CHANGES);
  const packingMs = performance.now();
  const task = { from: 0, to: facilities, batches, changesABatch: CHANGES, mix: 'visits' } as const;
  const packed = await packBacklog(task);
  say(`packed ${facilities * batches} frames in ${rounded((performance.now() - packingMs) / 1000)} s`);
  const { store, centreKey } = await prepared(engine, facilities);
  const centres = await startCentres(store);
  const urlOf = (index: number): string => must(centres[index % centres.length], 'a centre').url;
  const day: Morning = {
    ...{ tries: 0, shed: 0, errors: 0, accepted: 0, alreadyHad: 0, other: 0, doneMs: [], waitMs: [] },
  };
  const meter = await cpuMeter(store, centres);
  const startMs = performance.now();
  await Promise.all(
    packed.map((frames, index) =>
      oneFacility(new DeskLine(urlOf(index), simulatedDesk(index).token, LINK), frames, centreKey, day),
    ),
  );
  const seconds = (performance.now() - startMs) / 1000;
  const cpu = meter();
  const peakMb = peakMbOf(centres);
  const errors: string[] = [];
  for (const centre of centres) errors.push((await centre.end('SIGTERM')).err);
  const failed = errors
    .join('\n')
    .split('\n')
    .filter((line) => line.includes('"error"'))
    .slice(0, 3);
  const spread = (ms: number[]): object => {
    ms.sort((a, b) => a - b);
    const at = (part: number): number => rounded((ms[Math.floor((ms.length - 1) * part)] ?? 0) / 1000);
    return { fastest: at(0), p50: at(0.5), p99: at(0.99), slowest: at(1) };
  };
  const { doneMs, waitMs, ...counts } = day;
  return {
    ...{ facilities, visits: facilities * batches * CHANGES, seconds: rounded(seconds) },
    visitsPerS: Math.round((facilities * batches * CHANGES) / seconds),
    ...{ cpuSeconds: cpu, ...counts, linkBytesPerS: LINK, facilityS: spread(doneMs), batchS: spread(waitMs) },
    ...{ centrePeakMb: peakMb, stored: await storedIn(store), failed },
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const engines = await startEngines();
const results: Record<string, unknown> = {
  cores: availableParallelism(),
  loadBefore: loadavg().map(rounded),
  changesABatch: CHANGES,
};
for (const engine of engines) {
  if (ENGINE !== 'both' && ENGINE !== engine.name.toLowerCase()) continue;
  if (engine.missing !== null) {
    results[engine.name] = { absent: engine.missing };
    continue;
  }
  const share = engine.name === 'PGlite' ? PGLITE_SHARE : 1;
  const figures: Record<string, unknown> = {};
  if (values.only !== 'morning') {
    const mixes: object[] = [];
    for (const mix of MIXES) mixes.push(await ingest(engine, mix, share));
    figures.ingest = mixes;
    say(`${engine.name} ingest: ${JSON.stringify(figures.ingest)}`);
  }
  if (values.only !== 'ingest') {
    figures.morning = await morning(engine, share);
    say(`${engine.name} morning: ${JSON.stringify(figures.morning)}`);
  }
  results[engine.name] = figures;
}
results.loadAfter = loadavg().map(rounded);
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
for (const engine of [...engines].reverse()) await engine.stop();
process.exit(0);
