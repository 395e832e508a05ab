import { z } from 'zod';
import { monthText } from '../eligibility/record.ts';
import { writtenText } from '../facility/record.ts';
import { command, query, task } from '../wire/contract.ts';
import { MONTH_STATES, monthLine, monthReport, rowsWish } from './record.ts';

const NOT_SET_UP = 'This desk has no facility yet.';
const NOT_BEGUN = 'This month has not begun yet.';

export const EXPORT_KINDS = ['xlsx', 'pdf', 'csv', 'dhis2', 'archive'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_STATES = ['running', 'done', 'failed', 'cancelled'] as const;

export const exportState = z.object({
  exportId: z.string(),
  month: monthText,
  kind: z.enum(EXPORT_KINDS),
  state: z.enum(EXPORT_STATES),
  /** Lines written, of all. */
  done: z.int(),
  of: z.int(),
  fileName: z.string(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  /** Of the report inside. */
  digest: z.string().nullable(),
  /** Where the window saved it; null where the browser fetches it from `GET /exports/<exportId>`. */
  savedAs: z.string().nullable(),
  /** Why it failed, as a refusal's code. */
  problem: z.string().nullable(),
});
export type ExportState = z.infer<typeof exportState>;

export const monthContract = {
  'month.list': query({
    allow: 'see-reports',
    says: 'The months in which there is anything, newest first, with their state.',
    input: z.strictObject({}),
    output: z.object({
      months: z.array(
        z.object({
          month: monthText,
          state: z.enum(MONTH_STATES),
          digest: z.string().nullable(),
          closedAt: z.string().nullable(),
          closedByDesk: z.int().nullable(),
          /** Whether this desk keeps the lines as they were closed. */
          isKeptHere: z.boolean(),
          /** Whether it can be opened again, and at this desk. */
          isReopenedHere: z.boolean(),
        }),
      ),
    }),
    refusals: {},
  }),
  'month.report': task({
    allow: 'see-reports',
    says: 'The figures of a month, with those of the month before and of the same month last year.',
    input: z.strictObject({ month: monthText }),
    output: z.object({
      report: monthReport,
      before: z.object({ month: monthText, visits: z.int(), claims: z.int(), amountRiel: z.int() }).nullable(),
      lastYear: z.object({ month: monthText, visits: z.int(), claims: z.int(), amountRiel: z.int() }).nullable(),
    }),
    refusals: { 'not-set-up': NOT_SET_UP, 'month-not-begun': NOT_BEGUN },
  }),
  'month.lines': task({
    allow: 'see-reports',
    says: 'The lines behind a figure of a month.',
    input: z.strictObject({
      month: monthText,
      wish: rowsWish.default({}),
      limit: z.int().min(1).max(500).default(100),
      offset: z.int().min(0).max(1_000_000).default(0),
    }),
    /** `total` lines and as many visits behind the figure, whatever part of them is asked for. */
    output: z.object({ lines: z.array(monthLine), total: z.int(), visits: z.int() }),
    refusals: { 'not-set-up': NOT_SET_UP, 'month-not-begun': NOT_BEGUN },
  }),
  'month.close': command({
    allow: 'manage',
    says: 'Closes a month: its lines and figures are kept as they are, and what comes later counts in the next one.',
    input: z.strictObject({
      month: monthText,
      /** The digest on the screen, so that what is closed is what was looked at. */
      digest: z.string(),
    }),
    output: z.object({ report: monthReport }),
    refusals: {
      'not-set-up': NOT_SET_UP,
      'month-not-over': 'This month is not over yet; it can be closed from the first day of the next one.',
      'already-closed': 'This month is closed already.',
      'changed-meanwhile': 'Records of this month have changed since you looked. Look again, then close it.',
      'earlier-month-open': 'An earlier month with visits is still open. Close it first.',
    },
  }),
  'month.reopen': command({
    allow: 'manage',
    says: 'Opens the last closed month again, with a reason that is kept for ever.',
    input: z.strictObject({ month: monthText, reason: writtenText().min(10).max(300) }),
    /** `closedByDesk`: another desk closed it as well, and that closing counts now; null where the month is open. */
    output: z.object({ month: monthText, closedByDesk: z.int().nullable() }),
    refusals: {
      'not-closed': 'This month is not closed.',
      'later-month-closed': 'A later month is closed already; open that one first.',
      'other-desk': 'Another desk closed this month; it is opened again there.',
    },
  }),
};

/** Files of a month. */
export const exportsContract = {
  'exports.start': task({
    allow: 'see-reports',
    says: 'Begins to write a file of a month; ask `exports.list` how far it is.',
    input: z.strictObject({ month: monthText, kind: z.enum(EXPORT_KINDS) }),
    output: z.object({ export: exportState }),
    refusals: {
      'not-set-up': NOT_SET_UP,
      'month-not-begun': NOT_BEGUN,
      'export-busy': 'A file is being written already. Wait for it, or cancel it.',
      'no-mapping': 'The centre has not published where figures of this facility go in DHIS2.',
      'no-sealing-key': 'The centre has not told its key for sealed files yet; it does at the next contact.',
      cancelled: 'No place was chosen, so nothing was written.',
    },
  }),
  'exports.list': query({
    allow: 'see-reports',
    says: 'The files that were written since the program started, newest first, and how far the one under way is.',
    input: z.strictObject({}),
    output: z.object({ exports: z.array(exportState) }),
    refusals: {},
  }),
  'exports.cancel': task({
    allow: 'see-reports',
    says: 'Stops writing a file; what was written of it is removed.',
    input: z.strictObject({ exportId: z.string().max(64) }),
    output: z.object({ export: exportState }),
    refusals: { 'not-running': 'This file is not being written.' },
  }),
};
