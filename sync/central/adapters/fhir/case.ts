import type { Claim, ClaimAnswer } from '../../../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../../../shared/eligibility/check.record.ts';
import type { EligibilityDecision } from '../../../../shared/eligibility/record.ts';
import type { Facility } from '../../../../shared/facility/record.ts';
import type { Patient } from '../../../../shared/patients/record.ts';
import type { Visit } from '../../../../shared/visits/record.ts';

/** A check, and the centre's later word on it. */
export interface JudgedCheck {
  check: EligibilityCheck;
  recheck: { decidedAt: string; asOf: string; decision: EligibilityDecision } | null;
}

/** One visit with everything that hangs on it, as the centre has it: the check is that on which its claim stands. */
export interface CaseRecords extends JudgedCheck {
  facility: Facility;
  patient: Patient;
  /** What the visit was opened with, where its claim stands on a later check; null where there is one check. */
  openedWith: JudgedCheck | null;
  visit: Visit;
  /** A server that was told of it earlier learns that it never should have been. */
  isVisitWithdrawn: boolean;
  claim: Claim | null;
  isClaimWithdrawn: boolean;
  /** All answers to the claim, the oldest first. */
  answers: ClaimAnswer[];
}
