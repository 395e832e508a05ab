import { expect, it } from 'vitest';
import { checkInput, FIRST_WISH, isReadyToCheck } from './check-wish.ts';

const TODAY = '2026-03-10';

it('asks the same for wishes that differ only in what does not count', () => {
  const plain = checkInput('p', FIRST_WISH, TODAY);
  expect(checkInput('p', { ...FIRST_WISH, vouchedReason: 'a neighbour' }, TODAY)).toEqual(plain);
  const noCard = checkInput('p', { ...FIRST_WISH, isIdentityShown: false }, TODAY);
  expect(checkInput('p', { ...FIRST_WISH, isIdentityShown: false, vouchedReason: ' a ' }, TODAY)).toEqual(noCard);
});

it('presumes of nobody that a document was looked at, and lets no emergency wait for one', () => {
  expect(isReadyToCheck(FIRST_WISH)).toBe(false);
  expect(isReadyToCheck({ ...FIRST_WISH, isEmergency: true })).toBe(true);
  expect(checkInput('p', { ...FIRST_WISH, isEmergency: true }, TODAY).isIdentityShown).toBe(false);
  for (const isIdentityShown of [true, false]) {
    const said = { ...FIRST_WISH, isIdentityShown };
    expect(isReadyToCheck(said)).toBe(true);
    expect(checkInput('p', said, TODAY).isIdentityShown).toBe(isIdentityShown);
  }
});

it('reads the dates of a card, in the future too, and leaves unfinished ones out', () => {
  const hefCard = { group: 'poor' as const, from: '01.02.2025', to: '31.01.2028' };
  expect(checkInput('p', { ...FIRST_WISH, hefCard }, TODAY).hefCard).toEqual({
    group: 'poor',
    validFrom: '2025-02-01',
    validTo: '2028-01-31',
  });
  expect(checkInput('p', { ...FIRST_WISH, hefCard: { ...hefCard, to: '31.01.' } }, TODAY).hefCard).toEqual({
    group: 'poor',
    validFrom: '2025-02-01',
    validTo: null,
  });
});
