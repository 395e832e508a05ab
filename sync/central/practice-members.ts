import { addMonths, type Day, monthOf } from '../../shared/base/time.ts';
import { monthsEndingAt } from '../../shared/eligibility/months.ts';
import type { RosterRow } from '../protocol/files.ts';
import type { RegisterRow } from './members.ts';
import { PRACTICE_VILLAGES } from './practice-places.ts';
import { SMALL_NAMES } from './sample/names.ts';
import { sampleMember, sampleNumber } from './sample/people.ts';
import { seededDice } from './sample/random.ts';

/** Invented people with numbers worth remembering. `shows` says what a check of each shows, on every day of any month. */
export interface PracticeMember {
  nssfNumber: string;
  nameKm: string;
  nameLatin: string;
  sex: 'female' | 'male';
  birthDate: Day;
  shows: string;
  membership: Pick<RosterRow, 'class'> & Partial<RosterRow>;
  /** Months paid without a gap, and how many months ago the last of them was. */
  paid: { months: number; endedAgo: number } | null;
}

export const PRACTICE_MEMBERS: readonly PracticeMember[] = [
  {
    nssfNumber: '1000000-0000001-ក',
    nameKm: 'សុខ សុភា',
    nameLatin: 'SOK SOPHEA',
    sex: 'female',
    birthDate: '1990-05-20',
    shows: 'eligible: an employee whose employer has paid every month',
    membership: { class: 'employee' },
    paid: { months: 14, endedAgo: 1 },
  },
  {
    nssfNumber: '1000000-0000002-2',
    nameKm: 'ចាន់ ដារ៉ា',
    nameLatin: 'CHAN DARA',
    sex: 'male',
    birthDate: '1985-11-02',
    shows: 'not eligible: an employee whose employer stopped paying eight months ago',
    membership: { class: 'employee' },
    paid: { months: 3, endedAgo: 8 },
  },
  {
    nssfNumber: '1000000-0000003-គ',
    nameKm: 'គឹម ចិន្តា',
    nameLatin: 'KIM CHENDA',
    sex: 'female',
    birthDate: '1978-01-15',
    shows: 'provisional: self-employed and in arrears, with the day on which cover is lost',
    membership: { class: 'self-employed' },
    paid: { months: 10, endedAgo: 4 },
  },
  {
    nssfNumber: '1000000-0000004-4',
    nameKm: 'ម៉ៅ សំណាង',
    nameLatin: 'MAO SAMNANG',
    sex: 'male',
    birthDate: '1969-08-30',
    shows: 'eligible: a public servant in post',
    membership: { class: 'public-servant', validFrom: '2018-01-01' },
    paid: null,
  },
  {
    nssfNumber: '1000000-0000005-ច',
    nameKm: 'ទេព សុជាតា',
    nameLatin: 'TEP SOCHEATA',
    sex: 'female',
    birthDate: '1958-03-09',
    shows: 'not eligible: a former civil servant who is no longer active',
    membership: { class: 'former-civil-servant', isActive: false },
    paid: null,
  },
  {
    nssfNumber: '1000000-0000006-6',
    nameKm: 'ហេង វិសាល',
    nameLatin: 'HENG VISAL',
    sex: 'male',
    birthDate: '1994-12-24',
    shows: 'not eligible: self-employed and counted as having left, after more than six months unpaid',
    membership: { class: 'self-employed' },
    paid: { months: 6, endedAgo: 9 },
  },
  {
    nssfNumber: '1000000-0000007-ញ',
    nameKm: 'លី បូរី',
    nameLatin: 'LY BOREY',
    sex: 'male',
    birthDate: '1962-07-07',
    shows: 'eligible: a veteran',
    membership: { class: 'veteran', validFrom: '2019-06-01' },
    paid: null,
  },
  {
    nssfNumber: '1000000-0000008-8',
    nameKm: 'គឹម មាលា',
    nameLatin: 'KIM MEALEA',
    sex: 'female',
    birthDate: '1981-02-11',
    shows: 'not eligible: a spouse whose marriage is not registered',
    membership: { class: 'dependant', relation: 'spouse', principalNssfNumber: '1000000-0000003-គ' },
    paid: { months: 8, endedAgo: 1 },
  },
  {
    nssfNumber: '1000000-0000009-ម',
    nameKm: 'វង្ស រតនា',
    nameLatin: 'VONG RATANA',
    sex: 'female',
    birthDate: '1988-09-18',
    shows: 'eligible: self-employed and paid up',
    membership: { class: 'self-employed' },
    paid: { months: 7, endedAgo: 1 },
  },
  {
    nssfNumber: '1000000-0000010-0',
    nameKm: 'ព្រំ មករា',
    nameLatin: 'PRUM MAKARA',
    sex: 'male',
    birthDate: '2009-04-13',
    shows: 'review: a dependant of whom the register does not say whether he is a child or a spouse',
    membership: { class: 'dependant', principalNssfNumber: '1000000-0000009-ម' },
    paid: { months: 7, endedAgo: 1 },
  },
];

const PRACTICE_GROUPS: Partial<Record<RosterRow['class'], string>> = {
  employee: 'E00000',
  'self-employed': 'R01',
  dependant: 'R01',
};

const SAMPLED = 300;
const SEED = 7;

/** The whole practice register on one day: the same people every day, with months that fit the day. */
export function practiceRegister(today: Day): RegisterRow[] {
  const dice = seededDice(SEED);
  const sampling = { today, names: SMALL_NAMES, villages: PRACTICE_VILLAGES };
  const sampled = Array.from({ length: SAMPLED }, (_, index) => {
    const principal = index === 0 ? null : sampleNumber(index - 1, SEED);
    return sampleMember(sampleNumber(index, SEED), principal, dice, sampling);
  });
  return [...PRACTICE_MEMBERS.map((member, index) => practiceRow(member, index, today)), ...sampled];
}

function practiceRow(member: PracticeMember, index: number, today: Day): RegisterRow {
  const { nssfNumber, nameKm, nameLatin, sex, birthDate, membership, paid } = member;
  return {
    ...{ nssfNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision: 'day' },
    villageCode: PRACTICE_VILLAGES[index % PRACTICE_VILLAGES.length] ?? null,
    ...{ relation: null, principalNssfNumber: null, isDisabledOrChronic: false, isMarriageRegistered: false },
    ...{ isActive: true, validFrom: null, validTo: null },
    ...membership,
    paidMonths: paid === null ? [] : monthsEndingAt(addMonths(monthOf(today), -paid.endedAgo), paid.months),
    // The employees of the stories work for one employer, and those who pay for themselves are in one round.
    contributionGroup: PRACTICE_GROUPS[membership.class] ?? null,
  };
}
