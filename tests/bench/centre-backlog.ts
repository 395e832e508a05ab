import { createHash, hash } from 'node:crypto';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { must } from '../../shared/base/assert.ts';
import { idOfRun, runKeyOf } from '../../shared/base/ids.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { type EligibilityDecision, SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import { DEPARTMENTS, type Visit } from '../../shared/visits/record.ts';
import { aCheck, aClaim, aPatient, aVisit } from '../../sync/central/tests/desk.ts';
import { createFrameTools } from '../../sync/node/frame-tools.ts';
import { publicKeyOf, signerOf } from '../../sync/node/signatures.ts';
import { packRequest } from '../../sync/protocol/frame.ts';
import type { AnyRequest, WireChange } from '../../sync/protocol/sync.ts';
import { seededDice } from '../support/dice.ts';

/**
 * The desks of a nation and what they have to send, made before the clock of a bench starts. Everything follows from a
 * facility's number, so that threads can pack side by side and nothing has to be handed around but the frames.
 */
export interface SimulatedDesk {
  facility: string;
  deviceId: string;
  token: string;
  privateKey: string;
  publicKey: string;
  incarnation: string;
}

/**
 * `visits`: a visit record is one change, its patient known. `rounds`: each visit with its check, every fourth with a new
 * patient. `claims`: the same, each visit closed, and with its claim where somebody may pay it.
 */
export const MIXES = ['visits', 'rounds', 'claims'] as const;
export type Mix = (typeof MIXES)[number];

export interface BacklogTask {
  from: number;
  to: number;
  batches: number;
  changesABatch: number;
  mix: Mix;
}

/** Patients whom the centre knows of each facility before the clock starts. */
export const PATIENTS_KNOWN = 60;
const STARTED_MS = Date.parse('2026-03-02T00:30:00.000Z');
const A_VISIT_EVERY_MS = 90_000;
const PAYERS_MET = ['nssf', 'nssf', 'nssf', 'hef', 'hef', 'self'] as const;
const ELIGIBLE: EligibilityDecision = { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] };
const STAFF = ['sokha', 'dara', 'maly'];
const THREADS = 2;

export function simulatedDesk(index: number): SimulatedDesk {
  const of = (what: string): string => createHash('sha256').update(`bench ${what} ${index}`).digest('hex');
  const id = of('device');
  const privateKey = of('key');
  return {
    facility: `B${String(index).padStart(4, '0')}`,
    deviceId: `${id.slice(0, 8)}-${id.slice(8, 12)}-7${id.slice(13, 16)}-8${id.slice(17, 20)}-${id.slice(20, 32)}`,
    ...{ token: of('token'), privateKey, publicKey: publicKeyOf(privateKey), incarnation: of('run').slice(0, 32) },
  };
}

export function knownPatient(desk: SimulatedDesk, index: number): string {
  return idOfRun(STARTED_MS, runKeyOf(desk.incarnation), index);
}

const closedAt = (ms: number): Partial<Visit> => ({
  ...{ status: 'closed', outcome: 'improved', dischargeType: 'authorised' },
  ...{ closedAt: new Date(ms).toISOString(), closedBy: 'sokha' },
});

