import { expect, it } from 'vitest';
import type { EligibilityDecision, ReasonCode } from '../../../shared/eligibility/record.ts';
import { reasonOrder } from './deciding-reason.ts';

const order = (outcome: EligibilityDecision['outcome'], ...reasons: ReasonCode[]) =>
  reasonOrder({ outcome, payer: 'nssf', reasons });

it('says first what the answer rests on', () => {
  expect(order('eligible', 'Q_2_CONSEC')).toEqual({ deciding: 'Q_2_CONSEC', notes: [] });
  expect(order('eligible', 'ID_VOUCHED', 'Q_6_OF_12', 'DUAL_COVER')).toEqual({
    deciding: 'Q_6_OF_12',
    notes: ['ID_VOUCHED', 'DUAL_COVER'],
  });
  expect(order('not-eligible', 'DEP_CHILD_OK', 'VOL_ABANDONED')).toEqual({
    deciding: 'VOL_ABANDONED',
    notes: ['DEP_CHILD_OK'],
  });
});

it('takes the age of the roster for a reason only where it changed the answer', () => {
  expect(order('provisional', 'Q_2_CONSEC', 'SNAPSHOT_STALE').deciding).toBe('SNAPSHOT_STALE');
  expect(order('eligible', 'Q_2_CONSEC', 'SNAPSHOT_STALE').deciding).toBe('Q_2_CONSEC');
});

it('has something to say even when there are only notes, and nothing without reasons', () => {
  expect(order('eligible', 'DUAL_COVER')).toEqual({ deciding: 'DUAL_COVER', notes: [] });
  expect(order('eligible')).toEqual({ deciding: null, notes: [] });
});
