import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_CHANGES_MAX, type Verdict } from './sync.ts';
import { Malformed } from './varint.ts';
import { runsOfVerdicts, verdictsOfRuns } from './verdict-runs.ts';

const verdict: fc.Arbitrary<Verdict> = fc.record({
  incarnation: fc.constantFrom('a', 'b'),
  seq: fc.integer({ min: 1, max: 6 }),
  outcome: fc.constantFrom('accepted', 'already-had', 'needs-fixing'),
  code: fc.constantFrom(null, 'x'),
  field: fc.constantFrom(null, 'f'),
  sentence: fc.constantFrom(null, 'Say.'),
});

test('verdicts come back as they were, in their order', () => {
  fc.assert(
    fc.property(fc.array(verdict, { size: 'max', maxLength: 200 }), (verdicts) => {
      expect(verdictsOfRuns(runsOfVerdicts(verdicts))).toEqual(verdicts);
    }),
  );
});

test('a batch that is accepted as a whole is one run', () => {
  const accepted = Array.from({ length: 300 }, (_, index): Verdict => {
    return { incarnation: 'a', seq: index + 7, outcome: 'accepted', code: null, field: null, sentence: null };
  });
  expect(runsOfVerdicts(accepted)).toEqual([{ verdict: accepted[0], more: 299 }]);
});

test.each([
  null,
  {},
  [null],
  [{}],
  [{ verdict: { seq: 1 }, more: -1 }],
  [{ verdict: { seq: 1 }, more: 1.5 }],
  [{ verdict: { seq: 1 }, more: BATCH_CHANGES_MAX }],
  [{ verdict: { seq: 1 }, more: 1e300 }],
])('what is no list of runs is malformed: %j', (runs) => {
  expect(() => verdictsOfRuns(runs)).toThrow(Malformed);
});
