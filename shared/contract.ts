import { claimsContract } from './claims/contract.ts';
import { deskContract } from './desk/contract.ts';
import { eligibilityContract } from './eligibility/contract.ts';
import { changeContract } from './exchange/change-contract.ts';
import { conflictContract } from './exchange/conflict-contract.ts';
import { exchangeContract } from './exchange/contract.ts';
import { stickContract } from './exchange/stick-contract.ts';
import { facilityContract } from './facility/contract.ts';
import { exportsContract, monthContract } from './month/contract.ts';
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
  ...claimsContract,
  ...visitsContract,
  ...monthContract,
  ...exportsContract,
  ...exchangeContract,
  ...changeContract,
  ...conflictContract,
  ...stickContract,
};

export type TonleContract = typeof contract;
export type AskName = keyof TonleContract;
