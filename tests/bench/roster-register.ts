import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Incoming, takeChunks, takeHead } from '../../electron/node/national/incoming.ts';
import { type NationalStore, openNational } from '../../electron/node/national/store.ts';
import { must } from '../../shared/base/assert.ts';
import type { SlowCost } from '../../shared/eligibility/national/layout.record.ts';
import { importMembers } from '../../sync/central/import.ts';
import { readSecrets } from '../../sync/central/keys.store.ts';
import { MEMBER_COLUMNS, MEMBER_OPTIONAL_COLUMNS } from '../../sync/central/members.ts';
import { NationalPublisher } from '../../sync/central/node/national-publisher.ts';
import { openCentre } from '../../sync/central/node/open.ts';
import { decodeDelta } from '../../sync/protocol/national-body.ts';
import * as invented from './roster-members.ts';

const JOB = new URL('../../sync/central/node/national-job.ts', import.meta.url);
const WORKER = new URL('../../electron/node/national/worker.ts', import.meta.url);
const ROWS_A_CHUNK = 1_000;
const LOOKED_UP = 200;

/** Everybody of the renewal group but `exceptions` of them has paid the month; beside them people who have nothing to do with it. */
interface Register {
  grouped: number;
  others: number;
  exceptions: number;
}

/** The indexes of the invented members who are in the register. */
function* indexesOf({ grouped, others }: Register): Generator<number> {
  let [inGroup, outside] = [0, 0];
  for (let index = 0; inGroup < grouped || outside < others; index += 1) {
    if (invented.isInGroup(index) ? inGroup++ < grouped : outside++ < others) yield index;
  }
}

function* fileOf(register: Register, isRenewed: boolean): Generator<Buffer> {
  let lines = [[...MEMBER_COLUMNS, ...MEMBER_OPTIONAL_COLUMNS].join(',')];
  let rank = 0;
  for (const index of indexesOf(register)) {
    const one = invented.benchMember(index);
    const paid = paidOf(one, isRenewed && rank >= register.exceptions);
    if (one.group !== null) rank += 1;
    const number = `${one.nssfKey.slice(0, 7)}-${one.nssfKey.slice(7)}-1`;
    const flags = [one.isDisabledOrChronic, one.isMarriageRegistered, one.isActive].join(',');
    const cover = `${one.class},${one.relation ?? ''},,${flags},${one.validFrom ?? ''},${one.validTo ?? ''}`;
    lines.push(`${number},,SOMEBODY,female,${one.birthDate},day,,${cover},${paid.join(';')},${one.group ?? ''}`);
    if (lines.length < ROWS_A_CHUNK) continue;
    yield Buffer.from(`${lines.join('\n')}\n`);
    lines = [];
  }
  yield Buffer.from(`${lines.join('\n')}\n`);
}

const paidOf = ({ paidMonths, group }: { paidMonths: readonly string[]; group: string | null }, isRenewed: boolean) =>
  isRenewed && group !== null ? [...paidMonths, invented.RENEWED_MONTH] : paidMonths;

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const startedMs = performance.now();
  return { value: await work(), seconds: (performance.now() - startedMs) / 1000 };
}

/**
 * A renewal as it really comes: a register file, imported into a centre on PGlite; its publication; the file of the next
 * month, in which a whole round has paid; the publication of that; and both on a desk.
 */
export async function measureRegister(folder: string, grouped: number, slowCost: SlowCost) {
  const register = { grouped, others: Math.ceil(grouped / 15), exceptions: Math.ceil(grouped / 10_000) };
  const data = join(folder, 'register-centre');
  mkdirSync(data);
  // The day on which the invented members' latest month is the latest.
  const clock = { nowMs: () => Date.parse(`${invented.LATEST_MONTH}-30T03:00:00.000Z`) };
  const opened = await openCentre({ data, databaseUrl: null, log: () => {}, nationalJob: JOB, clock });
  const publisher = new NationalPublisher(opened.world, join(data, 'bench'), JOB, slowCost);
  try {
    const { world } = opened;
    const load = (isRenewed: boolean) =>
      timed(() => importMembers(world, Readable.from(fileOf(register, isRenewed)), async () => {}));
    const publish = () => timed(() => publisher.publish({ facilities: null, isWhole: false }));
    const secrets = await readSecrets(world.db);
    const [centreKey, pepper] = [Buffer.from(secrets.signingPublic, 'hex'), Buffer.from(secrets.pepper, 'hex')];
    const store = await openNational({
      ...{ folder: join(folder, 'register-desk'), facilityCode: 'KPC01', centreKey, worker: WORKER },
      databaseKey: new Uint8Array(createHash('sha256').update('bench').digest()),
    });
    store.keepPepper(secrets.keyVersion, pepper);
    const firstImport = await load(false);
    const first = await publish();
    await applied(store, 'full', world.files.pathOf(must(first.value.full, 'the first edition is whole').id));
    const secondImport = await load(true);
    const second = await publish();
    const delta = must(second.value.delta, 'the second edition has a delta');
    const file = world.files.pathOf(delta.id);
    const apply = await timed(() => applied(store, 'delta', file));
    const rules = rulesIn(file, centreKey, pepper);
    const wrong = await countWrong(store, register);
    store.close();
    return {
      ...register,
      importSeconds: [firstImport.seconds, secondImport.seconds],
      changedRows: secondImport.value.changed,
      publishSeconds: [first.seconds, second.seconds],
      ...{ rules: rules.length, ruleBytes: JSON.stringify(rules).length },
      ...{ recordsChanged: delta.changes - delta.rules, wireBytes: delta.bytes, applySeconds: apply.seconds },
      ...{ lookedUp: LOOKED_UP, wrong },
    };
  } finally {
    await publisher.close();
    await opened.close();
  }
}

async function applied(store: NationalStore, kind: 'full' | 'delta', file: string): Promise<void> {
  const result = kind === 'full' ? await store.applyFull(file) : await store.applyDelta(file);
  if (!result.ok) throw new Error(result.code);
}

function rulesIn(file: string, centreKey: Uint8Array, pepper: Uint8Array) {
  const incoming = new Incoming(file);
  try {
    const header = takeHead(incoming, centreKey);
    return decodeDelta(Buffer.concat([...takeChunks(incoming, header, pepper)])).rules;
  } finally {
    incoming.close();
  }
}

/** Members, exceptions among them, of whom the desk says other months than the register. */
async function countWrong(store: NationalStore, register: Register): Promise<number> {
  const step = Math.max(1, Math.floor((register.grouped + register.others) / LOOKED_UP));
  let [rank, place, wrong] = [0, 0, 0];
  for (const index of indexesOf(register)) {
    const one = invented.benchMember(index);
    const isLookedUp = place % step === 0 || (one.group !== null && rank < register.exceptions);
    const expected = paidOf(one, rank >= register.exceptions);
    if (one.group !== null) rank += 1;
    place += 1;
    if (!isLookedUp) continue;
    const facts = await store.lookup(one.nssfKey, must(one.birthDate, 'an invented member has a birth date'));
    if (facts?.paidMonths.join() !== expected.join()) wrong += 1;
  }
  return wrong;
}
