import { type Day, daysBetween } from '../base/time.ts';
import { COVER_PAYERS, type CoverPayer, type EligibilityDecision, type Payer } from '../eligibility/record.ts';
import { CLAIM_CODES, type ClaimCode, type ClaimFaultCode } from './claim-code.record.ts';
import type { ClaimCategory, Rate, ReferencePack } from './pack.record.ts';
import { categoryOf, rateOf, ratesOf } from './pack-rules.ts';
import type { AnswerResult, Claim, ClaimDetails, ClaimFault, ClaimState } from './record.ts';

/**
 * Whether a claim may go to be paid, the same at the desk and at the centre: all of it follows from the claim, the pack of
 * its day, the latest word on its check and the other claims of that person and day.
 */
export type ClaimTwin = Pick<Claim, 'id' | 'patientId' | 'memberNumber' | 'serviceFrom' | 'facilityCode' | 'lines'>;

export interface ClaimContext {
  /** The pack of the first day of service; null where none was in force. */
  pack: ReferencePack | null;
  /** The latest word on the claim's check: the centre's, or else the desk's own. Null where the check is not known. */
  cover: EligibilityDecision | null;
  /** Claims of the same patient or the same member that count against this one (`countsAgainst`). */
  earlier: readonly ClaimTwin[];
  /** The visit was withdrawn, or is not known. */
  isVisitGone: boolean;
}

/** What only the centre looks at. */
export interface CentreContext extends ClaimContext {
  /** The newest version of the visit; null where it is withdrawn or not known. */
  visit: { id: string; patientId: string; serviceDate: string; status: string; payer: Payer } | null;
  /** The day on which the first version of the claim came. */
  receivedOn: Day;
}

/** Ids sort by the time at which they were made, so both ends agree on which of two claims came first. */
export function isBefore(one: Pick<Claim, 'id'>, other: Pick<Claim, 'id'>): boolean {
  return one.id < other.id;
}

/** What stands in the way of another claim for the same: one that is asked for or paid, and not one that was refused. */
export function stands({ state }: { state: string | null }): boolean {
  return state !== 'withdrawn' && state !== 'denied';
}

/**
 * Whether another claim for the same counts against this one: not one that stands no more; otherwise the one made first
 * does, unless the other has the centre's word already.
 * @param other `state`: withdrawn, or the answer to its newest version, or anything else
 */
export function countsAgainst(other: { id: string; state: string | null }, claim: Pick<Claim, 'id'>): boolean {
  const { id, state } = other;
  if (id === claim.id || !stands(other)) return false;
  return isBefore(other, claim) || state === 'accepted' || state === 'paid';
}

export function isCoverPayer(payer: string): payer is CoverPayer {
  return COVER_PAYERS.some((one) => one === payer);
}

/** Everything that keeps a claim back, what is wrong with the whole before what is wrong with a line. */
export function faultsOfClaim(claim: Claim, context: ClaimContext): ClaimFault[] {
  return [
    ...(context.isVisitGone ? [fault('visit-missing', null)] : []),
    ...coverFaults(claim, context),
    ...memberFaults(claim),
    ...needFaults(claim, context.pack),
    ...documentFaults(claim, context.pack),
    ...priceFaults(claim, context.pack),
    ...twinFaults(claim, context),
  ];
}

/** What the centre finds: the same, and what only it can see. */
export function faultsAtCentre(claim: Claim, context: CentreContext): ClaimFault[] {
  const { visit, pack, receivedOn } = context;
  const faults = faultsOfClaim(claim, context);
  if (visit !== null && !isOfVisit(claim, visit)) faults.push(fault('visit-differs', 'serviceFrom'));
  const lateAfter = pack?.lateAfterDays ?? null;
  if (lateAfter !== null && daysBetween(claim.serviceFrom, receivedOn) > lateAfter)
    faults.push(fault('too-late', null));
  return faults;
}

function isOfVisit(claim: Claim, visit: NonNullable<CentreContext['visit']>): boolean {
  return (
    visit.id === claim.visitId &&
    visit.patientId === claim.patientId &&
    visit.serviceDate === claim.serviceFrom &&
    visit.status === 'closed'
  );
}

/** Who pays is not decided: nothing else is answered before that. */
const UNDECIDED: readonly string[] = ['check-open', 'card-shown'] satisfies ClaimFaultCode[];

/**
 * The centre's answer by the rules, or null where it gives none: the claim is not complete or its cover not decided, and a
 * version or a recheck has to come first; or it is an appeal, which a person decides.
 */
export function answerOf(claim: Claim, faults: readonly ClaimFault[]): 'accepted' | 'returned' | 'denied' | null {
  if (claim.asks === 'appeal' || faults.some(({ code }) => UNDECIDED.includes(code))) return null;
  const codes = faults.map(({ code }) => codeOf(code));
  if (codes.some(({ answer }) => answer === 'denied')) return 'denied';
  if (codes.some(({ atCentre }) => atCentre === 'holds')) return null;
  return codes.length === 0 ? 'accepted' : 'returned';
}

