import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { packInThreads } from '../../electron/node/packing/threads.ts';
import { faultOfSqlite } from '../../electron/node/sqlite.ts';
import { createSticks } from '../../electron/node/sticks.ts';
import { must } from '../../shared/base/assert.ts';
import type { WriteDb } from '../../shared/base/db.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex } from '../../shared/base/ids.ts';
import { createCore } from '../../shared/core.ts';
import { saveCentre, saveCentreKeys, saveDesk, saveDeviceKeys } from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { makePatientNumber } from '../../shared/patients/patient-number.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { post } from '../../sync/central/tests/desk.ts';
import { startEngines } from '../../sync/central/tests/engines.ts';
import type { FramePort } from '../../sync/desk/wire.ts';
import { framesInPlace } from '../../sync/node/frame-port.ts';
import { newSigningKeys } from '../../sync/node/signatures.ts';
import { enrolReply } from '../../sync/protocol/enrol.ts';
import { clerkOver } from '../support/asks.ts';
import { serve } from '../support/clerk-work.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from '../support/desk.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { DESK, PEOPLE } from '../support/facility.ts';
import { somebody } from '../support/people.ts';
import { bring } from '../support/stick-desk.ts';

/**
 * `npm run bench:stick -- --visits 30000`: a month and more of a facility without any line, from its desk onto a stick,
 * into a centre on PGlite and back; packed once in the thread that answers the screens and once beside it, as a desk does.
 * One JSON line; how busy the machine was is for the reader to say.
 */
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '30000' },
    seed: { type: 'string', default: '1' },
  },
});
/** Nobody is signed in for longer, and so many visits are made by the core; the others are these with other people. */
const VISITS_A_SHIFT = 300;
const ASK_EVERY_MS = 20;
const NS_A_MS = 1e6;
const PACKING_WORKER = new URL('../../electron/node/packing/worker.ts', import.meta.url);

const RECORDS_A_VISIT = 3;
const IN_TEXT = {
  id: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g,
  number: new RegExp(`${DESK.facility.code}-\\d+-\\d+-\\w`, 'g'),
  card: /\b\d{7}-\d{7}-\d\b|\b\d{14}\b/g,
};

const engines = await startEngines();
const centre = await TestCentre.start(must(engines[0], 'PGlite is always there'));
const desk = await openTestDesk('memory');
try {
  await enrolled(desk);
  const made = await timedMs(() => work(desk, Number(values.visits)));
  const inPlace = await madeStick(desk, framesInPlace());
  const packing = packInThreads({ worker: PACKING_WORKER, tools: framesInPlace().tools, log: () => undefined });
  // The first use starts the threads.
  const inThreads = await madeStick(desk, { ...framesInPlace(), packing });
  const { stick, sticks } = inThreads;
  const file = readFileSync(must(sticks.files.open(stick.fileName), 'the file is kept').path);
  const brought = await timedMs(() => bring(centre.url, file));
  if (brought.value.status !== 200) throw new Error(JSON.stringify(brought.value.problem));
  const taken = await meanwhile(desk, () => sticks.takeAnswer(brought.value.answer));
  await packing.close();
  const { fields } = must(
    centre.logged.find(({ event }) => event === 'stick'),
    'the centre notes what came',
  );
  const verdicts = { accepted: fields.accepted, needsFixing: fields.needsFixing, tryLater: fields.tryLater };
  const changes = Number(desk.db.get('SELECT count(*) AS n FROM change')?.n);
  const visits = changes / RECORDS_A_VISIT;
  process.stdout.write(
    `${JSON.stringify({
      ...{ visits, changes, workS: Math.round(made.ms / 1000) },
      stick: { bytes: stick.bytes, bytesAVisit: stick.bytes / visits },
      inPlace: inPlace.figures,
      inThreads: { ...inThreads.figures, threads: packing.atOnce },
      centre: {
        importMs: Math.round(brought.ms),
        importCpuMs: Math.round(brought.cpuMs),
        answerBytes: brought.value.answer.length,
        ...verdicts,
      },
      answer: taken.figures,
      waitingAfter: Number(desk.db.get("SELECT count(*) AS n FROM change WHERE state = 'waiting'")?.n),
    })}\n`,
  );
} finally {
  await desk.close();
  await centre.stop();
  for (const engine of engines) await engine.stop();
}

/** `cpuMs` is what it would take on a machine that does nothing else. */
async function timedMs<T>(work: () => Promise<T>): Promise<{ value: T; ms: number; cpuMs: number }> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: performance.now() - startedMs, cpuMs: (user + system) / 1_000 };
}

async function enrolled({ db }: TestDesk): Promise<void> {
  const { facility, deviceId } = DESK;
  await centre.addFacility(facility.code);
  const keys = newSigningKeys();
  const code = await centre.enrolCode(facility.code);
  const asked = { protocol: 3, mode: 'real', code, deviceId, program: 'bench', deviceKey: keys.publicKey };
  const reply = enrolReply.parse((await post(`${centre.url}/v1/enrol`, asked)).body);
  db.write((tx) => {
    saveDesk(tx, { ...DESK, deskNumber: reply.deskNumber });
    saveCentre(tx, { url: centre.url, deviceToken: reply.deviceToken });
    saveCentreKeys(tx, reply.keys);
    saveDeviceKeys(tx, { ...keys, isKnown: true });
  });
}

