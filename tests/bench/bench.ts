import { closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Patient } from '../../shared/patients/record.ts';
import type { Clerk } from '../support/asks.ts';
import { type DeskProcess, NO_CENTRE, signedIn, startDesk } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { rounded, type Spread, spreadOf, timed } from '../support/timings.ts';
import { fillDesk } from './crowd.ts';
import { insideDesk } from './inside.ts';

/**
 * `npm run bench -- [--patients 100000] [--rounds 200]`: how fast a desk of that size is, as one JSON object. Every
 * figure is measured in this run on this machine; the disk's own time to keep a page is measured beside the saves,
 * because it is most of what a save costs.
 */
const { values } = parseArgs({
  options: { patients: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '200' } },
});
const PATIENTS = Number(values.patients);
const ROUNDS = Number(values.rounds);
const STARTS = 5;
const PAGE = Buffer.alloc(4_096, 7);

interface Started {
  desk: DeskProcess;
  readyMs: number;
  healthMs: number;
}

async function started(data: string): Promise<Started> {
  const startMs = performance.now();
  const desk = await startDesk({ data, centreUrl: NO_CENTRE });
  const readyMs = performance.now() - startMs;
  await (await fetch(`${desk.url}/health`)).json();
  return { desk, readyMs, healthMs: performance.now() - startMs };
}

/** From the start of the process to its ready line and to its first answer. */
async function startTimes(folder: string): Promise<{ ready: Spread; health: Spread }> {
  const ready: number[] = [];
  const health: number[] = [];
  for (let times = 0; times < STARTS; times += 1) {
    const { desk, readyMs, healthMs } = await started(folder);
    ready.push(readyMs);
    health.push(healthMs);
    await desk.stop();
  }
  return { ready: spreadOf(ready), health: spreadOf(health) };
}

/** What the disk itself takes to keep a page. */
async function fsyncTimes(folder: string): Promise<Spread> {
  const handle = openSync(join(folder, 'fsync-probe'), 'w');
  try {
    const times = await timed(Array.from({ length: ROUNDS }), () => {
      writeSync(handle, PAGE);
      fsyncSync(handle);
    });
    return spreadOf(times);
  } finally {
    closeSync(handle);
  }
}

/** The save alone: patients and their checks are there before. */
async function saveTimes(clerk: Clerk, patients: readonly Patient[]): Promise<Spread> {
  const wishes: { patientId: string; checkId: string }[] = [];
  for (const { id } of patients) {
    const { check } = await clerk.ask('eligibility.check', { patientId: id, isIdentityShown: true });
    wishes.push({ patientId: id, checkId: check.id });
  }
  return spreadOf(await timed(wishes, (wish) => clerk.ask('visits.open', wish)));
}

/** Texts of every kind that a clerk types, taken from people who are there. */
function textsOf(patients: readonly Patient[]): Record<string, string[]> {
  const some = Array.from({ length: ROUNDS }, (_, index) => patients[(index * 7_919) % patients.length]).filter(
    (patient): patient is Patient => patient !== undefined,
  );
  const latin = (patient: Patient) => patient.nameLatin ?? '';
  const given = (patient: Patient) => latin(patient).split(' ')[1] ?? '';
  return {
    khmerName: some.flatMap(({ nameKm }) => nameKm ?? []),
    latinName: some.map(latin),
    givenName: some.map(given),
    firstLetters: some.map((patient) => latin(patient).slice(0, 2)),
    nameAndYear: some.map((patient) => `${given(patient)} ${patient.birthDate.slice(0, 4)}`),
    nameAndDate: some.map((patient) => `${latin(patient)} ${patient.birthDate.split('-').reverse().join('/')}`),
    nameAndAge: some.map((patient) => `${latin(patient)} ${2026 - Number(patient.birthDate.slice(0, 4))}`),
    birthDate: some.map(({ birthDate }) => birthDate.split('-').reverse().join('/')),
    birthYear: some.map(({ birthDate }) => birthDate.slice(0, 4)),
    phone: some.map(({ phone }) => phone ?? ''),
    phoneBeginning: some.map(({ phone }) => phone?.slice(0, 6) ?? ''),
    nssfNumber: some.map(({ identifiers }) => identifiers[0]?.raw ?? ''),
    patientNumber: some.map(({ patientNumber }) => patientNumber),
    village: some.map((_, index) => ['Svay', 'Kok', 'ថ្មី', 'វិហារ'][index % 4] ?? ''),
    nobody: some.map((_, index) => `zzyx ${index}`),
  };
}

function memoryMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(line ?? 0) / 1_024);
}

async function run(folder: string): Promise<Record<string, unknown>> {
  const data = join(folder, 'desk');
  const first = await started(data);
  await first.desk.stop();
  const startEmpty = await startTimes(data);
  const fillStartMs = performance.now();
  const patients = fillDesk(data, PATIENTS);
  const fillSeconds = rounded((performance.now() - fillStartMs) / 1_000);
  const startFull = await startTimes(data);
  const { desk } = await started(data);
  try {
    const clerk = await signedIn(desk);
    const search: Record<string, Spread> = {};
    const all: number[] = [];
    for (const [kind, texts] of Object.entries(textsOf(patients))) {
      const times = await timed(texts, (text) => clerk.ask('patients.search', { text }));
      search[kind] = spreadOf(times);
      all.push(...times);
    }
    const save = await saveTimes(clerk, patients.slice(0, ROUNDS));
    const residentMb = memoryMb(desk.pid);
    await desk.stop();
    const inside = await insideDesk(data, patients.slice(ROUNDS, 2 * ROUNDS), textsOf(patients));
    const fsync = await fsyncTimes(folder);
    return {
      patients: PATIENTS,
      rounds: ROUNDS,
      fillSeconds,
      databaseMb: Math.round(statSync(join(data, 'desk.db')).size / 1_048_576),
      firstStartMs: rounded(first.readyMs),
      startMs: { empty: startEmpty, full: startFull },
      saveMs: {
        http: save,
        inProcess: inside.save,
        fsync,
        timesTheDisk: rounded(inside.save.p50 / fsync.p50),
        beyondTheDisk: { p50: rounded(inside.save.p50 - fsync.p50), p95: rounded(inside.save.p95 - fsync.p95) },
      },
      searchMs: { all: spreadOf(all), http: search, inProcess: inside.search },
      residentMb,
    };
  } finally {
    await desk.stop();
  }
}

const folder = newFolder('bench');
try {
  process.stdout.write(`${JSON.stringify(await run(folder), null, 2)}\n`);
} finally {
  removeFolder(folder);
}
