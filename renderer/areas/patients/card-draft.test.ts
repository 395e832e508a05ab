import { expect, it } from 'vitest';
import { readCard } from '../../../shared/patients/card-rules.ts';
import { draftFromCard, filledIn, mayBeOfCard } from './card-draft.ts';
import { EMPTY_DRAFT } from './patient-draft.ts';

const card = readCard('{"id":"1234567-7654321-7","dob":"1990-05-20"}');

it('starts a form with what the card says', () => {
  expect(draftFromCard(card)).toEqual({ ...EMPTY_DRAFT, birth: '20.05.1990', numbers: { nssf: '1234567-7654321-7' } });
  expect(draftFromCard(readCard('IDKHM0123456789')).numbers).toEqual({ 'national-id': '012345678' });
  expect(draftFromCard(readCard('what?'))).toEqual(EMPTY_DRAFT);
});

it('fills in a form that is being typed, and never writes over what was typed', () => {
  const typed = { ...EMPTY_DRAFT, nameLatin: 'Chan Sokha', birth: '1990', numbers: { pmrs: '77' } };
  expect(filledIn(typed, draftFromCard(card))).toEqual({
    ...typed,
    numbers: { pmrs: '77', nssf: '1234567-7654321-7' },
  });
  const numbers = { nssf: '12345677654321', hef: ' ' };
  expect(filledIn({ ...typed, numbers }, draftFromCard(card)).numbers).toEqual({ nssf: '12345677654321' });
  expect(filledIn({ ...typed, birth: ' ' }, draftFromCard(card)).birth).toBe('20.05.1990');
});

it('does not put one person’s number into another person’s form', () => {
  const withNumber = (nssf: string) => ({ ...EMPTY_DRAFT, numbers: { nssf } });
  expect(mayBeOfCard(EMPTY_DRAFT, card)).toBe(true);
  expect(mayBeOfCard(withNumber('12345677654321'), card)).toBe(true);
  expect(mayBeOfCard(withNumber('2234567-7654321'), card)).toBe(false);
  expect(mayBeOfCard(withNumber('123'), card)).toBe(false);
  expect(mayBeOfCard(EMPTY_DRAFT, readCard('what?'))).toBe(false);
});
