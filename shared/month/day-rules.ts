import { sha256Hex } from '../base/hash.ts';
import { ageOn } from '../base/time.ts';
import { CLAIMED_STATES } from '../claims/record.ts';
import { COVER_PAYERS } from '../eligibility/record.ts';
import { slipNumber } from '../visits/rules.ts';
import type {
  BookEntry,
  ClaimFacts,
  Counts,
  DayFacts,
  MonthRow,
  SyncFacts,
  Tally,
  UnplacedLine,
  VisitFacts,
} from './figures.record.ts';
import { type QualityCode, type Standing, unplacedLine } from './record.ts';
import { ageBandOf, type CountingPack, cellOf, measured } from './section-rules.ts';
import { add, summaryName } from './tally-rules.ts';

/** Grows when a day that is counted the same as before would be counted otherwise: then all days are counted again. */
export const COUNTING_RULES = 1;

export function standsWith({ state, isWithdrawn }: SyncFacts): Exclude<keyof Standing, 'entered'> {
  if (state === 'needs-fixing') return 'needsFixing';
  if (state === 'withdrawn') return 'withdrawn';
  if (state !== null && state !== 'accepted') return 'waiting';
  // Withdrawn by another desk: the centre has told of it.
  return isWithdrawn ? 'withdrawn' : 'accepted';
}

const SYNC_STATES = {
  accepted: 'accepted',
  needsFixing: 'needs-fixing',
  waiting: 'waiting',
  withdrawn: 'withdrawn',
} as const;

export function isStanding(visit: VisitFacts): boolean {
  return visit.status !== 'cancelled' && !visit.sync.isWithdrawn;
}

export function isClaimed({ state }: Pick<ClaimFacts, 'state'>): boolean {
  return CLAIMED_STATES.includes(state);
}

/** The lines of a day by slip number, the lines of a claim in their order; a visit without a claim is one line. */
export function rowsOfDay({ visits, claims }: DayFacts, pack: CountingPack | null): MonthRow[] {
  const parts = [
    ...visits.filter(({ claimDetails }) => claimDetails === null).map((visit) => ({ visit, claim: null })),
    ...claims.map((claim) => ({ visit: claim.visit, claim })),
  ];
  parts.sort((a, b) => inOrder(a.visit, b.visit) || ((a.claim?.claimId ?? '') < (b.claim?.claimId ?? '') ? -1 : 1));
  return parts.flatMap(({ visit, claim }) => {
    const facts = {
      visitPayer: visit.payer,
      ageBand: ageBandOf(visit, pack?.ageBands ?? []),
      coverOutcome: visit.coverOutcome,
      isOverturned: visit.isOverturned,
    };
    return linesOf(visit, claim).map((line) => ({ line, ...facts }));
  });
}

function inOrder(a: VisitFacts, b: VisitFacts): number {
  return a.deskNumber - b.deskNumber || a.dayNumber - b.dayNumber || (a.visitId < b.visitId ? -1 : Number(a !== b));
}

function linesOf(visit: VisitFacts, claim: ClaimFacts | null): UnplacedLine[] {
  const head = {
    serviceDate: claim?.serviceFrom ?? visit.serviceDate,
    slipNumber: slipNumber(visit),
    visitId: visit.visitId,
    patientNumber: visit.patientNumber,
    nameKm: visit.nameKm,
    nameLatin: visit.nameLatin,
    sex: visit.sex,
    ageYears: Math.max(0, ageOn(visit.birthDate, visit.serviceDate)),
    service: visit.service,
    visitStatus: visit.sync.isWithdrawn ? 'withdrawn' : visit.status,
    payer: claim?.payer ?? visit.payer,
    claimId: claim?.claimId ?? null,
    paymentCode: claim?.paymentCode ?? null,
    memberNumber: claim?.memberNumber ?? null,
    state: claim?.state ?? null,
    syncState: SYNC_STATES[standsWith((claim ?? visit).sync)],
  };
  if (claim === null) return [{ ...head, category: null, quantity: 0, unitRiel: 0, amountRiel: 0, claimedRiel: 0 }];
  const isAsked = isClaimed(claim);
  return claim.lines.map(({ category, quantity, unitRiel, amountRiel }) => ({
    ...head,
    ...{ category, quantity, unitRiel, amountRiel },
    claimedRiel: isAsked ? amountRiel : 0,
  }));
}

const LINE_KEYS = Object.keys(unplacedLine.shape).sort();

/** Canonical JSON of a line, without its position, which follows from the order. */
export function lineText(line: UnplacedLine): string {
  return JSON.stringify(line, LINE_KEYS);
}

export function digestOfDay(rows: readonly MonthRow[]): string {
  return sha256Hex(rows.map(({ line }) => lineText(line)).join('\n'));
}

