import type { TonleContract } from '../../shared/contract.ts';
import type { InputOf } from '../../shared/wire/contract.ts';
import type { Dice } from './dice.ts';

export type Registration = InputOf<TonleContract['patients.register']>;

const FAMILY = [
  ['សុខ', 'SOK'],
  ['ចាន់', 'CHAN'],
  ['គឹម', 'KIM'],
  ['ហេង', 'HENG'],
  ['លី', 'LY'],
  ['ម៉ៅ', 'MAO'],
  ['ទេព', 'TEP'],
  ['នួន', 'NUON'],
  ['ប៉ែន', 'PEN'],
  ['វង្ស', 'VONG'],
  ['អ៊ុក', 'OUK'],
  ['សេង', 'SENG'],
] as const;
const GIVEN = [
  ['សុភា', 'SOPHEA'],
  ['ដារ៉ា', 'DARA'],
  ['ចិន្តា', 'CHENDA'],
  ['សំណាង', 'SAMNANG'],
  ['សុជាតា', 'SOCHEATA'],
  ['វិសាល', 'VISAL'],
  ['បូរី', 'BOREY'],
  ['មាលា', 'MEALEA'],
  ['រតនា', 'RATANA'],
  ['ស្រីមុំ', 'SREYMOM'],
  ['ពិសិដ្ឋ', 'PISETH'],
  ['កល្យាណ', 'KALYAN'],
  ['វណ្ណៈ', 'VANNAK'],
  ['ធារ៉ា', 'THEARA'],
] as const;

const digits = (dice: Dice, count: number) => Array.from({ length: count }, () => dice.below(10)).join('');
const two = (number: number) => String(number).padStart(2, '0');

/** A name in both scripts, a birth date to the day, a phone and now and then an NSSF number, as a clerk would type them. */
export function somebody(dice: Dice): Registration {
  const [familyKm, familyLatin] = dice.pick(FAMILY);
  const [givenKm, givenLatin] = dice.pick(GIVEN);
  const birthDate = `${1940 + dice.below(84)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`;
  return {
    nameKm: `${familyKm} ${givenKm}`,
    nameLatin: `${familyLatin} ${givenLatin}`,
    sex: dice.below(2) === 0 ? 'female' : 'male',
    birthDate,
    birthDatePrecision: 'day',
    phone: `0${dice.pick(['12', '17', '77', '92'])} ${digits(dice, 3)} ${digits(dice, 3)}`,
    identifiers:
      dice.below(3) === 0 ? [{ kind: 'nssf', raw: `${digits(dice, 7)}-${digits(dice, 7)}-${digits(dice, 1)}` }] : [],
    isSomebodyElse: true,
  };
}
