import { addMonths, dayAt, monthOf } from '../../shared/base/time.ts';
import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import type { Clerk } from '../support/asks.ts';
import { giveRoster, type TestDesk } from '../support/desk.ts';
import { type Dice, seededDice } from '../support/dice.ts';

/**
 * A visit of these benches is what a registration desk makes of one person who comes: the record of the visit and the
 * check that it was opened under, with all facts that it was decided on, as the desk's own core writes them.
 * - `known`: the person was registered in one of the sixty runs of the program before, at another day;
 * - `new`: everybody is registered first, so that a visit is three records and has a name in two scripts, birth date, sex,
 *   phone, village and card number besides;
 * - `mixed`: 35 in a hundred are new.
 */
export const VARIANTS = ['known', 'mixed', 'new'] as const;
export type Variant = (typeof VARIANTS)[number];
const NEW_SHARE: Readonly<Record<Variant, number>> = { known: 0, mixed: 0.35, new: 1 };

const FAMILIES =
  'សុខ Sok|ចាន់ Chan|ហេង Heng|គឹម Kim|លី Ly|ឡុង Long|សេង Seng|ទេព Tep|ពៅ Pov|នួន Nuon|ប៉ែន Pen|ឈឹម Chhim|ឃឹម Khim|ជា Chea|ម៉ៅ Mao|យឹម Yim|ស៊ឹម Sim|អ៊ុក Ouk|កែវ Keo|ភួង Phuong|រស់ Ros|សាន Sann|ទូច Touch|វ៉ាន់ Van|អ៊ឹម Im|ហ៊ុន Hun|ជួន Chuon|ឌួង Duong|ព្រំ Prom|សំ Sam|ឯម Em|ម៉ែន Men|ណុប Nop|ខៀវ Khiev|ម៉ម Mom|កុយ Kuy|ឡេង Leng|ស៊ន Sorn|តុប Top|មាស Meas';
const STARTS = ['', '', '', 'ស្រី Srey', 'សុខ Sok', 'ចាន់ Chan', 'វណ្ណ Vann', 'ប៊ុន Bun', 'គឹម Kim', 'លាង Leang', 'រ៉ា Ra'];
const GIVEN =
  'សុភា Sophea|សុខា Sokha|វិចិត្រ Vichet|ដារ៉ា Dara|ចន្ថា Chantha|សុភាព Sopheap|រតនា Ratana|មុំ Mom|បូផា Bopha|មករា Makara|មាលា Meala|វណ្ណា Vanna|ពិសិដ្ឋ Piseth|សំណាង Samnang|កុសល Kosal|ម៉ាលី Maly|សុខុម Sokhom|លីដា Lida|ភារុណ Phearun|វាសនា Veasna|សុធារី Sothary|ធីតា Thida|ណារិទ្ធ Narith|រិទ្ធី Rithy|សុវណ្ណ Sovann|កញ្ញា Kanha|ពេជ្រ Pich|ចន្ទ្រា Chandra|សុជាតា Socheata|រស្មី Reaksmey|មុនី Mony|ភិរម្យ Phirum|សារ៉ាត់ Sarath|វុទ្ធី Vuthy|ប៊ុនធឿន Bunthoeun|ផល្លា Phalla|ចរិយា Chariya|នារី Neary|តារា Tara|លក្ខិណា Leakena';
const namesOf = (text: string) => text.split('|').map((pair) => pair.split(' '));
const BENCH_NAMES: Names = { family: namesOf(FAMILIES), starts: STARTS, given: namesOf(GIVEN) };
const OPERATORS = ['10', '11', '12', '15', '17', '69', '70', '77', '81', '88', '92', '93', '96', '97', '98'];
const DEPARTMENTS = [
  'general',
  'general',
  'general',
  'maternity',
  'paediatrics',
  'medicine',
  'emergency',
  'dental',
] as const;
const CATEGORIES = ['outpatient', 'outpatient', 'emergency', 'delivery', 'birth-spacing', 'minor-surgery'] as const;
const RUNS_BEFORE = 60;
const PEOPLE_A_RUN = 5;
const VISITS_A_DAY = 300;
const HOUR_MS = 3_600_000;

const digits = (dice: Dice, count: number) => Array.from({ length: count }, () => dice.below(10)).join('');
const two = (number: number) => String(number).padStart(2, '0');
/** Some names, villages and services are far more common than others. */
const often = <T>(dice: Dice, items: readonly T[]): T =>
  items[Math.floor(items.length * dice.next() ** 2)] ?? dice.pick(items);

export interface Person {
  member: RosterMember;
  phone: string | null;
  hasCard: boolean;
  isNew: boolean;
}