const UNKNOWN_CODE: ClaimCode = { number: '', answer: 'returned', atCentre: 'answers', needsPerson: true };

/** A code of a newer program is a thing to be looked at. */
export function codeOf(code: string): ClaimCode {
  return isClaimCode(code) ? CLAIM_CODES[code] : UNKNOWN_CODE;
}

export function isClaimCode(code: string): code is ClaimFaultCode {
  return Object.hasOwn(CLAIM_CODES, code);
}

/** The centre pays it or has paid it: nobody at a desk changes it or takes it back any more. */
export function isDecided(state: ClaimState): boolean {
  return state === 'accepted' || state === 'paid';
}

export interface StateFacts {
  isWithdrawn: boolean;
  /** The newest answer to the newest version. */
  answer: AnswerResult | null;
  /** As `faultsOfClaim` finds them. */
  faults: readonly ClaimFault[];
  /** The centre has the newest version. */
  isWithCentre: boolean;
}

/** Where a claim stands: a withdrawal before the centre's word, that before what holds it back, that before the way it goes. */
export function stateOf(claim: Pick<Claim, 'asks'>, facts: StateFacts): ClaimState {
  if (facts.isWithdrawn) return 'withdrawn';
  if (facts.answer !== null) return facts.answer;
  if (holding(claim, facts.faults).length > 0) return 'held';
  if (claim.asks === 'appeal') return 'appealed';
  if (claim.asks === 'correction') return 'resent';
  return facts.isWithCentre ? 'sent' : 'ready';
}

/** What holds a claim back. An appeal is against a denial, so what is denied by itself does not hold it. */
export function holding({ asks }: Pick<Claim, 'asks'>, faults: readonly ClaimFault[]): readonly ClaimFault[] {
  return asks === 'appeal' ? faults.filter(({ code }) => codeOf(code).answer !== 'denied') : faults;
}

/** Whether somebody at the desk has to do something. */
export function needsPerson(state: ClaimState, faults: readonly ClaimFault[]): boolean {
  if (state === 'returned' || state === 'denied') return true;
  return state === 'held' && faults.some(isForPerson);
}

function isForPerson({ code, params: { todo } }: ClaimFault): boolean {
  const { needsPerson: needed } = codeOf(code);
  return needed === 'told' ? todo === 'person' : needed;
}

type Params = ClaimFault['params'];

function fault(
  code: ClaimFaultCode,
  field: string | null,
  line: number | null = null,
  params: Params = {},
): ClaimFault {
  return { code, field, line, params };
}

/**
 * The centre decides what is provisional, and what was only not in a list; anything else unsettled waits for a person. So
 * does what the equity fund may pay: no register has its cards, so that nobody but a person can say more of one.
 */
function coverFaults(claim: Claim, { cover }: ClaimContext): ClaimFault[] {
  // At a desk: withdrawn, and nobody else will say anything of it.
  if (cover === null) return [fault('check-open', null, null, { todo: 'person' })];
  const { outcome, payer, reasons } = cover;
  if (outcome === 'provisional' || outcome === 'review' || payer === 'undecided') {
    if (payer === 'hef') return [fault('card-shown', null)];
    const isAsked = outcome === 'provisional' || reasons.includes('MEMBER_NOT_IN_CACHE');
    return [fault('check-open', null, null, { todo: isAsked ? 'centre' : 'person' })];
  }
  if (!isCoverPayer(payer)) return [fault('not-covered', null)];
  return payer === claim.payer ? [] : [fault('payer-other', 'payer', null, { payer })];
}

function memberFaults({ payer, memberNumber }: Claim): ClaimFault[] {
  return payer === 'nssf' && memberNumber === null ? [fault('member-missing', 'memberNumber')] : [];
}

function needFaults(claim: Claim, pack: ReferencePack | null): ClaimFault[] {
  const categories = claim.lines.flatMap(({ category }) => categoryOf(pack, category) ?? []);
  const needs = new Set(categories.flatMap((category) => category.needs));
  const { diagnosis, liveBirths, stillBirths } = claim.details;
  const faults: ClaimFault[] = [];
  if (needs.has('diagnosis') && (diagnosis ?? '').trim() === '') {
    faults.push(fault('diagnosis-missing', 'details.diagnosis'));
  }
  if (needs.has('stay')) faults.push(...stayFaults(claim.details));
  if (needs.has('gestation')) faults.push(...gestationFaults(claim.details, categories));
  if (needs.has('births') && (liveBirths ?? 0) + (stillBirths ?? 0) === 0) {
    faults.push(fault('births-missing', 'details.liveBirths'));
  }
  if (categories.some(({ sex }) => sex !== null && sex !== claim.sex)) faults.push(fault('sex-wrong', 'sex'));
  return faults;
}

function stayFaults({ admittedOn, dischargedOn }: ClaimDetails): ClaimFault[] {
  if (admittedOn === null) return [fault('stay-missing', 'details.admittedOn')];
  if (dischargedOn === null) return [fault('stay-missing', 'details.dischargedOn')];
  return dischargedOn < admittedOn ? [fault('stay-wrong', 'details.dischargedOn')] : [];
}

