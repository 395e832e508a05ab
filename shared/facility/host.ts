import type { Role } from '../base/permission.ts';
import type { Reading } from '../base/reading.ts';
import type { CentreKeys, DeskIdentity } from './record.ts';

export interface PracticePerson {
  name: string;
  pin: string;
  role: Role;
  fullName: string;
}

/** The line to the centre as this run of the desk has seen it. It never rests on what the system says about its network. */
export interface LinkState {
  state: 'up' | 'down' | 'unknown' | 'unplugged';
  since: string | null;
  lastContactAt: string | null;
  problem: string | null;
  isBusy: boolean;
  nextTryAt: string | null;
  bytesSent: number;
  bytesReceived: number;
}

/** A line that nobody has tried yet. */
export const UNTRIED_LINK: LinkState = {
  state: 'unknown',
  since: null,
  lastContactAt: null,
  problem: null,
  isBusy: false,
  nextTryAt: null,
  bytesSent: 0,
  bytesReceived: 0,
};

/** What knows about cover outside this desk's own database. The rows are the register's; eligibility reads them. */
export interface CoverSources {
  /** The blinded national list of this desk: the holder of this number with this birth date as printed, or null. */
  lookUp(nssfKey: string, birthText: string): Promise<unknown>;
  /** The national list that `lookUp` looks in; null where this desk has none. */
  national(): { asOf: string; membersCount: number } | null;
  /** The centre's register, asked now: null when no answer of the centre came within `CHECK_BUDGET_MS`. */
  askCentre(nssfKey: string): Promise<{ asOf: string; member: unknown } | null>;
}

export interface SetUpRequest {
  centreUrl: string;
  code: string;
}

/** A file for the centre as it was made. `savedAs` is null where the browser fetches it. */
export interface MadeStick {
  number: number;
  fileName: string;
  records: number;
  bytes: number;
  tookMs: number;
  savedAs: string | null;
}

/** Verdicts that an answer brought; `kept` are those that were news. */
export interface TakenAnswer {
  number: number;
  verdicts: number;
  accepted: number;
  needsFixing: number;
  kept: number;
}

/** Files for the centre that leave this desk on a stick, and the answers that come back on one. */
export interface Sticks {
  /** Whether this program saves and opens files itself, or the browser does. */
  way: 'window' | 'browser';
  /** Whether the sealed file of this name lies on this PC still. */
  isKept(fileName: string): boolean;
  make(
    by: string | null,
  ): Promise<MadeStick | { refused: 'no-sealing-key' | 'nothing-waits' | 'stick-busy' | 'cancelled' | 'not-written' }>;
  save(fileName: string): Promise<{ savedAs: string } | { refused: 'cancelled' | 'not-written' }>;
  /** Reads an answer: the one that a browser sent, or one that is chosen now. */
  take(upload: string | null): Promise<
    | TakenAnswer
    | {
        refused:
          | 'stick-busy'
          | 'cancelled'
          | 'not-read'
          | 'not-an-answer'
          | 'not-for-this-desk'
          | 'damaged'
          | 'not-signed';
      }
  >;
}

/** A file of a month that is written or was. `savedAs` is null where the browser fetches it. */
export interface ExportFile {
  exportId: string;
  month: string;
  kind: 'xlsx' | 'pdf' | 'csv' | 'dhis2' | 'archive';
  state: 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  of: number;
  fileName: string;
  bytes: number | null;
  sha256: string | null;
  digest: string | null;
  savedAs: string | null;
  problem: string | null;
}

/** Files of months, one at a time, written beside the thread that answers asks. */
export interface Exports {
  /** Newest first, since the program started. */
  list(): ExportFile[];
  /**
   * @param wish `lines` is how many there are to write, `digest` that of the report as it was looked at, and `firstAsOf`
   *   when it was first written to a file: the same report is written with the same moment, so that the bytes are the same
   */
  start(wish: {
    month: string;
    kind: ExportFile['kind'];
    lines: number;
    digest: string;
    facility: string;
    asOf: string;
    firstAsOf: string;
    today: string;
  }): Promise<ExportFile | { refused: 'export-busy' | 'no-sealing-key' | 'cancelled' }>;
  /** Resolves when it has ended and nothing is left of the file; null where it is not being written. */
  cancel(exportId: string): Promise<ExportFile | null>;
}

/** What the shell knows and can do; the core asks it and never looks itself. */
export interface Host {
  program: { version: string; shell: string; runtime: Record<string, string> };
  /** The people of a practice facility; empty on a real desk. */
  practicePeople: readonly PracticePerson[];
  /** argon2id, in the encoded form that carries its parameters. */
  pins: { hash(pin: string): Promise<string>; verify(pin: string, hash: string): Promise<boolean> };
  /** 256 random bits as hex. */
  newToken(): string;
  link: {
    state(): LinkState;
    /** Tries the link at once; resolves when the try has ended, well or not. */
    syncNow(): Promise<void>;
    /** Practice only: pulls the plug or puts it back. */
    setPlug(isUp: boolean): void;
  };
  cover: CoverSources;
  sticks: Sticks;
  exports: Exports;
  /** Reports and lists of months, read so that nobody who waits for another answer waits for them. */
  reading: Reading;
  setUp: {
    /** Opens the practice folder in place of this one. */
    startPractice(): Promise<void>;
    /** Asks the centre for this desk's identity; a refusal code of `system.setUp` where it gives none. */
    enrol(
      request: SetUpRequest,
    ): Promise<
      | { identity: DeskIdentity; deviceToken: string; keys: CentreKeys }
      | { refused: 'code-refused' | 'centre-unreachable' }
    >;
  };
}
