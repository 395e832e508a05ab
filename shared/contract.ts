import { deskContract } from './desk/contract.ts';
import { eligibilityContract } from './eligibility/contract.ts';
import { exchangeContract } from './exchange/contract.ts';
import { facilityContract } from './facility/contract.ts';
import { patientsContract } from './patients/contract.ts';
import { staffContract } from './staff/contract.ts';
import { visitsContract } from './visits/contract.ts';

/** Every question that a screen may ask, on one page. */
export const contract = {
  ...facilityContract,
  ...staffContract,
  ...deskContract,
  ...patientsContract,
  ...eligibilityContract,
  ...visitsContract,
  ...exchangeContract,
};

export type TonleContract = typeof contract;
export type AskName = keyof TonleContract;
