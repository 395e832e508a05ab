import type { ReadDb } from '../base/db.ts';
import { searchFold, toAsciiDigits } from '../base/text.ts';
import { addDays } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import { deskOf } from '../facility/store.ts';
import { patientById } from '../patients/store.ts';
import { audit } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import { type Handlers, prepared } from '../wire/handlers.ts';
import type { EligibilityCheck } from './check.record.ts';
import type { eligibilityContract } from './contract.ts';
import { factsFor, knownOf, nssfKeyOf } from './grounds-store.ts';
import { countLookUp, hasLookUpLeft, noteWithheld } from './look-up-store.ts';
import { type MemberFacts, nationalAnswer } from './member-facts.record.ts';
import { birthTextsToTry } from './national/lookup-text.rules.ts';
import { currentRoster, rosterMembersByDigits, rosterMembersByName } from './roster-store.ts';
import { decide } from './rules.ts';
import { rulesetOn } from './ruleset-store.ts';
import { shownCheckOf } from './shown-store.ts';
import { addCheck, checkById, latestCheck } from './store.ts';

/** A visit may be entered some days late (a power cut, a holiday), but not for a day that nobody remembers. */
const SERVICE_DAYS_BACK_MAX = 60;
const NAME_LENGTH_MIN = 3;

type First = 'eligibility.check' | 'eligibility.findMembers' | 'eligibility.get' | 'eligibility.latest';

/** The first answer, and looking it up again; what happens to it afterwards stands in `later-handlers.ts`. */
export const eligibilityHandlers: Pick<Handlers<typeof eligibilityContract, Host>, First> = {
  'eligibility.check': prepared<(typeof eligibilityContract)['eligibility.check'], Host, Looked>({
    look: (db, input, act, host) => lookUpNational(db, input.patientId, act, host),
    run: (db, input, act, refuse, _host, looked) => {
      const desk = deskOf(db) ?? refuse('not-set-up');
      const { patient } = patientById(db, input.patientId) ?? refuse('patient-not-found', 'patientId');
      const serviceDate = input.serviceDate ?? act.today;
      if (serviceDate > act.today || serviceDate < addDays(act.today, -SERVICE_DAYS_BACK_MAX)) {
        return refuse('service-date-wrong', 'serviceDate');
      }
      const { ruleset } = rulesetOn(db, serviceDate) ?? refuse('service-date-wrong', 'serviceDate');
      const nssfKey = nssfKeyOf(patient);
      const staffId = staffIdOf(act);
      // Asked again, because others may have been looking at the same time.
      const isAllowed = looked.isAllowed && isLookUpAllowed(db, act);
      const known = knownOf(db, nssfKey, isAllowed ? looked.facts : null);
      const facts = factsFor(db, { desk, patient, known, serviceDate, input, ruleset, staffId });
      const check: EligibilityCheck = {
        id: act.newId(),
        version: 1,
        patientId: patient.id,
        checkedAt: act.now,
        checkedBy: staffId,
        serviceDate,
        facts,
        rulesetId: ruleset.id,
        rosterId: known.lookedIn.rosterId,
        nssfKey,
        decision: decide(facts, ruleset),
        supersedesCheckId: null,
        overrideReason: null,
        cardText: input.cardText,
      };
      addCheck(db, act, check, patient.patientNumber);
      audit(db, act.now, staffId, 'eligibility-checked', check.id);
      if (looked.isWanted && isAllowed) countLookUp(db, act.today, staffId);
      if (looked.isWanted && !isAllowed) {
        noteWithheld(db, check.id);
        audit(db, act.now, staffId, 'national-look-up-withheld', check.id);
      }
      act.changed('eligibility');
      return shownCheckOf(db, check);
    },
  }),

  'eligibility.findMembers': (db, input) => {
    const roster = currentRoster(db);
    if (roster === null) return { members: [], rosterAsOf: null };
    const digits = toAsciiDigits(input.text).replace(/\D/g, '').slice(0, 14);
    const fold = searchFold(input.text);
    const found =
      digits.length >= 7
        ? rosterMembersByDigits(db, roster.id, digits, input.limit)
        : digits === '' && fold.length >= NAME_LENGTH_MIN
          ? rosterMembersByName(db, roster.id, fold, input.limit)
          : [];
    const members = found.map(({ nssfNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, villageCode }) => ({
      nssfNumber,
      nameKm,
      nameLatin,
      sex,
      birthDate,
      birthDatePrecision,
      villageCode,
    }));
    return { members, rosterAsOf: roster.asOf };
  },

  'eligibility.get': (db, input, _act, refuse) =>
    shownCheckOf(db, checkById(db, input.checkId) ?? refuse('check-not-found', 'checkId')),

  'eligibility.latest': (db, input) => {
    const check = latestCheck(db, input.patientId);
    return { shown: check === null ? null : shownCheckOf(db, check) };
  },
};

interface Looked {
  /** There is a list, and a card and a birth date to look for in it. */
  isWanted: boolean;
  isAllowed: boolean;
  facts: MemberFacts | null;
}

/** What the national list says of a patient whose number and birth date are as printed on the card. */
async function lookUpNational(db: ReadDb, patientId: string, act: Act, host: Host): Promise<Looked> {
  const patient = patientById(db, patientId)?.patient;
  const nssfKey = patient === undefined ? null : nssfKeyOf(patient);
  const texts =
    patient === undefined || patient.birthDatePrecision === 'age'
      ? []
      : birthTextsToTry(patient.birthDate, patient.birthDatePrecision);
  const isAllowed = isLookUpAllowed(db, act);
  const isWanted = nssfKey !== null && texts.length > 0 && host.cover.national() !== null;
  if (nssfKey === null || !isWanted || !isAllowed) return { isWanted, isAllowed, facts: null };
  for (const birthText of texts) {
    const answer = await host.cover.lookUp(nssfKey, birthText);
    if (answer !== null) return { isWanted, isAllowed, facts: nationalAnswer.parse(answer) };
  }
  return { isWanted, isAllowed, facts: null };
}

function isLookUpAllowed(db: ReadDb, act: Act): boolean {
  const ruleset = rulesetOn(db, act.today)?.ruleset;
  return ruleset === undefined || hasLookUpLeft(db, act.today, staffIdOf(act), ruleset);
}