/** Everybody is new, so that a visit is three records: none of these people was ever sent. */
async function work({ db, clock }: TestDesk, visits: number): Promise<void> {
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const log = () => undefined;
  const dice = seededDice(Number(values.seed));
  const { serve: serveAsks } = createCore({ db, clock, random, host: hostWithoutLine(), log, faultOf: faultOfSqlite });
  const clerk = clerkOver(serveAsks);
  await clerk.signIn(PEOPLE[0].userName, PEOPLE[0].pin);
  const first = Math.min(visits, VISITS_A_SHIFT);
  for (let done = 0; done < first; done += 1) {
    await serve(clerk, somebody(dice));
    clock.advance(30_000 + dice.below(90_000));
  }
  const made = waitingChanges(db, first * RECORDS_A_VISIT);
  for (let done = first; done < visits; done += first) {
    db.write((tx) => copyWork(tx, made.slice(0, (visits - done) * RECORDS_A_VISIT), done, dice));
  }
}

/** The same work a while later, of other people: other ids, patient numbers and cards, and hashes that fit. */
function copyWork(tx: WriteDb, made: readonly Change[], offset: number, dice: Dice): void {
  const others = new Map<string, string>();
  const other = (text: string, make: () => string) => {
    const known = others.get(text) ?? make();
    others.set(text, known);
    return known;
  };
  const card = (text: string) => {
    const plain = text.replaceAll('-', '').slice(0, 14);
    const digits = other(plain, () => String(dice.next()).slice(2, 12) + String(1_000 + dice.below(9_000)));
    const fit = digits.slice(0, 14).padEnd(14, '7');
    return text.includes('-') ? `${fit.slice(0, 7)}-${fit.slice(7)}-${text.at(-1)}` : fit;
  };
  let counter = offset;
  const { facility, deskNumber: desk } = DESK;
  const changed = (text: string) =>
    text
      .replace(IN_TEXT.id, (id) => other(id, () => `${id.slice(0, 24)}${toHex(randomBytes(6))}`))
      .replace(IN_TEXT.number, (number) =>
        other(number, () => makePatientNumber({ facility: facility.code, desk, counter: 1_000_000 + ++counter })),
      )
      .replace(IN_TEXT.card, card);
  for (const change of made) {
    const content = changed(change.content);
    tx.run(
      `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag,
         baseHash, isWithdrawal, isNewest, state)
       VALUES (@incarnation, @kind, @recordId, 1, @hash, @content, '', @patientId, @madeAt, @hlc, 'ok', NULL, 0, 1, 'waiting')`,
      {
        ...{ incarnation: change.incarnation, kind: change.kind, recordId: changed(change.recordId), content },
        ...{ hash: sha256Hex(content), patientId: change.patientId === null ? null : changed(change.patientId) },
        ...{ madeAt: change.madeAt, hlc: change.hlc + offset },
      },
    );
  }
}

/** Makes a stick of all that waits; one that was made before changes nothing. */
async function madeStick(one: TestDesk, frames: FramePort) {
  const sticks = createSticks({
    ...{ db: one.db, folder: one.folder, clock: one.clock, log: () => undefined, program: 'bench' },
    ...{ frames, places: null, national: () => null },
  });
  const { value: stick, figures } = await meanwhile(one, () => sticks.host.make(null));
  if ('refused' in stick) throw new Error(stick.refused);
  return { stick, sticks, figures };
}

/** What the work takes, and what somebody notices of it who goes on searching. */
async function meanwhile<T>(one: TestDesk, work: () => Promise<T>) {
  const rssBefore = process.memoryUsage.rss();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const asking = askMeanwhile(one);
  const { value, ms, cpuMs } = await timedMs(work);
  const asks = await asking.stop();
  delay.disable();
  const figures = {
    ...{ ms: Math.round(ms), cpuMs: Math.round(cpuMs), longestStallMs: Math.round(delay.max / NS_A_MS) },
    ...{ stallP99Ms: Math.round(delay.percentile(99) / NS_A_MS), asks: asks.length },
    askP95Ms: Math.round(asks[Math.floor(asks.length * 0.95)] ?? 0),
    rssGrewMb: Math.round((process.memoryUsage.rss() - rssBefore) / 1e6),
  };
  return { value, figures };
}

/** Somebody goes on searching. */
function askMeanwhile(one: TestDesk): { stop(): Promise<number[]> } {
  const times: number[] = [];
  let isOn = true;
  const asking = (async () => {
    const clerk = one.clerk();
    await clerk.signIn(PEOPLE[0].userName, PEOPLE[0].pin);
    while (isOn) {
      const startedMs = performance.now();
      await clerk.ask('patients.search', { text: 'sok' });
      times.push(performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  })();
  return {
    async stop() {
      isOn = false;
      await asking;
      return times.sort((a, b) => a - b);
    },
  };
}
