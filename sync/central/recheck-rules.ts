import { addDays, type Day } from '../../shared/base/time.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { mismatchesOf, personOf } from '../../shared/eligibility/facts-rules.ts';
import type { EligibilityDecision, EligibilityFacts, Ruleset } from '../../shared/eligibility/record.ts';
import { decide } from '../../shared/eligibility/rules.ts';
import type { Patient } from '../../shared/patients/record.ts';
import type { RosterRow } from '../protocol/files.ts';

/** Contributions and registrations arrive weeks late, never half a year. */
const OPEN_DAYS_MAX = 180;

/**
 * True for an answer that could only be given for the time being: the centre gives its own. What it has answered itself
 * from the register is open only where a later register may say more.
 */
export function needsRecheck({ facts, decision }: EligibilityCheck): boolean {
  const { outcome, reasons } = decision;
  if (outcome === 'provisional') return true;
  if (facts.snapshot.source === 'server') return false;
  return reasons.includes('SNAPSHOT_STALE') || (outcome === 'review' && reasons.includes('MEMBER_NOT_IN_CACHE'));
}

/** What the register has said of a check already: the last recheck of it, or its own answer where that came from there. */
export function saidBefore(
  { facts, decision }: EligibilityCheck,
  last: EligibilityDecision | null,
): EligibilityDecision | null {
  return last ?? (facts.snapshot.source === 'server' ? decision : null);
}

/** The card that the check was about; one without a number goes by what its patient has told since. */
export function keyToAsk({ nssfKey }: EligibilityCheck, patient: Patient | null): string | null {
  return nssfKey ?? patient?.identifiers.find(({ kind }) => kind === 'nssf')?.normalised ?? null;
}

/** The same facts with the register's own in place of what the desk knew. */
export function factsFromRegister(
  { facts }: EligibilityCheck,
  patient: Patient,
  member: RosterRow | null,
  asOf: Day,
  ruleset: Ruleset,
): EligibilityFacts {
  return {
    ...facts,
    identity: { ...facts.identity, mismatches: member === null ? [] : mismatchesOf(patient, member) },
    person: personOf(patient, member, facts.serviceDate, ruleset),
    isKnown: member !== null,
    membership: member === null ? null : membershipIn(member),
    paidMonths: member?.paidMonths ?? [],
    snapshot: { asOf, source: 'server' },
  };
}

function membershipIn(member: RosterRow): NonNullable<EligibilityFacts['membership']> {
  return {
    class: member.class,
    relation: member.relation,
    isDisabledOrChronic: member.isDisabledOrChronic,
    isMarriageRegistered: member.isMarriageRegistered,
    isActive: member.isActive,
    validFrom: member.validFrom,
    validTo: member.validTo,
  };
}

export function decideAgain(
  check: EligibilityCheck,
  patient: Patient,
  member: RosterRow | null,
  asOf: Day,
  ruleset: Ruleset,
): EligibilityDecision {
  return decide(factsFromRegister(check, patient, member, asOf, ruleset), ruleset);
}

/** True where a later register may still say something else: a month that was not due yet, a member who was not in it. */
export function staysOpen({ outcome, reasons }: EligibilityDecision): boolean {
  return outcome === 'provisional' || reasons.includes('MEMBER_NOT_FOUND');
}

/**
 * The last word on a check that is not asked after any more, so that what waits for it goes on. Months that were not due
 * yet and that a register of half a year later does not have as paid are missing months. Whatever else is unsettled then no
 * register settles, and a person has to look. `decision` is what the register says now; null where it cannot be asked.
 */
export function lastWord(
  check: EligibilityCheck,
  decision: EligibilityDecision | null,
  before: EligibilityDecision | null,
  asOf: Day,
): EligibilityDecision | null {
  const { outcome, reasons } = decision ?? before ?? check.decision;
  const isUnsettled = outcome === 'provisional' || (outcome === 'review' && reasons.includes('MEMBER_NOT_IN_CACHE'));
  if (!isUnsettled) return decision;
  if (decision !== null && reasons.includes('Q_PENDING_DUE') && isTooOld(check, asOf)) {
    const short = reasons.map((reason) => (reason === 'Q_PENDING_DUE' ? 'Q_SHORT' : reason));
    return { outcome: 'not-eligible', payer: 'self', reasons: short };
  }
  // A desk's list is not what is looked in any more.
  const found = reasons.map((reason) => (reason === 'MEMBER_NOT_IN_CACHE' ? 'MEMBER_NOT_FOUND' : reason));
  return { outcome: 'review', payer: 'undecided', reasons: found };
}

export function isTooOld({ serviceDate }: EligibilityCheck, today: Day): boolean {
  return serviceDate < addDays(today, -OPEN_DAYS_MAX);
}
