import { expect, it } from 'vitest';
import { type EligibilityDecision, OUTCOMES, PAYERS, type Payer } from '../../../shared/eligibility/record.ts';
import { adviceFor } from './overturned-advice.ts';

const by = (payer: Payer): EligibilityDecision => ({ outcome: 'eligible', payer, reasons: [] });
const advice = (before: Payer, after: Payer) => adviceFor(by(before), by(after), true);

it('says what follows from each change of payer', () => {
  expect(advice('self', 'nssf')).toEqual(['tell-covered', 'pay-back']);
  expect(advice('undecided', 'hef')).toEqual(['tell-covered', 'pay-back']);
  expect(advice('nssf', 'self')).toEqual(['tell-not-covered']);
  expect(advice('nssf', 'hef')).toEqual(['other-payer', 'nothing-to-pay-back']);
  expect(advice('nssf', 'occupational-risk')).toEqual(['work-injury', 'nothing-to-pay-back']);
  expect(advice('self', 'occupational-risk')).toEqual(['work-injury', 'pay-back']);
  expect(advice('nssf', 'undecided')).toEqual(['look-again']);
});

it('asks for nothing where no visit was opened', () => {
  for (const before of PAYERS)
    for (const after of PAYERS) expect(adviceFor(by(before), by(after), false)).toEqual(['no-visit']);
});

it('never lets a patient pay for what somebody else pays, whatever the outcomes are called', () => {
  for (const before of PAYERS)
    for (const after of ['nssf', 'hef', 'occupational-risk'] as const)
      for (const outcome of OUTCOMES)
        expect(adviceFor(by(before), { outcome, payer: after, reasons: [] }, true)).not.toContain('tell-not-covered');
});
