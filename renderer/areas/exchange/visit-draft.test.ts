import { expect, it } from 'vitest';
import type { Visit } from '../../../shared/visits/record.ts';
import { draftFromVisit, judgeVisit } from './visit-draft.ts';

const VISIT: Visit = {
  ...{ id: 'v', version: 3, patientId: 'p', checkId: 'c', serviceDate: '2026-03-10', deskNumber: 1, dayNumber: 7 },
  ...{ visitType: 'outpatient', serviceCategory: 'outpatient', department: 'general', referredFrom: 'Wat Bo' },
  ...{ payer: 'nssf', status: 'closed', openedAt: '2026-03-10T01:00:00.000Z', openedBy: 's', secondVisitReason: null },
  ...{ outcome: 'improved', dischargeType: 'authorised', closedAt: '2026-03-10T02:00:00.000Z', closedBy: 's' },
  ...{ cancelReason: null, cancelledAt: null, cancelledBy: null },
};
const judged = (change: Partial<ReturnType<typeof draftFromVisit>>) =>
  judgeVisit({ ...draftFromVisit(VISIT), ...change }, VISIT);

it('sends what is different and nothing else', () => {
  expect(judged({})).toEqual({ visitId: 'v', version: 3 });
  expect(judged({ outcome: 'deceased', dischargeType: 'deceased' })).toEqual({
    ...{ visitId: 'v', version: 3, outcome: 'deceased', dischargeType: 'deceased' },
  });
  expect(judged({ referredFrom: '  ' })).toEqual({ visitId: 'v', version: 3, referredFrom: null });
  expect(judged({ serviceDate: '9/3/2026' })).toEqual({ visitId: 'v', version: 3, serviceDate: '2026-03-09' });
});

it('reads a day in Khmer digits, and takes nothing for a day that is none', () => {
  expect(judged({ serviceDate: '០៩.០៣.២០២៦' })).toMatchObject({ serviceDate: '2026-03-09' });
  for (const text of ['', '31.02.2026', '03.2026', 'today']) expect(judged({ serviceDate: text })).toBe(null);
});
