import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';
import type { Registration } from '../support/people.ts';

const KNOWN: Record<string, Registration> = {
  sophea: {
    nameKm: 'សុខ សុភា',
    nameLatin: 'Sok Sophéa',
    sex: 'female',
    birthDate: '1990-05-20',
    birthDatePrecision: 'day',
    phone: '012 345 678',
    villageCode: '02010101',
    identifiers: [
      { kind: 'nssf', raw: '2000000-0000009-ក' },
      { kind: 'national-id', raw: '010203040' },
      { kind: 'pmrs', raw: 'BTB-00417' },
    ],
  },
  kanha: {
    nameKm: 'ខៀវ កញ្ញា',
    nameLatin: null,
    sex: 'female',
    birthDate: '2001',
    birthDatePrecision: 'year',
    phone: '+855 97 111 2223',
    villageCode: '02010102',
    identifiers: [{ kind: 'passport', raw: 'N0011223' }],
  },
  orussey: {
    nameKm: null,
    nameLatin: "Keo O'Russey",
    sex: 'male',
    birthDate: null,
    birthDatePrecision: 'age',
    ageYears: 60,
    villageCode: '02010102',
    identifiers: [{ kind: 'hef', raw: 'HEF-55 10' }],
  },
  percent: {
    nameKm: null,
    nameLatin: '100% "Bob" \\ Lim*',
    sex: 'male',
    birthDate: '1970-01-01',
    birthDatePrecision: 'day',
  },
};

describe.each(PORTS)('the search box, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  const numbers: Record<string, string> = {};
  const names: Record<string, string> = {};

  const find = async (text: string) => {
    const { hits } = await clerk.ask('patients.search', { text });
    return hits.map(({ patient, matchedBy }) => `${names[patient.id]} by ${matchedBy}`);
  };

  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    for (const [key, registration] of Object.entries(KNOWN)) {
      const { patient } = await clerk.ask('patients.register', registration);
      numbers[key] = patient.patientNumber;
      names[patient.id] = key;
    }
  });
  afterAll(() => desk.close());

  it.each([
    ['a Khmer name', 'សុខ សុភា'],
    ['the given name alone', 'សុភា'],
    ['the beginning of a word', 'សុ'],
    ['a name without its space', 'សុខសុភា'],
    ['a name with a zero-width space', 'សុខ\u200b សុភា'],
    ['the words in the other order', 'សុភា សុខ'],
    ['a Latin name in another case', 'SOK SOPHEA'],
    ['a Latin name with accents', 'sök sophéa'],
    ['the beginning of both words', 'so sop'],
    ['a name with a birth year', 'sophea 1990'],
    ['a name with a birth date', 'sok 20/05/1990'],
    ['a name with a birth date of another shape', 'sok 1990-05-20'],
    ['a name with a birth date in Khmer digits', 'សុភា ២០.៥.១៩៩០'],
    ['a name with an age', 'sophea 35'],
  ])('finds somebody by %s', async (_what, text) => {
    expect(await find(text)).toEqual(['sophea by name']);
  });

  it.each([
    ['an NSSF number as printed', '2000000-0000009-ក'],
    ['an NSSF number without signs', '20000000000009'],
    ['an NSSF number in Khmer digits', '២០០០០០០-០០០០០០៩'],
    ['the beginning of an NSSF number', '2000000000'],
    ['an identity card', '010203040'],
    ['a PMRS number', 'btb 00417'],
  ])('finds somebody by %s', async (_what, text) => {
    expect(await find(text)).toEqual(['sophea by identifier']);
  });

  it.each([
    ['with its 0', '012345678'],
    ['with spaces', '012 345 678'],
    ['with the country code', '+855 12 345 678'],
    ['with 00', '0085512345678'],
    ['in Khmer digits', '០១២ ៣៤៥ ៦៧៨'],
    ['by its beginning', '01234'],
    ['with the country code, by its beginning', '+85512345'],
    ['with 00 and the country code, by its beginning', '0085512'],
  ])('finds a phone %s', async (_what, text) => {
    expect(await find(text)).toEqual(['sophea by phone']);
  });

  it('finds by a patient number, whole or begun, in any case', async () => {
    const whole = numbers.sophea ?? '';
    expect(await find(whole)).toEqual(['sophea by patient-number']);
    expect(await find(whole.toLowerCase())).toEqual(['sophea by patient-number']);
    expect(await find(whole.replaceAll('-', ' '))).toEqual(['sophea by patient-number']);
    expect((await find('KT04-2-0000')).length).toBe(4);
  });

  it.each([
    ['ខៀវ កញ្ញា', 'kanha by name'],
    ['កញ្ញា 2001', 'kanha by name'],
    ['កញ្ញា 24', 'kanha by name'],
    ['កញ្ញា 25', 'kanha by name'],
    ['n0011223', 'kanha by identifier'],
    ['0971112223', 'kanha by phone'],
    ['097 111', 'kanha by phone'],
    ["o'russey", 'orussey by name'],
    ['orussey 60', 'orussey by name'],
    ['keo 59', 'orussey by name'],
    ['hef 5510', 'orussey by identifier'],
  ])('finds %s', async (text, hit) => {
    expect(await find(text)).toEqual([hit]);
  });

  it('finds by a birth date or year alone', async () => {
    expect(await find('20/05/1990')).toEqual(['sophea by name']);
    expect(await find('1990')).toEqual(['sophea by name']);
  });

  it('finds by village, in both scripts and by code', async () => {
    for (const text of ['កន្ទឺ', 'Kantueu', '02010102'])
      expect((await find(text)).sort(), text).toEqual(['kanha by village', 'orussey by village']);
    const { places } = await clerk.ask('places.search', { text: 'kant' });
    expect(places.map(({ code, path }) => [code, path.map(({ nameLatin }) => nameLatin)])).toEqual([
      ['02010102', ['Kantueu Muoy', 'Banan', 'Battambang']],
    ]);
  });

  it('finds nobody who is not there', async () => {
    for (const text of [
      'sophea 1991',
      'sokha',
      'sophea 38',
      '012345679',
      '20000000000008',
      'sok 20/05/1991',
      'ភាព',
      '2',
    ])
      expect(await find(text), text).toEqual([]);
  });

  it.each([
    '%',
    '_',
    '"',
    "'",
    '*',
    "' OR 1=1 --",
    '"; DROP TABLE patient; --',
    'NEAR(a b)',
    '\\',
    '\u0000',
    '\ud800',
    '   ',
    '',
    '-',
    '{}[]()',
  ])('takes %j for what it is', async (text) => {
    const before = rowCounts(desk.db);
    expect(await find(text)).toEqual([]);
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it('finds a name that has signs of a query language in it', async () => {
    expect(await find('100% "bob"')).toEqual(['percent by name']);
    expect(await find('lim*')).toEqual(['percent by name']);
  });

  it('says that there is more, and keeps the limit', async () => {
    for (let index = 0; index < 12; index += 1) {
      await clerk.ask('patients.register', {
        nameKm: null,
        nameLatin: `Many Person${'abcdefghijkl'[index]}`,
        sex: 'male',
        birthDate: '1980',
        birthDatePrecision: 'year',
      });
    }
    const { hits, hasMore } = await clerk.ask('patients.search', { text: 'many', limit: 10 });
    expect([hits.length, hasMore]).toEqual([10, true]);
    const all = await clerk.ask('patients.search', { text: 'many', limit: 12 });
    expect([all.hits.length, all.hasMore]).toEqual([12, false]);
  });
});
