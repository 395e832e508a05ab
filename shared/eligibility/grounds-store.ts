import type { ReadDb } from '../base/db.ts';
import { addDays, type Day } from '../base/time.ts';
import type { DeskIdentity } from '../facility/record.ts';
import type { Patient } from '../patients/record.ts';
import { mismatchesOf, personOf } from './facts-rules.ts';
import type { MemberFacts } from './member-facts.record.ts';
import type { EligibilityFacts, Ruleset } from './record.ts';
import type { RosterMember } from './roster.record.ts';
import { currentRoster, membershipOf, rosterMemberByKey } from './roster-store.ts';
import type { CheckInput } from './shown.record.ts';
import { daysUsedHere } from './store.ts';

/** The NSSF number of a patient as lists are keyed by it. */
export function nssfKeyOf(patient: Patient): string | null {
  return patient.identifiers.find((identifier) => identifier.kind === 'nssf')?.normalised ?? null;
}

/** What this desk's lists say of a patient. */
export interface Known {
  /** The row with names, of the catchment roster or the centre, to compare the card with. */
  row: RosterMember | null;
  /** What the decision reads; null where no list knows the person. */
  facts: MemberFacts | null;
  /** The newest list that was looked in; what "not in this computer's list" refers to. */
  lookedIn: { asOf: Day | null; rosterId: string | null };
}

/**
 * Puts the two lists together: the catchment roster, which has names, and the national one, which has none and knows
 * everybody whose card and birth date are shown as printed. The newer word on the months counts.
 */
export function knownOf(db: ReadDb, nssfKey: string | null, national: MemberFacts | null): Known {
  const roster = currentRoster(db);
  const row = roster === null || nssfKey === null ? null : rosterMemberByKey(db, roster.id, nssfKey);
  const local =
    row === null || roster === null
      ? null
      : { membership: membershipOf(row), paidMonths: row.paidMonths, asOf: roster.asOf, rosterId: roster.id };
  const facts = local !== null && (national === null || national.asOf <= local.asOf) ? local : national;
  return {
    row,
    facts,
    lookedIn: { asOf: facts?.asOf ?? roster?.asOf ?? null, rosterId: facts?.rosterId ?? roster?.id ?? null },
  };
}

export interface Grounds {
  desk: DeskIdentity;
  patient: Patient;
  known: Known;
  serviceDate: Day;
  input: CheckInput;
  ruleset: Ruleset;
  staffId: string;
}

/** Everything that the decision rests on, gathered once and kept with it. */
export function factsFor(db: ReadDb, grounds: Grounds): EligibilityFacts {
  const { desk, patient, known, serviceDate, input, ruleset, staffId } = grounds;
  const { level, isPublic, contractedFrom, contractedTo } = desk.facility;
  return {
    serviceDate,
    serviceCategory: input.serviceCategory,
    isEmergency: input.isEmergency || input.serviceCategory === 'emergency',
    workRelated: input.workRelated,
    facility: { level, isPublic, contractedFrom, contractedTo },
    identity: {
      isShown: input.isIdentityShown,
      vouchedBy: !input.isIdentityShown && input.vouchedReason !== null ? staffId : null,
      mismatches: known.row === null ? [] : mismatchesOf(patient, known.row),
    },
    person: personOf(patient, known.row, serviceDate, ruleset),
    isKnown: known.facts !== null,
    membership: known.facts?.membership ?? null,
    paidMonths: known.facts?.paidMonths ?? [],
    hef: input.hefCard,
    // Without a list, or without this person in it, the answer rests on the card in the clerk's hand.
    snapshot: { asOf: known.lookedIn.asOf, source: known.facts === null ? 'card-only' : 'roster' },
    daysUsed: daysUsedHere(db, patient.id, addDays(serviceDate, -365), serviceDate),
    daysRequested: input.daysRequested,
    daysScope: 'this-facility',
  };
}

/** The same facts with the centre's answer in the place of what this desk's lists said. */
export function factsConfirmed(
  facts: EligibilityFacts,
  patient: Patient,
  row: RosterMember | null,
  asOf: Day,
  ruleset: Ruleset,
): EligibilityFacts {
  return {
    ...facts,
    identity: { ...facts.identity, mismatches: row === null ? [] : mismatchesOf(patient, row) },
    person: personOf(patient, row, facts.serviceDate, ruleset),
    isKnown: row !== null,
    membership: row === null ? null : membershipOf(row),
    paidMonths: row?.paidMonths ?? [],
    snapshot: { asOf, source: 'server' },
  };
}
