import { CLAIMED_STATES } from '../claims/record.ts';
import type { MonthRow } from './figures.record.ts';
import type { RowsWish } from './record.ts';

/**
 * Whether a line is behind a figure; everything that is named has to hold. The figures of visits count those that stand
 * and go by the visit's payer; those of claims and of what the centre has count all, and go by the claim's.
 */
export function isWished(row: MonthRow, wish: RowsWish): boolean {
  const { line, visitPayer, ageBand, coverOutcome, isOverturned } = row;
  const isOfRecords = [wish.claimState, wish.syncState, wish.isClaimed].some((value) => value !== undefined);
  const isOfAll = isOfRecords || Object.values(wish).every((value) => value === undefined);
  if (!isOfAll && (line.visitStatus === 'cancelled' || line.visitStatus === 'withdrawn')) return false;
  return (
    fits(wish.day, line.serviceDate) &&
    fits(wish.payer, isOfRecords ? line.payer : visitPayer) &&
    fits(wish.service, line.service) &&
    fits(wish.ageBand, ageBand) &&
    fits(wish.sex, line.sex) &&
    fits(wish.claimState, line.state) &&
    fits(wish.coverOutcome, coverOutcome) &&
    fits(wish.isOverturned, isOverturned) &&
    fits(wish.isClaimed, line.state !== null && CLAIMED_STATES.includes(line.state)) &&
    fits(wish.syncState, line.syncState)
  );
}

function fits<T>(wished: T | undefined, is: T | null): boolean {
  return wished === undefined || wished === is;
}
