import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/json.ts';
import type { Month } from '../base/time.ts';
import type { ReferencePack } from '../claims/pack.record.ts';
import { CLAIM_STATES } from '../claims/record.ts';
import { PAYERS, SERVICE_CATEGORIES } from '../eligibility/record.ts';
import type { CountedDay, Tally } from './figures.record.ts';
import {
  type Adjustment,
  type MonthReport,
  QUALITY_CODES,
  type SectionFigures,
  type Standing,
  type SummaryRow,
} from './record.ts';
import { daysOf, sectionKeys } from './section-rules.ts';
import { addAll, get, summaryKey, under } from './tally-rules.ts';

/** Whose report it is, as of when, and how it stands: what is told beside the figures. */
export type ReportHead = Pick<
  MonthReport,
  'month' | 'facility' | 'isPractice' | 'deskNumber' | 'asOf' | 'state' | 'revision' | 'closing' | 'reopening'
>;

/** The report of a month from its counted days, in the order of the calendar. */
export function reportOf(
  head: ReportHead,
  days: readonly CountedDay[],
  adjustments: Adjustment[],
  pack: ReferencePack | null,
): MonthReport {
  const tally: Tally = {};
  for (const day of days) addAll(tally, day.tally);
  const summary = summaryOf(tally);
  const amountRiel = summary.reduce((sum, row) => sum + row.amountRiel, 0);
  const figures = {
    linesCount: days.reduce((sum, { linesCount }) => sum + linesCount, 0),
    standing: { visits: standingOf(tally, 'visits'), claims: standingOf(tally, 'claims') },
    visits: visitsOf(tally),
    byDay: daysOf(head.month).map((day) => ({ day, visits: get(tally, 'day', day) })),
    byPayer: PAYERS.map((payer) => ({ payer, visits: get(tally, 'payer', payer) })),
    byService: SERVICE_CATEGORIES.map((service) => ({ service, visits: get(tally, 'service', service) })),
    byAgeSex: (pack?.ageBands ?? []).map(({ code }) => ({
      band: code,
      female: get(tally, 'age', code, 'female'),
      male: get(tally, 'age', code, 'male'),
    })),
    ageBands: pack?.ageBands ?? [],
    cover: coverOf(tally),
    claims: {
      byState: CLAIM_STATES.map((state) => ({
        state,
        claims: get(tally, 'state', state, 'claims'),
        amountRiel: get(tally, 'state', state, 'riel'),
      })),
      summary,
      claimed: { claims: get(tally, 'claimed', 'claims'), amountRiel },
    },
    adjustments,
    payableRiel: amountRiel + adjustments.reduce((sum, adjustment) => sum + adjustment.amountRiel, 0),
    sections: (pack?.sections ?? []).map((section) => sectionOf(tally, section, head.month, pack?.ageBands ?? [])),
    quality: QUALITY_CODES.map((code) => ({
      code,
      count: get(tally, 'quality', code, 'count'),
      of: get(tally, 'quality', code, 'of'),
    })),
    packId: pack?.id ?? null,
  };
  return {
    ...head,
    digest: digestOf(head, days, figures),
    ...figures,
    categoryWords: Object.fromEntries((pack?.categories ?? []).map(({ code, words }) => [code, words])),
    paymentCodeWords: Object.fromEntries((pack?.paymentCodes ?? []).map(({ code, words }) => [code, words])),
  };
}

/**
 * SHA-256 over the digests of the days' lines and over the figures. What does not follow from the records is left out:
 * when and where the report was made, and whether the month is closed, so that closing it changes nothing.
 */
function digestOf({ month, facility }: ReportHead, days: readonly CountedDay[], figures: object): string {
  const lines = days.filter(({ linesCount }) => linesCount > 0).map(({ day, digest }) => [day, digest]);
  return sha256Hex(canonicalJson({ month, facilityCode: facility.code, lines, figures }));
}

function standingOf(tally: Tally, kind: 'visits' | 'claims'): Standing {
  const count = (stands: string) => get(tally, 'standing', kind, stands);
  const accepted = count('accepted');
  const needsFixing = count('needsFixing');
  const waiting = count('waiting');
  const withdrawn = count('withdrawn');
  return { entered: accepted + needsFixing + waiting + withdrawn, accepted, needsFixing, waiting, withdrawn };
}

function visitsOf(tally: Tally): MonthReport['visits'] {
  const [open, closed] = [get(tally, 'visits', 'open'), get(tally, 'visits', 'closed')];
  return { total: open + closed, open, closed, cancelled: get(tally, 'visits', 'cancelled') };
}

function coverOf(tally: Tally): MonthReport['cover'] {
  return {
    eligible: get(tally, 'cover', 'eligible'),
    provisional: get(tally, 'cover', 'provisional'),
    review: get(tally, 'cover', 'review'),
    notEligible: get(tally, 'cover', 'not-eligible'),
    otherScheme: get(tally, 'cover', 'other-scheme'),
    overturned: get(tally, 'cover', 'overturned'),
  };
}

const PAYER_ORDER: readonly string[] = PAYERS;

function summaryOf(tally: Tally): SummaryRow[] {
  const names = new Set<string>();
  for (const [[name = '']] of under(tally, 'summary')) names.add(name);
  const rows = [...names].map((name): SummaryRow => {
    const count = (what: string) => get(tally, 'summary', name, what);
    return {
      ...summaryKey(name),
      cases: count('cases'),
      quantity: count('quantity'),
      amountRiel: count('riel'),
      held: count('held'),
      returned: count('returned'),
      denied: count('denied'),
      resent: count('resent'),
    };
  });
  const rank = (row: SummaryRow) =>
    `${PAYER_ORDER.indexOf(row.payer)} ${row.paymentCode ?? '~'} ${row.category} ${String(row.unitRiel).padStart(13, '0')}`;
  return rows.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function sectionOf(
  tally: Tally,
  section: SectionFigures['section'],
  month: Month,
  bands: ReferencePack['ageBands'],
): SectionFigures {
  const rowKeys = sectionKeys(section, section.rows, month, bands);
  const columnKeys = section.columns === null ? [''] : sectionKeys(section, section.columns, month, bands);
  const cells = rowKeys.map((row) => columnKeys.map((column) => get(tally, 'section', section.code, row, column)));
  return { section, rowKeys, columnKeys, cells };
}
