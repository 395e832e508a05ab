import { expect, it } from 'vitest';
import type { Patient } from '../../../shared/patients/record.ts';
import { type CardInHand, cardOf, cardTextFor, isScannedCardOf, searchTextIn, searchTextOf } from './card-in-hand.ts';

const PAYLOAD = '{"id":"1234567-7654321-7","name":"CHAN SOKHA"}';
const patient = (nssf: string): Patient => ({
  id: 'p',
  version: 1,
  patientNumber: 'PP014-1-000001-X',
  nameKm: null,
  nameLatin: 'Chan Sokha',
  sex: 'female',
  birthDate: '1990-05-20',
  birthDatePrecision: 'day',
  phone: null,
  villageCode: null,
  registeredAt: '2026-03-10T01:00:00.000Z',
  registeredBy: 's',
  identifiers: [{ kind: 'nssf', raw: nssf, normalised: nssf.replace(/\D/g, '').slice(0, 14) }],
});

it('looks for the number of a card and for the words of anything else', () => {
  expect(searchTextOf(cardOf(PAYLOAD, 'scanned', 1).reading)).toBe('1234567-7654321-7');
  expect(searchTextOf(cardOf('IDKHM0123456789<<<', 'scanned', 1).reading)).toBe('012345678');
  expect(searchTextOf(cardOf(' PP014-2-004821-Q\r\n', 'scanned', 1).reading)).toBe('PP014-2-004821-Q');
  expect(searchTextOf(cardOf('x'.repeat(900), 'scanned', 1).reading)).toHaveLength(200);
  expect([searchTextIn('សុខា 1990'), searchTextIn('១២៣៤៥៦៧ ៧៦៥៤៣២១')]).toEqual(['សុខា 1990', '1234567-7654321']);
});

it('keeps with a check what was read of this person’s card, where it is more than the number', () => {
  const kept = (raw: string, nssf: string, state?: CardInHand['state']) =>
    cardTextFor({ ...cardOf(raw, 'scanned', 1), ...(state ? { state } : {}) }, patient(nssf));
  expect(kept(PAYLOAD, '1234567-7654321-7')).toBe(PAYLOAD);
  expect(kept('1234567 7654321', '1234567-7654321-7')).toBe(null);
  expect(kept(PAYLOAD, '2234567-7654321-7')).toBe(null);
  expect(kept('ABC?', '1234567-7654321-7', 'held')).toBe(null);
  expect(kept('ABC?', '1234567-7654321-7', 'unknown')).toBe('ABC?');
  expect(kept(`${'x'.repeat(499)}😀`, '1234567-7654321-7', 'unknown')).toBe('x'.repeat(499));
  const beside = { ...cardOf('ABC?', 'scanned', 1, 'p'), state: 'unknown' as const };
  expect(cardTextFor(beside, patient('1234567-7654321-7'))).toBe(null);
  expect(cardTextFor(null, patient('1234567-7654321-7'))).toBe(null);
});

it('takes a card for shown only where a scanner read it and it bears a number of this person', () => {
  const shown = (raw: string, how: 'scanned' | 'pasted', nssf: string) =>
    isScannedCardOf({ ...cardOf(raw, how, 1), state: 'held' }, patient(nssf));
  expect(shown(PAYLOAD, 'scanned', '1234567-7654321-7')).toBe(true);
  expect(shown(PAYLOAD, 'pasted', '1234567-7654321-7')).toBe(false);
  expect(shown(PAYLOAD, 'scanned', '2234567-7654321-7')).toBe(false);
  expect(shown('PP014-1-000001-X', 'scanned', '1234567-7654321-7')).toBe(false);
  expect(isScannedCardOf(null, patient('1234567-7654321-7'))).toBe(false);
});
