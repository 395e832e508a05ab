import type { z } from 'zod';
import type { ReadDb } from '../base/db.ts';
import { toAsciiDigits } from '../base/text.ts';
import { addDays, type Day } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import type { DeskIdentity } from '../facility/record.ts';
import { deskOf } from '../facility/store.ts';
import type { Patient } from '../patients/record.ts';
import { patientById } from '../patients/store.ts';
import { audit } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { EligibilityCheck } from './check.record.ts';
import type { eligibilityContract, ShownCheck } from './contract.ts';
import { mismatchesOf, personOf } from './facts-rules.ts';
import { cashHints, coverLostOn, missingMonths, monthCells } from './hint-rules.ts';
import type { EligibilityFacts, Ruleset } from './record.ts';
import type { RosterMember } from './roster.record.ts';
import { currentRoster, membershipOf, rosterMemberByKey, rosterMembersByDigits } from './roster-store.ts';
import { decide } from './rules.ts';
import { BUILT_IN_RULESETS, rulesetFor } from './rulesets.ts';
import { addCheck, checkById, daysUsedHere } from './store.ts';

type CheckInput = z.output<(typeof eligibilityContract)['eligibility.check']['input']>;

/** A visit may be entered some days late (a power cut, a holiday), but not for a day that nobody remembers. */
const SERVICE_DAYS_BACK_MAX = 60;

export const eligibilityHandlers: Handlers<typeof eligibilityContract, Host> = {
  'eligibility.check': (db, input, act, refuse) => {
    const desk = deskOf(db) ?? refuse('not-set-up');
    const { patient } = patientById(db, input.patientId) ?? refuse('patient-not-found', 'patientId');
    const serviceDate = input.serviceDate ?? act.today;
    if (serviceDate > act.today || serviceDate < addDays(act.today, -SERVICE_DAYS_BACK_MAX)) {
      return refuse('service-date-wrong', 'serviceDate');
    }
    const dated = rulesetFor(serviceDate, BUILT_IN_RULESETS) ?? refuse('service-date-wrong', 'serviceDate');
    const roster = currentRoster(db);
    const nssfKey = patient.identifiers.find((identifier) => identifier.kind === 'nssf')?.normalised ?? null;
    const member = roster === null || nssfKey === null ? null : rosterMemberByKey(db, roster.id, nssfKey);
    const facts = factsFor(db, act, {
      desk,
      patient,
      member,
      serviceDate,
      asOf: roster?.asOf ?? null,
      input,
      ruleset: dated.ruleset,
    });
    const check: EligibilityCheck = {
      id: act.newId(),
      version: 1,
      patientId: patient.id,
      checkedAt: act.now,
      checkedBy: staffIdOf(act),
      serviceDate,
      facts,
      rulesetId: dated.ruleset.id,
      rosterId: roster?.id ?? null,
      nssfKey,
      decision: decide(facts, dated.ruleset),
    };
    addCheck(db, act, check, patient.patientNumber);
    audit(db, act.now, staffIdOf(act), 'eligibility-checked', check.id);
    act.changed('eligibility');
    return shown(check);
  },

  'eligibility.findMembers': (db, input) => {
    const roster = currentRoster(db);
    const digits = toAsciiDigits(input.text).replace(/\D/g, '').slice(0, 14);
    if (roster === null || digits.length < 7) return { members: [], rosterAsOf: roster?.asOf ?? null };
    const members = rosterMembersByDigits(db, roster.id, digits, input.limit);
    return {
      members: members.map(({ nssfNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, villageCode }) => ({
        nssfNumber,
        nameKm,
        nameLatin,
        sex,
        birthDate,
        birthDatePrecision,
        villageCode,
      })),
      rosterAsOf: roster.asOf,
    };
  },

  'eligibility.get': (db, input, _act, refuse) =>
    shown(checkById(db, input.checkId) ?? refuse('check-not-found', 'checkId')),
};

interface Grounds {
  desk: DeskIdentity;
  patient: Patient;
  member: RosterMember | null;
  serviceDate: Day;
  asOf: Day | null;
  input: CheckInput;
  ruleset: Ruleset;
}

/** Everything that the decision rests on, gathered once and kept with it. */
function factsFor(db: ReadDb, act: Act, grounds: Grounds): EligibilityFacts {
  const { desk, patient, member, serviceDate, asOf, input, ruleset } = grounds;
  const { level, isPublic, contractedFrom, contractedTo } = desk.facility;
  return {
    serviceDate,
    serviceCategory: input.serviceCategory,
    isEmergency: input.isEmergency || input.serviceCategory === 'emergency',
    workRelated: input.workRelated,
    facility: { level, isPublic, contractedFrom, contractedTo },
    identity: {
      isShown: input.isIdentityShown,
      vouchedBy: !input.isIdentityShown && input.vouchedReason !== null ? staffIdOf(act) : null,
      mismatches: member === null ? [] : mismatchesOf(patient, member),
    },
    person: personOf(patient, member, serviceDate, ruleset),
    isKnown: member !== null,
    membership: member === null ? null : membershipOf(member),
    paidMonths: member?.paidMonths ?? [],
    hef: input.hefCard,
    // Without a roster, or without this person in it, the answer rests on the card in the clerk's hand.
    snapshot: { asOf, source: member === null ? 'card-only' : 'roster' },
    daysUsed: daysUsedHere(db, patient.id, addDays(serviceDate, -365), serviceDate),
    daysRequested: input.daysRequested,
    daysScope: 'this-facility',
  };
}

/** The stored check with what explains it; everything is computed from what was stored, so it reads the same for ever. */
function shown(check: EligibilityCheck): ShownCheck {
  const { facts } = check;
  const ruleset = BUILT_IN_RULESETS.find((dated) => dated.ruleset.id === check.rulesetId)?.ruleset;
  const memberClass = facts.membership?.class;
  const restsOnMonths = memberClass === 'employee' || memberClass === 'self-employed' || memberClass === 'dependant';
  if (ruleset === undefined) {
    return {
      check,
      asOf: facts.snapshot.asOf ?? null,
      months: [],
      coverLostOn: null,
      missingMonths: [],
      cashHints: [],
      tasks: [],
    };
  }
  return {
    check,
    asOf: facts.snapshot.asOf ?? null,
    months: restsOnMonths ? monthCells(facts, ruleset) : [],
    coverLostOn: memberClass === 'employee' ? null : coverLostOn(facts, ruleset),
    missingMonths: missingMonths(facts, ruleset),
    cashHints: [...cashHints(facts, ruleset)],
    tasks: check.decision.reasons.includes('EMERG_NOTIFY_NSSF') ? ['tell-nssf-1286'] : [],
  };
}
