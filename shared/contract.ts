import { eligibilityContract } from './eligibility/contract.ts';
import { facilityContract } from './facility/contract.ts';
import { outboxContract } from './outbox/contract.ts';
import { patientsContract } from './patients/contract.ts';
import { staffContract } from './staff/contract.ts';
import { visitsContract } from './visits/contract.ts';

/** Every question that a screen may ask, on one page. */
export const contract = {
  ...facilityContract,
  ...staffContract,
  ...patientsContract,
  ...eligibilityContract,
  ...visitsContract,
  ...outboxContract,
};

export type TonleContract = typeof contract;
export type AskName = keyof TonleContract;
