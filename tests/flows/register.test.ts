import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';
import type { Registration } from '../support/people.ts';

const DARA: Registration = {
  nameKm: 'ចាន់ ដារ៉ា',
  nameLatin: 'Chan Dara',
  sex: 'male',
  birthDate: '1985-11-02',
  birthDatePrecision: 'day',
};

describe.each(PORTS)('registering, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
  });
  afterAll(() => desk.close());

  it.each<[string, Partial<Registration>, string]>([
    ['no name', { nameKm: null, nameLatin: null }, 'name-missing'],
    ['a name of spaces', { nameKm: '   ', nameLatin: '' }, 'name-missing'],
    ['the word NULL for a name', { nameKm: null, nameLatin: 'NULL' }, 'name-missing'],
    ['a name of invisible characters', { nameKm: '\u200b\u200b', nameLatin: null }, 'name-missing'],
    ['no birth date', { birthDate: null }, 'birth-date-missing'],
    ['an age that is not said', { birthDate: null, birthDatePrecision: 'age' }, 'birth-date-missing'],
    ['a day that the calendar lacks', { birthDate: '2025-02-29' }, 'birth-date-wrong'],
    ['a birth tomorrow', { birthDate: '2026-03-11' }, 'birth-date-wrong'],
    ['a birth 140 years ago', { birthDate: '1886-01-01' }, 'birth-date-wrong'],
    ['a year where a day is said', { birthDate: '1985' }, 'birth-date-wrong'],
    ['an NSSF number of nine digits', { identifiers: [{ kind: 'nssf', raw: '123456789' }] }, 'identifier-wrong'],
    [
      'two numbers of one kind',
      {
        identifiers: [
          { kind: 'passport', raw: 'N1234567' },
          { kind: 'passport', raw: 'N7654321' },
        ],
      },
      'identifier-twice',
    ],
    ['a village that is not in the gazetteer', { villageCode: '99999999' }, 'village-unknown'],
  ])('refuses %s and writes nothing', async (_what, change, code) => {
    const before = rowCounts(desk.db);
    expect(await clerk.refused('patients.register', { ...DARA, ...change })).toBe(code);
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it.each<[string, Partial<Registration>, string]>([
    ['a month', { birthDate: '1985-11', birthDatePrecision: 'month' }, '1985-11-01'],
    ['a year', { birthDate: '1985', birthDatePrecision: 'year' }, '1985-01-01'],
    ['an age', { birthDate: null, birthDatePrecision: 'age', ageYears: 40 }, '1986-01-01'],
    ['a newborn', { birthDate: '2026-03-10', birthDatePrecision: 'day' }, '2026-03-10'],
  ])('keeps a birth known by %s', async (what, change, birthDate) => {
    const { patient } = await clerk.ask('patients.register', {
      ...DARA,
      ...change,
      nameKm: null,
      nameLatin: `Somebody of ${what}`,
    });
    expect(patient.birthDate).toBe(birthDate);
    const { ageYears } = await clerk.ask('patients.get', { patientId: patient.id });
    expect(ageYears).toBeGreaterThanOrEqual(0);
  });

  it('needs one name only, in either script', async () => {
    const km = await clerk.ask('patients.register', { ...DARA, nameKm: 'គឹម ចិន្តា', nameLatin: '' });
    const latin = await clerk.ask('patients.register', { ...DARA, nameKm: null, nameLatin: 'Kim Mealea' });
    expect([km.patient.nameLatin, latin.patient.nameKm]).toEqual([null, null]);
    expect(km.patient.patientNumber < latin.patient.patientNumber).toBe(true);
  });

  it('asks before somebody very similar is registered again, and takes the clerk’s word', async () => {
    const first = await clerk.ask('patients.register', { ...DARA, phone: '012 888 777' });
    // The same name as a reader sees it: the marks of a syllable typed in another order, and other case in Latin.
    const typed = { ...DARA, nameKm: 'ចាន់\u200b ដារា៉', nameLatin: 'CHAN DARA', phone: '+855 12 888 777' };
    const reply = await clerk.reply('patients.register', typed);
    expect(reply).toMatchObject({
      ok: false,
      refusal: { code: 'possible-duplicate', details: { patientId: first.patient.id } },
    });
    const other = await clerk.ask('patients.register', { ...typed, isSomebodyElse: true });
    expect(other.patient.id).not.toBe(first.patient.id);
    for (const change of [{ sex: 'female' }, { birthDate: '1985-11-03' }] as const)
      expect((await clerk.reply('patients.register', { ...typed, ...change })).ok).toBe(true);
  });

  it('knows who holds a number already, but lets a household share its equity card', async () => {
    const vuthy: Registration = { ...DARA, nameKm: null, nameLatin: 'Chea Vuthy' };
    const { patient } = await clerk.ask('patients.register', {
      ...vuthy,
      identifiers: [
        { kind: 'nssf', raw: '3000000-1234567-1' },
        { kind: 'hef', raw: 'HEF 0077' },
      ],
    });
    const wife: Registration = { ...DARA, nameKm: null, nameLatin: 'Chea Sreymom', sex: 'female' };
    const reply = await clerk.reply('patients.register', {
      ...wife,
      identifiers: [{ kind: 'nssf', raw: '៣០០០០០០-១២៣៤៥៦៧' }],
      isSomebodyElse: true,
    });
    expect(reply).toMatchObject({
      ok: false,
      refusal: { code: 'already-registered', field: 'identifiers.nssf', details: { patientId: patient.id } },
    });
    const shared = await clerk.ask('patients.register', { ...wife, identifiers: [{ kind: 'hef', raw: 'hef-0077' }] });
    expect(shared.patient.identifiers).toEqual([{ kind: 'hef', raw: 'hef-0077', normalised: 'HEF0077' }]);
  });

  it('fills the form from the roster', async () => {
    const { members, rosterAsOf } = await clerk.ask('eligibility.findMembers', { text: '2000000 000000' });
    expect(rosterAsOf).toBe('2026-03-09');
    expect(members.map(({ nssfNumber, nameLatin }) => [nssfNumber, nameLatin])).toEqual([
      ['2000000-0000001-ក', 'SIN SOPHEAP'],
      ['2000000-0000002-2', 'TOUCH VANNA'],
    ]);
    expect((await clerk.ask('eligibility.findMembers', { text: '200' })).members).toEqual([]);
  });
});
