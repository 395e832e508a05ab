import type { Day } from '../../../shared/base/time.ts';
import type { HEF_GROUPS, SERVICE_CATEGORIES, WORK_RELATED } from '../../../shared/eligibility/record.ts';
import type { AskInput } from '../../client/client.ts';
import { readBirth } from '../patients/birth-date.ts';

export type Category = (typeof SERVICE_CATEGORIES)[number];

/** What the clerk has chosen so far about this visit, as far as cover depends on it. */
export interface CheckWish {
  category: Category;
  isEmergency: boolean;
  workRelated: (typeof WORK_RELATED)[number];
  /** Null until somebody has said it: that a document was looked at is never presumed. */
  isIdentityShown: boolean | null;
  vouchedReason: string;
  /** Null while no equity card was shown. Dates as typed. */
  hefCard: { group: (typeof HEF_GROUPS)[number]; from: string; to: string } | null;
}

/** A card that was shown and of which nothing is typed yet. */
export const EMPTY_HEF_CARD: NonNullable<CheckWish['hefCard']> = { group: 'poor', from: '', to: '' };

export const FIRST_WISH: CheckWish = {
  category: 'outpatient',
  isEmergency: false,
  workRelated: 'no',
  isIdentityShown: null,
  vouchedReason: '',
  hefCard: null,
};

/** Whether the check can be asked for. An emergency never waits for a document. */
export function isReadyToCheck(wish: CheckWish): boolean {
  return wish.isIdentityShown !== null || wish.isEmergency;
}

const REASON_LETTERS_MIN = 3;

/** The check to ask for: equal wishes give equal inputs, so that no check is stored twice for nothing. */
export function checkInput(
  patientId: string,
  wish: CheckWish,
  today: Day,
  cardText: string | null = null,
): AskInput<'eligibility.check'> {
  const vouched = wish.vouchedReason.trim();
  return {
    patientId,
    serviceDate: today,
    serviceCategory: wish.category,
    isEmergency: wish.isEmergency,
    workRelated: wish.workRelated,
    isIdentityShown: wish.isIdentityShown === true,
    vouchedReason: wish.isIdentityShown === false && vouched.length >= REASON_LETTERS_MIN ? vouched : null,
    hefCard: wish.hefCard && {
      group: wish.hefCard.group,
      validFrom: cardDay(wish.hefCard.from, today),
      validTo: cardDay(wish.hefCard.to, today),
    },
    cardText,
  };
}

/** A full date on a card, past or future; null until it is one. */
function cardDay(text: string, today: Day): Day | null {
  // A card may run for years to come, so its dates are read as seen from far ahead.
  const reading = readBirth(text, `${Number(today.slice(0, 4)) + 50}${today.slice(4)}`);
  return reading?.ok && reading.precision === 'day' ? reading.birthDate : null;
}
