import { NOTHING_TOLD } from './making-rules.ts';
import type { ReferencePack } from './pack.record.ts';
import { BUILT_IN_PACKS } from './packs.ts';
import type { Claim } from './record.ts';
import type { CentreContext } from './rules.ts';

const [builtIn] = BUILT_IN_PACKS;
if (builtIn === undefined) throw new Error('the program carries a pack');
export const PACK: ReferencePack = builtIn;

/** A consultation for which nothing is missing. */
export const CLAIM: Claim = {
  id: '019cd582-0000-7000-8000-000000000005',
  version: 1,
  visitId: '019cd582-0000-7000-8000-000000000005',
  patientId: 'patient-1',
  checkId: 'check-1',
  facilityCode: 'KT04',
  facilityLevel: 'MPA',
  serviceFrom: '2026-03-10',
  serviceTo: '2026-03-10',
  payer: 'nssf',
  paymentCode: 'PATY-0000G3E',
  memberNumber: '20000000000001',
  sex: 'female',
  packId: PACK.id,
  lines: [{ category: 'outpatient', quantity: 1, unitRiel: 6_000, amountRiel: 6_000 }],
  totalRiel: 6_000,
  patientPaidRiel: 0,
  details: NOTHING_TOLD,
  documents: [],
  asks: 'payment',
  note: null,
  madeAt: '2026-03-10T02:10:00.000Z',
  madeBy: 'staff-vanna',
};

export const CONTEXT: CentreContext = {
  pack: PACK,
  cover: { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] },
  earlier: [],
  isVisitGone: false,
  visit: { id: CLAIM.visitId, patientId: 'patient-1', serviceDate: '2026-03-10', status: 'closed', payer: 'nssf' },
  receivedOn: '2026-03-11',
};

/** A claim with other lines and what follows from them. */
export function claimWith(
  lines: readonly [category: string, quantity: number, unitRiel: number][],
  more: Partial<Claim> = {},
): Claim {
  const priced = lines.map(([category, quantity, unitRiel]) => {
    return { category, quantity, unitRiel, amountRiel: quantity * unitRiel };
  });
  return { ...CLAIM, lines: priced, totalRiel: priced.reduce((sum, { amountRiel }) => sum + amountRiel, 0), ...more };
}
