import { canonicalJson } from '../../shared/base/json.ts';
import { dayAt, instantOf, msOf } from '../../shared/base/time.ts';
import { type EligibilityCheck, eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { EligibilityDecision, Ruleset } from '../../shared/eligibility/record.ts';
import { type Patient, patient as patientRecord } from '../../shared/patients/record.ts';
import type { RosterRow } from '../protocol/files.ts';
import { patientsNow } from './changes.store.ts';
import type { JudgedAt } from './claim-grounds.ts';
import { claimsOfRechecked } from './claims.ts';
import { contentsOf } from './contents.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';
import type { Arrived } from './judgement.ts';
import { membersOfKeys } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { decideAgain, isTooOld, keyToAsk, lastWord, needsRecheck, saidBefore, staysOpen } from './recheck-rules.ts';
import {
  closeChecks,
  facilityWithOpen,
  insertRechecks,
  keepOpen,
  lastRechecks,
  type NewRecheck,
  type OpenCheck,
  openChecks,
} from './rechecks.store.ts';
import { type RegisterState, registerState } from './register-state.ts';
import { lockFacility } from './registry.store.ts';
import { allRulesets } from './rulesets.ts';
import { readSettings } from './settings.store.ts';
import type { World } from './world.ts';

const CHECKS_A_TRANSACTION = 200;
/** Answered anew at most in one go after the register has changed; the rest follows in the next go. */
export const CHECKS_A_ROUND_MAX = 20_000;

/**
 * The centre's own word on checks that a desk could only answer for the time being, in the transaction that stores them.
 * Each is judged by the ruleset that it was made under, whatever has been published since. One that cannot be judged yet
 * stays open: there is no register, its patient or its ruleset is not known here, nobody has told a card number. One that
 * is still open after half a year gets a last word.
 */
export async function recheckNew(
  world: World,
  tx: CentreWriteDb,
  at: JudgedAt & { device: string },
  stored: readonly Pick<Arrived, 'content'>[],
): Promise<void> {
  // A withdrawn check is none any more.
  const checks = stored
    .flatMap(({ content }) => eligibilityCheck.safeParse(content()).data ?? [])
    .filter((check) => needsRecheck(check));
  const asked = checks.map((check) => ({ check, device: at.device }));
  if (asked.length > 0) await judgeAll(world, tx, at, asked);
}

interface Asked {
  check: EligibilityCheck;
  device: string;
}

async function judgeAll(world: World, tx: CentreWriteDb, at: JudgedAt, asked: readonly Asked[]): Promise<number> {
  const { facility, receivedAt } = at;
  const { registerVersion } = await readSettings(tx);
  const register = await registerState(tx);
  const grounds = await loadGrounds(tx, facility, register, asked);
  const before = await lastRechecks(
    tx,
    facility,
    asked.map(({ check }) => check.id),
  );
  const made: NewRecheck[] = [];
  const open: OpenCheck[] = [];
  const closed: string[] = [];
  const today = dayAt(msOf(receivedAt));
  for (const { check, device } of asked) {
    const now = judged(world, check, grounds);
    const last = before.get(check.id)?.decision ?? null;
    const isOpen = now === null || staysOpen(now);
    const isLast = isOpen && register !== null && isTooOld(check, today);
    if (isOpen && !isLast) open.push({ checkId: check.id, device });
    else closed.push(check.id);
    const decision = isLast ? lastWord(check, now, last, register.asOf) : now;
    if (decision === null || register === null) continue;
    if (isSame(saidBefore(check, last), decision)) continue;
    const { id: checkId, rulesetId } = check;
    made.push({ device, checkId, decidedAt: receivedAt, rulesetId, asOf: register.asOf, decision });
  }
  await insertRechecks(tx, facility, made);
  await keepOpen(tx, facility, open, registerVersion);
  await closeChecks(tx, facility, closed);
  await claimsOfRechecked(world, tx, at, [...new Set(made.map(({ checkId }) => checkId))]);
  return made.length;
}

/** What judging these checks can ask for. */
interface Grounds {
  register: RegisterState | null;
  patients: Map<string, Patient>;
  members: Map<string, RosterRow>;
  rulesets: Map<string, Ruleset>;
}

async function loadGrounds(
  db: CentreReadDb,
  facility: string,
  register: RegisterState | null,
  asked: readonly Asked[],
): Promise<Grounds> {
  const patients = new Map<string, Patient>();
  for (const { patientId, content } of await patientsNow(
    db,
    facility,
    asked.map(({ check }) => check.patientId),
  )) {
    const read = patientRecord.safeParse(parsed(content));
    if (read.success) patients.set(patientId, read.data);
  }
  const keys = asked.map(({ check }) => keyToAsk(check, patients.get(check.patientId) ?? null));
  const members = await membersOfKeys(
    db,
    keys.filter((key) => key !== null),
  );
  return {
    register,
    patients,
    members: new Map(members.map((member) => [member.nssfKey, rosterRowOf(member)])),
    rulesets: new Map((await allRulesets(db)).map(({ id, ruleset }) => [id, ruleset])),
  };
}

function judged(world: World, check: EligibilityCheck, grounds: Grounds): EligibilityDecision | null {
  const { register, patients, members, rulesets } = grounds;
  const patient = patients.get(check.patientId);
  const ruleset = rulesets.get(check.rulesetId);
  const key = keyToAsk(check, patient ?? null);
  if (register === null || patient === undefined || ruleset === undefined || key === null) return null;
  try {
    return decideAgain(check, patient, members.get(key) ?? null, register.asOf, ruleset);
  } catch (error) {
    // Whatever is odd about a check, it never keeps the batch that it came in from being stored.
    world.log('error', 'recheck-failed', { check: check.id, error: error instanceof Error ? error.name : null });
    return null;
  }
}

function isSame(before: EligibilityDecision | null, decision: EligibilityDecision): boolean {
  return before !== null && canonicalJson(before) === canonicalJson(decision);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/**
 * After the register has changed: answers open checks anew, a small transaction at a time, at most
 * `CHECKS_A_ROUND_MAX`. Resumes where it stopped, because each check knows the state of the register that it was
 * answered from. Returns how many were looked at; fewer than the most means that none is left.
 */
export async function recheckOpen(world: World, checksMax = CHECKS_A_ROUND_MAX): Promise<number> {
  const { isRegisterLoading, registerVersion } = await readSettings(world.db);
  if (isRegisterLoading) return 0;
  let [looked, changed] = [0, 0];
  while (looked < checksMax) {
    const facility = await facilityWithOpen(world.db, registerVersion);
    if (facility === null) break;
    const round = await recheckSome(
      world,
      facility,
      registerVersion,
      Math.min(CHECKS_A_TRANSACTION, checksMax - looked),
    );
    if (round.looked === 0) break;
    looked += round.looked;
    changed += round.changed;
  }
  if (looked > 0) world.log('info', 'rechecked', { checks: looked, changed });
  return looked;
}

function recheckSome(
  world: World,
  facility: string,
  version: number,
  checksMax: number,
): Promise<{ looked: number; changed: number }> {
  return world.db.write(async (tx) => {
    await lockFacility(tx, facility);
    const open = await openChecks(tx, facility, version, checksMax);
    const asked: Asked[] = [];
    const unreadable: string[] = [];
    const contents = await contentsOf(world, tx, facility, open);
    for (const [index, { checkId, device }] of open.entries()) {
      // A later version that this program cannot read may have taken the record's place.
      const read = eligibilityCheck.safeParse(parsed(contents[index]?.content ?? ''));
      if (read.success) asked.push({ check: read.data, device });
      else unreadable.push(checkId);
    }
    await closeChecks(tx, facility, unreadable);
    const receivedAt = instantOf(world.clock.nowMs());
    return { looked: open.length, changed: await judgeAll(world, tx, { facility, receivedAt }, asked) };
  });
}