/** What each record of a day counts for in the month's sums. */
export function entriesOfDay({ visits, claims }: DayFacts): BookEntry[] {
  return [
    ...visits.map((visit): BookEntry => {
      const isGone = !isStanding(visit);
      const { visitId, version, payer } = visit;
      const sums = { payer, visits: isGone ? 0 : 1, claims: 0, amountRiel: 0 };
      return { kind: 'visit', recordId: visitId, version, ...sums, isGone, isRefused: false };
    }),
    ...claims.map((claim): BookEntry => {
      const { claimId, version, payer, state, lines } = claim;
      const isAsked = isClaimed(claim);
      const amountRiel = isAsked ? lines.reduce((sum, line) => sum + line.amountRiel, 0) : 0;
      const sums = { payer, visits: 0, claims: isAsked ? 1 : 0, amountRiel };
      const isGone = claim.sync.isWithdrawn || state === 'withdrawn';
      const isRefused = state === 'returned' || state === 'denied';
      return { kind: 'claim', recordId: claimId, version, ...sums, isGone, isRefused };
    }),
  ];
}

export function totalsOf(entries: readonly Counts[]): Counts[] {
  const byPayer = new Map<string, Counts>();
  for (const { payer, visits, claims, amountRiel } of entries) {
    const sum = byPayer.get(payer) ?? { payer, visits: 0, claims: 0, amountRiel: 0 };
    sum.visits += visits;
    sum.claims += claims;
    sum.amountRiel += amountRiel;
    byPayer.set(payer, sum);
  }
  return [...byPayer.values()]
    .filter(({ visits, claims, amountRiel }) => visits !== 0 || claims !== 0 || amountRiel !== 0)
    .sort((a, b) => (a.payer < b.payer ? -1 : 1));
}

/** Everything that is counted of a day, by name. */
export function tallyOfDay(facts: DayFacts, pack: CountingPack | null): Tally {
  const tally: Tally = {};
  for (const visit of facts.visits) {
    const stands = standsWith(visit.sync);
    add(tally, 1, 'standing', 'visits', stands);
    countUnsettled(tally, stands);
    if (!isStanding(visit)) {
      if (!visit.sync.isWithdrawn) add(tally, 1, 'visits', 'cancelled');
      continue;
    }
    countVisit(tally, visit, pack);
    const ageBand = ageBandOf(visit, pack?.ageBands ?? []);
    add(tally, 1, 'age', ageBand, visit.sex);
    for (const section of pack?.sections ?? []) {
      const cell = cellOf(section, visit, ageBand);
      const by = cell === null ? 0 : measured(section.measure, visit);
      if (cell !== null && by !== 0) add(tally, by, 'section', section.code, cell.row, cell.column);
    }
  }
  for (const claim of facts.claims) {
    const stands = standsWith(claim.sync);
    add(tally, 1, 'standing', 'claims', stands);
    countUnsettled(tally, stands);
    countClaim(tally, claim);
  }
  return tally;
}

function countUnsettled(tally: Tally, stands: ReturnType<typeof standsWith>): void {
  quality(tally, 'not-sent', stands === 'waiting');
  quality(tally, 'needs-fixing', stands === 'needsFixing');
}

function countVisit(tally: Tally, visit: VisitFacts, pack: CountingPack | null): void {
  add(tally, 1, 'visits', visit.status === 'open' ? 'open' : 'closed');
  add(tally, 1, 'day', visit.serviceDate);
  add(tally, 1, 'payer', visit.payer);
  add(tally, 1, 'service', visit.service);
  add(tally, 1, 'cover', visit.coverOutcome);
  if (visit.isOverturned) add(tally, 1, 'cover', 'overturned');
  quality(tally, 'provisional', visit.toldOutcome === 'provisional');
  quality(tally, 'overridden', visit.isOverridden);
  quality(tally, 'stale-list', visit.isOnStaleList);
  quality(tally, 'card-only', visit.isCardOnly);
  quality(tally, 'overturned', visit.isOverturned);
  quality(tally, 'no-identifier', !visit.hasIdentifier);
  quality(tally, 'second-visit', visit.isSecond);
  quality(tally, 'left-open', visit.status === 'open');
  const mayBePaid = visit.payer === 'undecided' || COVER_PAYERS.some((payer) => payer === visit.payer);
  if (visit.status === 'closed' && mayBePaid) quality(tally, 'without-claim', visit.claimDetails === null);
  if (pack === null) add(tally, 1, 'no-pack');
}

function quality(tally: Tally, code: QualityCode, isSo: boolean): void {
  add(tally, 1, 'quality', code, 'of');
  if (isSo) add(tally, 1, 'quality', code, 'count');
}

function countClaim(tally: Tally, claim: ClaimFacts): void {
  const { state, payer, paymentCode } = claim;
  const isAsked = isClaimed(claim);
  const totalRiel = claim.lines.reduce((sum, line) => sum + line.amountRiel, 0);
  add(tally, 1, 'state', state, 'claims');
  add(tally, totalRiel, 'state', state, 'riel');
  if (isAsked) add(tally, 1, 'claimed', 'claims');
  for (const { category, quantity, unitRiel, amountRiel } of claim.lines) {
    const name = summaryName({ payer, paymentCode, category, unitRiel });
    // The row is there, whatever the state.
    add(tally, 0, 'summary', name, 'cases');
    if (isAsked) {
      add(tally, 1, 'summary', name, 'cases');
      add(tally, quantity, 'summary', name, 'quantity');
      add(tally, amountRiel, 'summary', name, 'riel');
    }
    if (state === 'held' || state === 'returned' || state === 'denied' || state === 'resent') {
      add(tally, 1, 'summary', name, state);
    }
  }
}
