import type { EligibilityDecision, ReasonCode } from '../../../shared/eligibility/record.ts';

/** Codes that only accompany an answer; `SNAPSHOT_STALE` is one of them while the answer stays as it was. */
const NOTES: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'SCHEME_HC_FAINT',
  'EMERG_NOTIFY_NSSF',
  'ID_VOUCHED',
  'DAYS_180_NEAR',
  'DUAL_COVER',
]);

export interface ReasonOrder {
  /** The reason that the answer rests on. */
  deciding: ReasonCode | null;
  notes: ReasonCode[];
}

/**
 * Which of the reasons to say first. They come in the order in which they arose, so the last one that is not a mere note
 * is what the answer rests on: an OK of a dependant goes on to the contributions, and those to the age of the roster.
 */
export function reasonOrder({ outcome, reasons }: EligibilityDecision): ReasonOrder {
  const isNote = (code: ReasonCode) => NOTES.has(code) || (code === 'SNAPSHOT_STALE' && outcome !== 'provisional');
  const deciding = reasons.findLast((code) => !isNote(code)) ?? reasons.at(-1) ?? null;
  return { deciding, notes: reasons.filter((code) => code !== deciding) };
}
