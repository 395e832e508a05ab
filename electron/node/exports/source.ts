import type { Dhis2Mapping } from '../../../shared/claims/pack.record.ts';
import type { MonthLine, MonthReport } from '../../../shared/month/record.ts';

/** What every file of a month is made from, and nothing else: no clock, no chance, no setting of the PC. */
export interface ExportSource {
  report: MonthReport;
  /** Where the figures go in DHIS2, of the report's pack; null where it says nothing of that. */
  mapping: Dhis2Mapping | null;
  /** The lines in their order, from the first on at each call; all calls give the same ones. */
  lines(): Iterable<MonthLine>;
}

/** Lines and report do not belong together; nothing is kept of a file that was made of them. */
export class ExportMismatch extends Error {
  override name = 'ExportMismatch';
}

/**
 * Passes the lines on, and holds them to the report at the end: so many lines, and so many riel that are asked for.
 * @param onLine called with the number of lines that have passed
 * @throws ExportMismatch
 */
export function* checkedLines({ report, lines }: ExportSource, onLine: (done: number) => void): Generator<MonthLine> {
  let done = 0;
  let claimedRiel = 0;
  for (const line of lines()) {
    done += 1;
    claimedRiel += line.claimedRiel;
    yield line;
    onLine(done);
  }
  if (done !== report.linesCount || claimedRiel !== report.claims.claimed.amountRiel)
    throw new ExportMismatch('the lines of a month are not those that its report was counted from');
}

/** What a file is called: facility, month, what it is, and how the digest of the report begins. */
export function fileNameOf(
  { facility, month, digest }: { facility: string; month: string; digest: string },
  [what, ending]: readonly [what: string, ending: string],
): string {
  return `tonle-${facility}-${month}-${what}-${digest.slice(0, 8)}.${ending}`;
}

const CAMBODIA_MS = 7 * 3_600_000;

/** A moment as Cambodia's clocks show it, which know no summer time: `2026-10-05T16:30:00.000`. */
export function localTimeOf(instant: string): string {
  return new Date(Date.parse(instant) + CAMBODIA_MS).toISOString().slice(0, -1);
}

export function localDayOf(instant: string): string {
  return localTimeOf(instant).slice(0, 10);
}