/** The changes of a desk, in their order. */
function* changesOf(desk: SimulatedDesk, mix: Mix): Generator<WireChange> {
  const runKey = runKeyOf(desk.incarnation);
  const dice = seededDice(Number.parseInt(desk.incarnation.slice(0, 7), 16));
  let [seq, count, clockMs] = [0, PATIENTS_KNOWN, STARTED_MS];
  const change = (kind: string, record: { id: string; version: number }, atMs: number): WireChange => {
    seq += 1;
    const content = canonicalJson(record);
    return {
      ...{ incarnation: desk.incarnation, seq, kind, recordId: record.id, version: record.version, content },
      ...{ hash: hash('sha256', content, 'hex'), madeAt: new Date(atMs).toISOString(), hlc: atMs, clockFlag: 'ok' },
      baseHash: null,
    };
  };
  for (let visits = 0; ; visits += 1) {
    clockMs += 1_000 + dice.below(2 * A_VISIT_EVERY_MS);
    const atMs = clockMs;
    const id = (): string => {
      count += 1;
      return idOfRun(atMs, runKey, count);
    };
    let patientId = knownPatient(desk, dice.below(PATIENTS_KNOWN));
    if (mix !== 'visits' && visits % 4 === 0) {
      patientId = id();
      const patientNumber = `${desk.facility}-01-${String(visits).padStart(6, '0')}-X`;
      const birthDate = `${1940 + dice.below(80)}-0${1 + dice.below(9)}-${10 + dice.below(18)}`;
      const phone = `0${10_000_000 + dice.below(89_000_000)}`;
      yield change('patient', aPatient({ id: patientId, patientNumber, birthDate, phone }), atMs);
    }
    const checkId = id();
    const serviceDate = new Date(atMs).toISOString().slice(0, 10);
    if (mix !== 'visits') {
      const checkedAt = new Date(atMs).toISOString();
      yield change(
        'eligibility-check',
        aCheck({ id: patientId }, { id: checkId, serviceDate, checkedAt, decision: ELIGIBLE }),
        atMs,
      );
    }
    const openMs = atMs + 4_000 + dice.below(40_000);
    const visit = aVisit(
      { id: patientId },
      {
        ...{ id: id(), checkId, serviceDate, openedAt: new Date(openMs).toISOString(), dayNumber: (visits % 300) + 1 },
        ...{ department: dice.pick(DEPARTMENTS), payer: dice.pick(PAYERS_MET), openedBy: dice.pick(STAFF) },
        ...{ serviceCategory: dice.pick(SERVICE_CATEGORIES), referredFrom: dice.below(12) === 0 ? 'HC Kampong' : null },
        ...(mix === 'claims' ? closedAt(openMs) : {}),
      },
    );
    yield change('visit', visit, openMs);
    const { payer } = visit;
    if (mix !== 'claims' || (payer !== 'nssf' && payer !== 'hef')) continue;
    const price = payer === 'nssf' ? 6000 : 4000;
    const memberNumber = String(10_000_000_000_000 + dice.below(2_000_000_000));
    const claim = aClaim(visit, desk.facility, {
      ...{ payer, memberNumber, totalRiel: price, packId: 'kh-2019-01', madeAt: new Date(openMs).toISOString() },
      lines: [{ category: 'outpatient', quantity: 1, unitRiel: price, amountRiel: price }],
      madeBy: visit.openedBy,
    });
    yield change('claim', claim, openMs);
  }
}

function framesOf(index: number, { batches, changesABatch, mix }: BacklogTask): Uint8Array[] {
  const desk = simulatedDesk(index);
  const sign = signerOf(desk.privateKey);
  const changes = changesOf(desk, mix);
  return Array.from({ length: batches }, () => {
    const batch = Array.from({ length: changesABatch }, () => must(changes.next().value, 'there is always more'));
    return packRequest(tools, sign, requestOf(desk, batch));
  });
}

export function requestOf(desk: SimulatedDesk, changes: WireChange[]): AnyRequest {
  return {
    ...{ protocol: 3, deviceId: desk.deviceId, program: 'bench', sentAt: new Date(STARTED_MS).toISOString() },
    ...{ rosterId: null, placesId: null, rulesetsId: 'had', national: null, rechecksAfter: 0, recordsAfter: null },
    ...{ epoch: desk.incarnation, runs: [], deviceKey: null, changes },
  };
}

const tools = createFrameTools();

/** The frames of each desk from `from` to before `to`, in their order. */
export async function packBacklog(task: BacklogTask): Promise<Uint8Array[][]> {
  const desks: Uint8Array[][] = new Array(task.to - task.from);
  const bounds = Array.from({ length: THREADS + 1 }, (_, i) => task.from + Math.round((i * desks.length) / THREADS));
  await Promise.all(
    bounds.slice(1).map(async (to, i) => {
      const part: BacklogTask = { ...task, from: must(bounds[i], 'a bound'), to };
      const worker = new Worker(new URL(import.meta.url), { workerData: part });
      await new Promise<void>((resolve, reject) => {
        worker.on('message', ({ index, frames }: { index: number; frames: Uint8Array[] }) => {
          desks[index - task.from] = frames;
        });
        worker.once('error', reject);
        worker.once('exit', () => resolve());
      });
    }),
  );
  return desks;
}

if (!isMainThread && parentPort !== null) {
  const task = workerData as BacklogTask;
  for (let index = task.from; index < task.to; index += 1) {
    const frames = framesOf(index, task).map((frame) => frame.slice());
    parentPort.postMessage(
      { index, frames },
      frames.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }
}
