import { addDays, type Day, dayParts } from '../../../shared/base/time.ts';
import type { RosterRow } from '../../protocol/files.ts';
import type { RegisterRow } from '../members.ts';
import { type History, historyMonths } from './months.ts';
import type { Names } from './names.ts';
import type { Dice } from './random.ts';

/** What invented members are made of. */
export interface Sampling {
  today: Day;
  names: Names;
  /** Village codes. */
  villages: readonly string[];
}

/** Shares of the register in thousandths, as the NSSF counted its 2.776 million members in March 2025. */
const CLASSES: readonly (readonly [RosterRow['class'], number])[] = [
  ['employee', 570],
  ['public-servant', 150],
  ['former-civil-servant', 20],
  ['veteran', 10],
  ['self-employed', 190],
  ['dependant', 60],
];

const EMPLOYEE_HISTORIES: readonly History[] = [
  ...Array.from({ length: 14 }, (): History => 'paid-up'),
  'pending-due',
  'six-of-twelve',
  'six-of-twelve',
  'short',
  'short',
  'never',
];
const VOLUNTARY_HISTORIES: readonly History[] = [
  'paid-up',
  'paid-up',
  'paid-up',
  'paid-up',
  'arrears',
  'arrears',
  'waiting',
  'abandoned',
];

const CHECK_LETTERS: readonly string[] = ['ក', 'ខ', 'គ', 'ង', 'ច', 'ឈ', 'ញ', 'ត', 'ន', 'ម'];
const NUMBERS = 100_000_000_000_000;
/** Odd and no multiple of five, so that it reaches every number of 14 digits before it repeats one. */
const STRIDE = 736_878_791;
const SEEDS = 1_000;

/** The number of the member at `index`: never the same for two indexes below 10 million, whatever the seed. */
export function sampleNumber(index: number, seed: number): string {
  const start = 12_345_678_901_234 + (Math.abs(seed) % SEEDS) * 9_876_543_211;
  const number = (start + index * STRIDE) % NUMBERS;
  const digits = String(number).padStart(14, '0');
  const check = index % 3 === 0 ? CHECK_LETTERS[index % CHECK_LETTERS.length] : index % 10;
  return `${digits.slice(0, 7)}-${digits.slice(7)}-${check}`;
}

/** An invented member. `principal` is the number of somebody a dependant may belong to. */
export function sampleMember(
  nssfNumber: string,
  principal: string | null,
  dice: Dice,
  sampling: Sampling,
): RegisterRow {
  const memberClass = drawClass(dice, principal !== null);
  const sex = dice.isOneIn(2) ? 'female' : 'male';
  const family = dice.pick(sampling.names.family);
  const given = dice.pick(sex === 'female' ? sampling.names.givenFemale : sampling.names.givenMale);
  const relation = memberClass === 'dependant' ? (dice.isOneIn(3) ? 'spouse' : 'child') : null;
  return {
    nssfNumber,
    nameKm: dice.isOneIn(50) ? null : `${family[0]} ${given[0]}`,
    nameLatin: `${family[1]} ${given[1]}`.toUpperCase(),
    sex,
    ...birth(dice, sampling.today, relation),
    villageCode: dice.isOneIn(20) ? null : dice.pick(sampling.villages),
    class: memberClass,
    relation,
    principalNssfNumber: relation === null ? null : principal,
    isDisabledOrChronic: relation === 'child' && dice.isOneIn(20),
    isMarriageRegistered: relation === 'spouse' && !dice.isOneIn(6),
    ...cover(memberClass, dice, sampling.today),
    contributionGroup: sampleGroup(nssfNumber, memberClass),
  };
}

/** Employers by their size: a few have a tenth of all people, most have a handful. */
const EMPLOYERS = 20_000;
const ROUNDS = 12;

/**
 * With whom a member's contributions are paid: an employer, or the round of a month in which those who pay for themselves
 * are renewed. It follows from the number, so that the same member is in the same group in every file.
 */
function sampleGroup(nssfNumber: string, memberClass: RosterRow['class']): string | null {
  const spread = (Number(nssfNumber.slice(2, 7)) * 7_919 + Number(nssfNumber.slice(8, 14))) % 1_000_003;
  if (memberClass === 'employee')
    return `E${String(Math.floor((spread / 1_000_003) ** 3 * EMPLOYERS)).padStart(5, '0')}`;
  if (memberClass === 'self-employed' || memberClass === 'dependant')
    return `R${String(1 + (spread % ROUNDS)).padStart(2, '0')}`;
  return null;
}

function drawClass(dice: Dice, hasPrincipal: boolean): RosterRow['class'] {
  let left = dice.below(1000);
  for (const [name, share] of CLASSES) {
    if (left < share) return name === 'dependant' && !hasPrincipal ? 'employee' : name;
    left -= share;
  }
  return 'employee';
}

function birth(
  dice: Dice,
  today: Day,
  relation: RosterRow['relation'],
): Pick<RosterRow, 'birthDate' | 'birthDatePrecision'> {
  if (dice.isOneIn(100)) return { birthDate: null, birthDatePrecision: 'unknown' };
  const ageDays = relation === 'child' ? dice.below(21 * 365) : (18 + dice.below(47)) * 365 + dice.below(365);
  const day = addDays(today, -1 - ageDays);
  // Papers of older people often say the year alone.
  if (!dice.isOneIn(8)) return { birthDate: day, birthDatePrecision: 'day' };
  return { birthDate: `${dayParts(day).year}-01-01`, birthDatePrecision: 'year' };
}

function cover(
  memberClass: RosterRow['class'],
  dice: Dice,
  today: Day,
): Pick<RosterRow, 'isActive' | 'validFrom' | 'validTo' | 'paidMonths'> {
  if (memberClass === 'employee') {
    const paidMonths = historyMonths(dice.pick(EMPLOYEE_HISTORIES), today, dice);
    return { isActive: true, validFrom: null, validTo: null, paidMonths };
  }
  if (memberClass === 'self-employed' || memberClass === 'dependant') {
    const paidMonths = historyMonths(dice.pick(VOLUNTARY_HISTORIES), today, dice);
    return { isActive: true, validFrom: null, validTo: null, paidMonths };
  }
  const validFrom = addDays(today, -400 - dice.below(3000));
  const validTo = dice.isOneIn(12) ? addDays(today, -1 - dice.below(300)) : null;
  return { isActive: !dice.isOneIn(15), validFrom, validTo, paidMonths: [] };
}
