import { describe, expect, it } from 'vitest';
import { CLAIM_STATES, type ClaimFault } from '../../../shared/claims/record.ts';
import { firstTask, isPossible } from './claim-task.ts';

const fault = (code: string, field: string | null): ClaimFault => ({ code, field, line: null, params: {} });
const taskOf = (state: 'held' | 'returned' | 'denied', faults: ClaimFault[], needsPerson = true) =>
  firstTask({ state, needsPerson, faults });

describe('what Enter on a claim leads to', () => {
  it('is the form where it can be put right there, an officer’s note among that', () => {
    expect(taskOf('held', [fault('check-open', null), fault('document-missing', 'documents')])).toBe('correct');
    expect(taskOf('returned', [fault('see-note', null)])).toBe('correct');
    expect(taskOf('returned', [fault('a code of a newer program', null)])).toBe('correct');
  });

  it('is a look where the patient’s record, the check or an appeal comes first, or nobody has to do anything', () => {
    expect(taskOf('held', [fault('check-open', null)])).toBe('look');
    expect(taskOf('held', [fault('member-missing', 'memberNumber')])).toBe('look');
    expect(taskOf('denied', [fault('refused', null)])).toBe('look');
    expect(taskOf('held', [fault('no-rate', 'lines.0.category')], false)).toBe('look');
  });
});

describe('what can be done with a claim', () => {
  const statesFor = (task: 'correct' | 'appeal' | 'withdraw') =>
    CLAIM_STATES.filter((state) => isPossible(task, state));

  it('ends with the centre’s word, and a denial is appealed or withdrawn', () => {
    const open = ['ready', 'held', 'sent', 'returned', 'resent', 'appealed'];
    expect(statesFor('correct')).toEqual(open);
    expect(statesFor('appeal')).toEqual(['denied']);
    expect(statesFor('withdraw').toSorted()).toEqual([...open, 'denied'].toSorted());
  });
});
