import { expect, it } from 'vitest';
import { DISCHARGE_TYPES, VISIT_OUTCOMES } from './record.ts';
import { isOutcomeConsistent, slipNumber } from './rules.ts';

it('numbers a slip by desk and day, so that it reads aloud', () => {
  expect(slipNumber({ deskNumber: 1, dayNumber: 17 })).toBe('1-017');
  expect(slipNumber({ deskNumber: 42, dayNumber: 1_234 })).toBe('42-1234');
});

it('lets only who died leave as deceased', () => {
  for (const outcome of VISIT_OUTCOMES)
    for (const discharge of DISCHARGE_TYPES)
      expect(isOutcomeConsistent(outcome, discharge)).toBe((outcome === 'deceased') === (discharge === 'deceased'));
});
