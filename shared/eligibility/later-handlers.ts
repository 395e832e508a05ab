import type { Db } from '../base/db.ts';
import { daysBetween } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import type { Patient } from '../patients/record.ts';
import { patientById } from '../patients/store.ts';
import { audit } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { EligibilityCheck } from './check.record.ts';
import type { eligibilityContract } from './contract.ts';
import { factsConfirmed } from './grounds-store.ts';
import { checkQuality } from './quality-store.ts';
import { markSeen, overturnedChecks, recheckOfCheck, unseenCount } from './recheck-store.ts';
import type { EligibilityDecision, Payer } from './record.ts';
import { type RosterMember, rosterMember } from './roster.record.ts';
import { decide } from './rules.ts';
import { rulesetById } from './ruleset-store.ts';
import { shownCheckOf } from './shown-store.ts';
import { addCheck, checkById, confirmationOf } from './store.ts';

const SPAN_DAYS_MAX = 400;

/** What an override can say: staff choose who pays, and nothing they choose makes cover certain. */
const OUTCOME_OF_PAYER: Record<Payer, EligibilityDecision['outcome']> = {
  nssf: 'provisional',
  hef: 'provisional',
  'occupational-risk': 'other-scheme',
  self: 'not-eligible',
  undecided: 'review',
};

type Later =
  | 'eligibility.confirm'
  | 'eligibility.override'
  | 'eligibility.overturned'
  | 'eligibility.markSeen'
  | 'eligibility.quality';

/** What happens to a check after the first answer: the centre confirms it, staff override it, the centre overturns it. */
export const laterHandlers: Pick<Handlers<typeof eligibilityContract, Host>, Later> = {
  'eligibility.confirm': async (db, input, act, refuse, host) => {
    const check = checkById(db, input.checkId) ?? refuse('check-not-found', 'checkId');
    const standing = check.facts.snapshot.source === 'server' ? check : confirmationOf(db, check.id);
    if (standing !== null) return { status: 'confirmed', shown: shownCheckOf(db, standing) };
    if (check.nssfKey === null || check.overrideReason !== null) return { status: 'not-reached' };
    const answer = await host.cover.askCentre(check.nssfKey);
    if (answer === null) return { status: 'not-reached' };
    const row = answer.member === null ? null : rosterMember.parse(answer.member);
    const confirmed = keepConfirmation(db, act, check, row, answer.asOf);
    if (confirmed === null) return { status: 'not-reached' };
    act.changed('eligibility');
    return { status: 'confirmed', shown: shownCheckOf(db, confirmed) };
  },

  'eligibility.override': (db, input, act, refuse) => {
    const check = checkById(db, input.checkId) ?? refuse('check-not-found', 'checkId');
    const { payer, reason } = input;
    if (check.decision.payer === payer) return refuse('nothing-to-override', 'payer');
    const { patient } = patientById(db, check.patientId) ?? refuse('check-not-found', 'checkId');
    const overridden: EligibilityCheck = {
      ...check,
      id: act.newId(),
      checkedAt: act.now,
      checkedBy: staffIdOf(act),
      decision: { outcome: OUTCOME_OF_PAYER[payer], payer, reasons: check.decision.reasons },
      supersedesCheckId: check.id,
      overrideReason: reason,
    };
    addCheck(db, act, overridden, patient.patientNumber);
    audit(db, act.now, staffIdOf(act), 'eligibility-overridden', overridden.id);
    act.changed('eligibility');
    return shownCheckOf(db, overridden);
  },

  'eligibility.overturned': (db, input) => ({ items: overturnedChecks(db, input.limit), unseen: unseenCount(db) }),

  'eligibility.markSeen': (db, input, act, refuse) => {
    if (recheckOfCheck(db, input.checkId)?.isOverturned !== true) return refuse('check-not-found', 'checkId');
    markSeen(db, input.checkId, act.now, staffIdOf(act));
    audit(db, act.now, staffIdOf(act), 'overturned-check-seen', input.checkId);
    act.changed('eligibility');
    return { unseen: unseenCount(db) };
  },

  'eligibility.quality': (db, { from, to }, _act, refuse) => {
    if (from > to || daysBetween(from, to) > SPAN_DAYS_MAX) return refuse('span-wrong', 'to');
    return checkQuality(db, from, to);
  },
};

/**
 * Stores the centre's answer as a check of its own that takes the place of the local one, under the same ruleset. Null
 * where that ruleset is not known here, so that nothing is judged by another.
 */
function keepConfirmation(
  db: Db,
  act: Act,
  check: EligibilityCheck,
  row: RosterMember | null,
  asOf: string,
): EligibilityCheck | null {
  const ruleset = rulesetById(db, check.rulesetId)?.ruleset;
  const patient: Patient | undefined = patientById(db, check.patientId)?.patient;
  if (ruleset === undefined || patient === undefined) return null;
  const facts = factsConfirmed(check.facts, patient, row, asOf, ruleset);
  return db.write((tx) => {
    const meanwhile = confirmationOf(tx, check.id);
    if (meanwhile !== null) return meanwhile;
    const confirmed: EligibilityCheck = {
      ...check,
      id: act.newId(),
      checkedAt: act.now,
      checkedBy: staffIdOf(act),
      facts,
      rosterId: null,
      decision: decide(facts, ruleset),
      supersedesCheckId: check.id,
    };
    addCheck(tx, act, confirmed, patient.patientNumber);
    audit(tx, act.now, staffIdOf(act), 'eligibility-confirmed', confirmed.id);
    return confirmed;
  });
}