/** Somebody of the facility's villages; seven in ten are members of the NSSF. */
function personOf(dice: Dice, today: string, villages: readonly string[], names: Names, newShare: number): Person {
  const [familyKm = '', familyLatin = ''] = often(dice, names.family);
  const [startKm = '', startLatin = ''] = often(dice, names.starts).split(' ');
  const [givenKm = '', givenLatin = ''] = often(dice, names.given);
  const latin = `${familyLatin} ${startLatin}${startLatin === '' ? givenLatin : givenLatin.toLowerCase()}`;
  const age = dice.next() < 0.25 ? dice.below(6) : Math.floor(dice.next() ** 0.8 * 85);
  const isMember = age >= 16 && dice.next() < 0.7;
  const last = addMonths(monthOf(today), -1 - (dice.below(5) === 0 ? dice.below(9) : 0));
  const months = dice.below(3) === 0 ? 1 + dice.below(24) : 24;
  return {
    member: {
      nssfNumber: `${digits(dice, 7)}-${digits(dice, 7)}-${dice.pick('កខគងចឈញតនម0123456789'.split(''))}`,
      nameKm: `${familyKm} ${startKm}${givenKm}`,
      nameLatin: latin.toUpperCase(),
      sex: dice.next() < 0.58 ? 'female' : 'male',
      birthDate: `${Number(today.slice(0, 4)) - 1 - age}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`,
      birthDatePrecision: 'day',
      villageCode: often(dice, villages),
      class: dice.pick(['employee', 'employee', 'employee', 'public-servant', 'self-employed']),
      relation: null,
      principalNssfNumber: null,
      isDisabledOrChronic: false,
      isMarriageRegistered: false,
      isActive: true,
      validFrom: null,
      validTo: null,
      paidMonths: Array.from({ length: months }, (_, at) => addMonths(last, at - months + 1)),
    },
    phone: dice.next() < 0.7 ? `0${dice.pick(OPERATORS)}${digits(dice, 6)}` : null,
    hasCard: isMember,
    isNew: dice.next() < newShare,
  };
}

export interface VisitDay {
  variant: Variant;
  visits: number;
  seed: number;
  /** Village codes that the desk knows. */
  villages: readonly string[];
  /** Names of the dictionary's own people, or of the bench's. */
  names?: Names;
}

export interface Names {
  family: readonly (readonly string[])[];
  starts: readonly string[];
  given: readonly (readonly string[])[];
}

export interface Crowd {
  people: readonly Person[];
  /** Those who were registered before, by the id that the desk gave them. */
  known: ReadonlyMap<Person, string>;
}

/** The program started again: a new run, with somebody signed in. */
export type Restart = () => Promise<Clerk>;

/** The people of the day; those who are not new are registered, some in each run of the program before today. */
export async function gatherCrowd(desk: TestDesk, restart: Restart, day: VisitDay): Promise<Crowd> {
  const { variant, visits, seed, villages, names = BENCH_NAMES } = day;
  const dice = seededDice(seed);
  const today = dayAt(desk.clock.nowMs());
  const people = Array.from({ length: visits }, () => personOf(dice, today, villages, names, NEW_SHARE[variant]));
  const members = people.filter(({ hasCard }) => hasCard && dice.below(10) !== 0).map(({ member }) => member);
  giveRoster(desk.db, { id: `roster-${today}`, asOf: today }, members, new Date(desk.clock.nowMs()).toISOString());
  const known = new Map<Person, string>();
  const before = people.filter(({ isNew }) => !isNew);
  const runs = Math.min(RUNS_BEFORE, Math.ceil(before.length / PEOPLE_A_RUN));
  for (let run = 0; run < runs; run += 1) {
    const clerk = await restart();
    for (const one of before.filter((_, at) => at % runs === run)) {
      desk.clock.advance(dice.below(HOUR_MS / 20));
      known.set(one, await register(clerk, one));
    }
  }
  return { people, known };
}

/**
 * Serves everybody of a crowd, one after the other, between one and three minutes apart. After 300 the program is
 * started again, as it is every morning: nobody is signed in for longer.
 */
export async function serveCrowd(
  desk: TestDesk,
  restart: Restart,
  first: Clerk,
  { people, known }: Crowd,
  seed: number,
): Promise<void> {
  const dice = seededDice(seed + 1);
  let clerk = first;
  for (const [at, one] of people.entries()) {
    if (at > 0 && at % VISITS_A_DAY === 0) clerk = await restart();
    desk.clock.advance(30_000 + dice.below(90_000));
    const patientId = known.get(one) ?? (await register(clerk, one));
    desk.clock.advance(4_000 + dice.below(30_000));
    const serviceCategory = often(dice, CATEGORIES);
    const { check } = await clerk.ask('eligibility.check', {
      patientId,
      isIdentityShown: dice.below(12) !== 0,
      serviceCategory,
      isEmergency: serviceCategory === 'emergency',
    });
    desk.clock.advance(2_000 + dice.below(15_000));
    await clerk.ask('visits.open', { patientId, checkId: check.id, department: often(dice, DEPARTMENTS) });
  }
}

async function register(clerk: Clerk, { member, phone, hasCard }: Person): Promise<string> {
  const { patient } = await clerk.ask('patients.register', {
    nameKm: member.nameKm,
    nameLatin: member.nameLatin,
    sex: member.sex,
    birthDate: member.birthDate ?? '1990',
    birthDatePrecision: 'day',
    phone,
    villageCode: member.villageCode,
    identifiers: hasCard ? [{ kind: 'nssf', raw: member.nssfNumber }] : [],
    isSomebodyElse: true,
  });
  return patient.id;
}

/** A crowd gathered and served in one go. */
export async function serveVisits(
  desk: TestDesk,
  restart: Restart,
  villages: readonly string[],
  day: Omit<VisitDay, 'villages'>,
): Promise<void> {
  const crowd = await gatherCrowd(desk, restart, { ...day, villages });
  await serveCrowd(desk, restart, await restart(), crowd, day.seed);
}