function gestationFaults({ gestationWeeks }: ClaimDetails, categories: readonly ClaimCategory[]): ClaimFault[] {
  if (gestationWeeks === null) return [fault('gestation-missing', 'details.gestationWeeks')];
  const least = Math.max(0, ...categories.map(({ gestationWeeksMin }) => gestationWeeksMin ?? 0));
  if (gestationWeeks >= least) return [];
  return [fault('gestation-too-short', 'details.gestationWeeks', null, { weeks: String(least) })];
}

function documentFaults(claim: Claim, pack: ReferencePack | null): ClaimFault[] {
  return requiredDocuments(claim, pack)
    .filter((document) => !claim.documents.includes(document))
    .map((document) => fault('document-missing', 'documents', null, { document }));
}

/** Codes of the checklist without which a claim of this payer and these categories is held. */
export function requiredDocuments(
  { payer, lines }: Pick<Claim, 'payer' | 'lines'>,
  pack: ReferencePack | null,
): string[] {
  const wanted = (codes: readonly string[]) =>
    codes.length === 0 || lines.some(({ category }) => codes.includes(category));
  return (
    pack?.checklist
      .filter(
        (item) => item.isRequired && isCoverPayer(payer) && item.payers.includes(payer) && wanted(item.categories),
      )
      .map(({ code }) => code) ?? []
  );
}

/** An amount is quantity times the rate of the day, and the sum is the sum. */
function priceFaults(claim: Claim, pack: ReferencePack | null): ClaimFault[] {
  const faults = claim.lines.flatMap((_line, index) => linePriceFaults(claim, index, pack));
  const sum = claim.lines.reduce((total, { amountRiel }) => total + amountRiel, 0);
  return sum === claim.totalRiel ? faults : [...faults, fault('amount-wrong', 'totalRiel')];
}

function linePriceFaults(claim: Claim, index: number, pack: ReferencePack | null): ClaimFault[] {
  const line = claim.lines[index];
  if (line === undefined) return [];
  const { category, quantity, unitRiel, amountRiel } = line;
  const wrong = fault('amount-wrong', `lines.${index}.amountRiel`, index);
  if (amountRiel !== quantity * unitRiel) return [wrong];
  // Who pays is not known, so neither is the price: the open check says enough.
  if (!isCoverPayer(claim.payer)) return [];
  const rate = rateOf(pack, claim.payer, claim.facilityLevel, category);
  if (rate === null) {
    const hasOthers = ratesOf(pack, claim.payer, claim.facilityLevel).length > 0;
    return [fault('no-rate', `lines.${index}.category`, index, { todo: hasOthers ? 'person' : 'centre', category })];
  }
  if (rate.amountRiel !== unitRiel) return [wrong];
  const most = mostPaid(categoryOf(pack, category), rate, claim.details);
  return most !== null && quantity > most ? [fault('quantity-wrong', `lines.${index}.quantity`, index)] : [];
}

/** How many of a case one claim can ask for: a stay's days, or one where the case is paid once a day. Null: as many as there were. */
function mostPaid(category: ClaimCategory | null, { unit }: Rate, details: ClaimDetails): number | null {
  if (unit === 'day') return daysOfStay(details);
  return category?.isOnceADay === true ? 1 : null;
}

/** Days that a stay is paid for: nights, and one where somebody came and left on the same day. Null while it is not known. */
export function daysOfStay({ admittedOn, dischargedOn }: ClaimDetails): number | null {
  return admittedOn === null || dischargedOn === null ? null : Math.max(1, daysBetween(admittedOn, dischargedOn));
}

/** An NSSF card is of one person. An equity card is of a household, and mother and child who come with it are two patients. */
function isSameMember({ payer, memberNumber, patientId }: Claim, other: ClaimTwin): boolean {
  if (memberNumber === null || other.memberNumber !== memberNumber) return false;
  return payer === 'nssf' || other.patientId === patientId;
}

/** One case a day where the category says so, and one line a (facility, member, category, first day of service). */
function twinFaults(claim: Claim, { pack, earlier }: ClaimContext): ClaimFault[] {
  const sameDay = earlier.filter(({ serviceFrom, facilityCode }) => {
    return serviceFrom === claim.serviceFrom && facilityCode === claim.facilityCode;
  });
  return claim.lines.flatMap(({ category }, index): ClaimFault[] => {
    const field = `lines.${index}.category`;
    const has = ({ lines }: ClaimTwin) => lines.some((line) => line.category === category);
    const ofPatient = sameDay.some((other) => other.patientId === claim.patientId && has(other));
    if (ofPatient && categoryOf(pack, category)?.isOnceADay === true) return [fault('category-twice', field, index)];
    const ofMember = sameDay.some((other) => isSameMember(claim, other) && has(other));
    const isTwiceHere = claim.lines.findIndex((line) => line.category === category) < index;
    return ofMember || isTwiceHere ? [fault('line-twice', field, index)] : [];
  });
}
