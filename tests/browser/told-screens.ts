import type { Hands } from './hands.ts';
import type { Screen } from './screens.ts';
import { closedVisit, conflictsOf, DEAD_CLOCK, LIVES, outboxOf, REVOKED, STICKS, TROUBLE, tell } from './told.ts';

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
    'a visit that is corrected',
    async (hands) => {
      await toTheTray(hands);
      await hands.press('Enter');
      await hands.see('fix-visit');
    },
  ],
  [
    'a check that is to be sent again',
    async (hands) => {
      await toTheTray(hands);
      await hands.press('ArrowDown');
      await hands.see('fix-resend');
    },
  ],
  [
    'what two desks wrote',
    async (hands) => {
      await toTheTray(hands);
      await hands.press('ArrowDown', 'ArrowDown', 'ArrowDown');
      await hands.see('conflict');
    },
  ],
  [
    'a patient of whom two desks wrote different things',
    async (hands) => {
      await toTheTray(hands);
      await hands.press('p');
      await hands.see('conflict');
    },
  ],
  [
    'what waits for whom, and on which stick',
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
    'a price for the data',
    async (hands) => {
      await hands.press('Alt+4');
      await hands.tabTo(await hands.see('set-price'));
      await hands.press('Enter');
      await hands.see('price');
      await hands.type('abc');
      await hands.press('Enter');
    },
  ],
  [
    'a dead clock, a restored copy and no backup',
    async (hands) => {
      await tell(hands.page, {
        'desk.clock': () => DEAD_CLOCK,
        'desk.lives': () => LIVES,
        'sync.status': (status) => ({ ...status, trouble: TROUBLE }),
      });
      await hands.page.reload();
      for (const notice of ['clock', 'lives', 'backup']) await hands.see(notice);
    },
  ],
  [
    'a desk that the centre has closed',
    async (hands) => {
      await tell(hands.page, { 'system.about': (about) => ({ ...about, revoked: REVOKED }) });
      await hands.page.reload();
      await hands.see('revoked');
    },
  ],
];
