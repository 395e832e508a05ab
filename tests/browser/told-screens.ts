import type { Hands } from './hands.ts';
import type { Screen } from './screens.ts';
import { closedVisit, conflictsOf, DENIED, NO_BACKUP, outboxOf, STICKS, tell, type Value } from './told.ts';

async function toTheTray(hands: Hands): Promise<void> {
  const visit = await closedVisit(hands.page);
  await tell(hands.page, {
    'sync.status': (status) => ({ ...status, ...outboxOf(visit), conflicts: 2 }),
    'patients.conflicts': (_value, { isSettled }) =>
      conflictsOf(visit.patientId, visit.patientNumber, isSettled === true),
  });
  await hands.page.reload();
  await hands.see('fix-count');
  await hands.press('Alt+3');
  await hands.page.getByTestId('fix-row').nth(3).waitFor();
}

/** Screens that no morning brings about: the page is told of them. For a manager, after `spendMorning`. */
export const TOLD_SCREENS: Screen[] = [
  ['a tray with everything in it', toTheTray],
  [
    'a patient of whom two desks wrote different things',
    async (hands) => {
      await toTheTray(hands);
      await hands.press('ArrowDown', 'ArrowDown', 'ArrowDown');
      await hands.see('conflict');
      await hands.press('p');
      await hands.see('by-rule');
    },
  ],
  [
    'what is on which stick',
    async (hands) => {
      const visit = await closedVisit(hands.page);
      await tell(hands.page, {
        'sync.status': (status) => ({ ...status, ...outboxOf(visit) }),
        'sticks.list': () => STICKS,
      });
      await hands.page.reload();
      await hands.see('search-box');
      await hands.press('Alt+4');
      await hands.see('on-stick');
      await hands.see('stick');
    },
  ],
  [
    'a claim that the centre has denied, and the appeal',
    async (hands) => {
      const denied = (listed: Value): Value => ({ ...listed, ...DENIED });
      await tell(hands.page, {
        'claims.list': (value) => ({ ...value, claims: (value.claims as Value[]).map(denied), needsPerson: 1 }),
        'claims.get': (value) => ({ ...value, listed: denied(value.listed as Value) }),
      });
      await hands.page.reload();
      await hands.see('search-box');
      await hands.press('Alt+6');
      await hands.see('claim-row');
      await hands.press('Enter');
      await hands.page.locator('[data-testid="claim-appeal-open"]:focus').waitFor();
      await hands.press('a');
      await hands.see('claim-appeal');
      await hands.press('Enter');
      await hands.page.getByTestId('claim-appeal').locator('[aria-invalid="true"]').waitFor();
    },
  ],
  [
    'a desk without a backup',
    async (hands) => {
      await tell(hands.page, { 'sync.status': (status) => ({ ...status, trouble: NO_BACKUP }) });
      await hands.page.reload();
      await hands.see('backup');
    },
  ],
];
