import { type CardReading, isBareNumber, readCard } from '../../../shared/patients/card-rules.ts';
import type { Patient } from '../../../shared/patients/record.ts';

/** What was scanned or pasted last. It stays in hand until the visit is open, because the check keeps what was read. */
export interface CardInHand {
  reading: CardReading;
  /**
   * - `scanned`: whoever it names is opened as soon as they are found.
   * - `pasted`: whoever it names is shown in the list; Enter opens them.
   * - `held`: found, or left to the person at the desk.
   * - `unknown`: nobody here knows what it says.
   */
  state: 'scanned' | 'pasted' | 'held' | 'unknown';
  /** A scanner read it: it lay in somebody's hand here. What was pasted may come from anywhere. */
  isScanned: boolean;
  /** Counts the cards, so that the same card scanned twice is two. */
  serial: number;
  /** The patient who was at the desk when it was read; a code that nobody understands is not theirs by that alone. */
  readBeside: string | null;
}

const BOX_LETTERS_MAX = 200;
/** The most that a check keeps of it. */
const CARD_TEXT_MAX = 500;

export function cardOf(
  raw: string,
  how: 'scanned' | 'pasted',
  serial: number,
  readBeside: string | null = null,
): CardInHand {
  return { reading: readCard(raw), state: how, isScanned: how === 'scanned', serial, readBeside };
}

/** What to look for: the number where there is one, else what was read, as far as the box holds it. */
export function searchTextOf(reading: CardReading): string {
  if (reading.kind === 'nssf') return reading.nssfNumber;
  if (reading.kind === 'national-id') return reading.nationalId;
  return reading.raw.replace(/\s+/g, ' ').trim().slice(0, BOX_LETTERS_MAX);
}

/** Whether a pasted text is a card's, and not a name or a number to be put among what is in the box already. */
export function isCardLike(pasted: string): boolean {
  return readCard(pasted).kind !== 'other' || /[\r\n]/.test(pasted.trim()) || pasted.length > BOX_LETTERS_MAX;
}

/** The same for a text in the box, typed or pasted: a card's whole payload finds whom its number finds. */
export function searchTextIn(text: string): string {
  return searchTextOf(readCard(text)).trim();
}

/** Whether the card bears a number of this patient. */
function isCardOf({ reading }: CardInHand, patient: Patient): boolean {
  const has = (kind: string, normalised: string) =>
    patient.identifiers.some((one) => one.kind === kind && one.normalised === normalised);
  return (
    (reading.kind === 'nssf' && has('nssf', reading.nssfKey)) ||
    (reading.kind === 'national-id' && has('national-id', reading.nationalId))
  );
}

/** Whether this patient's own card was read here by a scanner. */
export function isScannedCardOf(card: CardInHand | null, patient: Patient): boolean {
  return card?.isScanned === true && isCardOf(card, patient);
}

/**
 * What a check of this patient keeps of the card: what was read, where that is more than the number, and not where it
 * names somebody else.
 */
export function cardTextFor(card: CardInHand | null, patient: Patient): string | null {
  if (card === null || isBareNumber(card.reading.raw)) return null;
  const { reading } = card;
  const isTheirs = isCardOf(card, patient) || (card.state === 'unknown' && card.readBeside !== patient.id);
  // A character of two halves is not cut in the middle.
  return isTheirs ? reading.raw.slice(0, CARD_TEXT_MAX).replace(/[\ud800-\udbff]$/, '') : null;
}
