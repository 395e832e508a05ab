import { toAsciiDigits } from '../../../shared/base/text.ts';
import type { Claim, ClaimDetails } from '../../../shared/claims/record.ts';
import type { AskInput } from '../../client/client.ts';
import { readDay, shownDate } from '../../ui/dates.ts';

/** A claim as a form shows it; everything is text as typed. */
export interface ClaimDraft {
  lines: { key: number; category: string; quantity: string }[];
  details: Record<keyof ClaimDetails, string>;
  documents: string[];
  patientPaidRiel: string;
  note: string;
}

const COUNTS = { gestationWeeks: [1, 45], liveBirths: [0, 9], stillBirths: [0, 9] } as const;
const DAYS = ['admittedOn', 'dischargedOn'] as const;
const QUANTITY_MAX = 400;

export function draftFromClaim({ lines, details, documents, patientPaidRiel }: Claim): ClaimDraft {
  const { diagnosis, admittedOn, dischargedOn, ...counts } = details;
  const text = (value: number | null) => (value === null ? '' : String(value));
  return {
    lines: lines.map(({ category, quantity }, key) => ({ key, category, quantity: String(quantity) })),
    details: {
      diagnosis: diagnosis ?? '',
      admittedOn: shownDate(admittedOn ?? ''),
      dischargedOn: shownDate(dischargedOn ?? ''),
      gestationWeeks: text(counts.gestationWeeks),
      liveBirths: text(counts.liveBirths),
      stillBirths: text(counts.stillBirths),
    },
    documents,
    patientPaidRiel: String(patientPaidRiel),
    note: '',
  };
}

export type WrongAs = 'day' | 'weeks' | 'births' | 'quantity' | 'riel';
export type Judged = { input: AskInput<'claims.correct'> } | { wrong: { field: string; as: WrongAs } };

/** What the desk is asked to save, or the first field that cannot be read. */
export function judgeClaim(draft: ClaimDraft, { id: claimId, version }: Pick<Claim, 'id' | 'version'>): Judged {
  const details: Partial<ClaimDetails> = { diagnosis: draft.details.diagnosis.trim() || null };
  const lines: { category: string; quantity: number }[] = [];
  for (const [index, { category, quantity }] of draft.lines.entries()) {
    const count = quantityIn(quantity);
    if (count === null) return { wrong: { field: `lines.${index}.quantity`, as: 'quantity' } };
    lines.push({ category, quantity: count });
  }
  for (const name of DAYS) {
    const typed = draft.details[name].trim();
    const day = typed === '' ? null : readDay(typed);
    if (typed !== '' && day === null) return { wrong: { field: `details.${name}`, as: 'day' } };
    details[name] = day;
  }
  for (const [name, [least, most]] of Object.entries(COUNTS) as [keyof typeof COUNTS, [number, number]][]) {
    const typed = draft.details[name].trim();
    const count = typed === '' ? null : wholeNumber(typed, least, most);
    if (typed !== '' && count === null) {
      return { wrong: { field: `details.${name}`, as: name === 'gestationWeeks' ? 'weeks' : 'births' } };
    }
    details[name] = count;
  }
  const patientPaidRiel = wholeNumber(draft.patientPaidRiel.trim() || '0', 0, 1_000_000_000);
  if (patientPaidRiel === null) return { wrong: { field: 'patientPaidRiel', as: 'riel' } };
  const note = draft.note.trim() || null;
  return { input: { claimId, version, lines, details, documents: draft.documents, patientPaidRiel, note } };
}

/** The number of a case as typed, also while it is typed; null where it is none. */
export function quantityIn(typed: string): number | null {
  return wholeNumber(typed, 1, QUANTITY_MAX);
}

/** Digits alone, or in threes with one and the same mark between them: half a case or half a riel is not taken for ten times one. */
const WHOLE = /^(\d{1,12}|\d{1,3}(?:(?<mark>[\s,.])\d{3})(?:\k<mark>\d{3}){0,2})$/;

function wholeNumber(text: string, least: number, most: number): number | null {
  const typed = toAsciiDigits(text).trim();
  const value = Number(typed.replaceAll(/\D/g, ''));
  return WHOLE.test(typed) && value >= least && value <= most ? value : null;
}
