import type { Claim, ClaimAnswer } from '../../../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../../../shared/eligibility/check.record.ts';
import type { EligibilityDecision } from '../../../../shared/eligibility/record.ts';
import type { Facility } from '../../../../shared/facility/record.ts';
import type { Patient } from '../../../../shared/patients/record.ts';
import type { Visit } from '../../../../shared/visits/record.ts';

/** One visit with everything that hangs on it, as the centre has it. */
export interface CaseRecords {
  facility: Facility;
  patient: Patient;
  check: EligibilityCheck;
  /** The centre's later word on the check. */
  recheck: { decidedAt: string; asOf: string; decision: EligibilityDecision } | null;
  visit: Visit;
  claim: Claim | null;
  isClaimWithdrawn: boolean;
  /** All answers to the claim, the oldest first. */
  answers: ClaimAnswer[];
}

/** A visit that was withdrawn: a server that was told of it earlier learns that it never should have been. */
export interface WithdrawnVisit {
  visitId: string;
}
