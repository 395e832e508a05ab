import type { Day } from '../base/time.ts';
import type { EligibilityCheck } from '../eligibility/check.record.ts';
import type { Payer } from '../eligibility/record.ts';
import type { Patient } from '../patients/record.ts';
import type { ReferencePack } from './pack.record.ts';
import { categoryOf, categoryOfService, paymentCodeOf, rateOf } from './pack-rules.ts';
import type { Claim, ClaimDetails, ClaimLine } from './record.ts';
import { isCoverPayer } from './rules.ts';

/** Of a visit, what its claim is made from. */
export interface ClaimVisit {
  id: string;
  patientId: string;
  checkId: string;
  serviceDate: Day;
  serviceCategory: string;
  visitType: string;
  payer: Payer;
  status: string;
}

/** What of a visit stands in its claim. */
export type MadeVisit = Pick<ClaimVisit, 'id' | 'patientId' | 'checkId' | 'serviceDate'>;

/** What a claim is made from besides its visit. `pack` is that of the day of service. */
export interface ClaimMaking {
  check: Pick<EligibilityCheck, 'id' | 'nssfKey' | 'facts'>;
  patient: Pick<Patient, 'sex' | 'identifiers'>;
  facility: Pick<Claim, 'facilityCode' | 'facilityLevel'>;
  pack: ReferencePack | null;
}

/** What somebody tells of a claim; the rest follows from the visit, its check and the pack. */
export interface ClaimTold {
  payer: Claim['payer'];
  lines: readonly Pick<ClaimLine, 'category' | 'quantity'>[];
  details: ClaimDetails;
  documents: readonly string[];
  patientPaidRiel: number;
}

/** A claim without what a version adds. */
export type ClaimBody = Omit<Claim, 'id' | 'version' | 'asks' | 'note' | 'madeAt' | 'madeBy'>;

/** A claim of which nothing beside its lines was told. */
export const NOTHING_TOLD: ClaimDetails = {
  diagnosis: null,
  admittedOn: null,
  dischargedOn: null,
  gestationWeeks: null,
  liveBirths: null,
  stillBirths: null,
};

/** What a closed visit asks for by itself; null where nobody is asked: not closed, or the patient or another scheme pays. */
export function claimOfVisit(visit: ClaimVisit, making: ClaimMaking): ClaimBody | null {
  const { payer, status, serviceCategory, serviceDate, visitType } = visit;
  if (status !== 'closed' || payer === 'self' || payer === 'occupational-risk') return null;
  const category = categoryOfService(making.pack, serviceCategory);
  const hasStay = visitType === 'inpatient' || categoryOf(making.pack, category)?.needs.includes('stay') === true;
  return claimBody(visit, making, {
    payer,
    lines: [{ category, quantity: 1 }],
    details: { ...NOTHING_TOLD, admittedOn: hasStay ? serviceDate : null },
    documents: [],
    patientPaidRiel: 0,
  });
}

/** A claim with everything that follows: payment code, member's number, prices, sums and days. */
export function claimBody(
  visit: MadeVisit,
  { check, patient, facility, pack }: ClaimMaking,
  told: ClaimTold,
): ClaimBody {
  const { payer, details } = told;
  const lines = told.lines.map((line) => priced(line, rateOf(pack, payer, facility.facilityLevel, line.category)));
  const { facilityCode, facilityLevel } = facility;
  return {
    visitId: visit.id,
    patientId: visit.patientId,
    checkId: check.id,
    ...{ facilityCode, facilityLevel, payer },
    serviceFrom: visit.serviceDate,
    serviceTo: lastDayOf(visit.serviceDate, details),
    paymentCode: isCoverPayer(payer) ? paymentCodeOf(pack, payer, groupOf(payer, check.facts)) : null,
    memberNumber: memberNumberOf(payer, check, patient),
    sex: patient.sex,
    packId: pack?.id ?? null,
    lines,
    totalRiel: lines.reduce((sum, { amountRiel }) => sum + amountRiel, 0),
    patientPaidRiel: told.patientPaidRiel,
    details,
    documents: [...told.documents].sort(),
  };
}

function priced({ category, quantity }: ClaimTold['lines'][number], rate: { amountRiel: number } | null): ClaimLine {
  const unitRiel = rate?.amountRiel ?? 0;
  return { category, quantity, unitRiel, amountRiel: quantity * unitRiel };
}

function lastDayOf(serviceDate: Day, { dischargedOn }: ClaimDetails): Day {
  return dischargedOn !== null && dischargedOn > serviceDate ? dischargedOn : serviceDate;
}

function groupOf(payer: Claim['payer'], facts: EligibilityCheck['facts']): string | null {
  return (payer === 'nssf' ? facts.membership?.class : facts.hef?.group) ?? null;
}

function memberNumberOf(
  payer: Claim['payer'],
  { nssfKey }: ClaimMaking['check'],
  { identifiers }: ClaimMaking['patient'],
): string | null {
  const numberOf = (kind: string) => identifiers.find((one) => one.kind === kind)?.normalised ?? null;
  const nssf = nssfKey ?? numberOf('nssf');
  if (payer === 'nssf') return nssf;
  return payer === 'hef' ? numberOf('hef') : (nssf ?? numberOf('hef'));
}

/**
 * The claim as it follows from its visit as that is now: what was told of the claim stays, and a day of admission that was
 * the day of the visit goes along with it.
 */
export function claimFollowing(before: Claim, visit: ClaimVisit, making: ClaimMaking): ClaimBody {
  const { payer, lines, documents, patientPaidRiel } = before;
  const isAdmittedOnVisit = before.details.admittedOn === before.serviceFrom;
  const admittedOn = isAdmittedOnVisit ? visit.serviceDate : before.details.admittedOn;
  const details = { ...before.details, admittedOn };
  return claimBody(visit, making, { payer, lines, details, documents, patientPaidRiel });
}
