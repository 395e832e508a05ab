import type { Instant } from '../../shared/base/time.ts';
import type { WireChange } from '../protocol/sync.ts';
import { type BatchBody, insertBatch } from './contents.ts';
import { type CentreWriteDb, together } from './db.ts';
import { type LockedFacility, raiseCounters } from './registry.store.ts';
import { insertRuns, type Run, updateRuns } from './runs.store.ts';

/**
 * What a facility counts while one request of one device is stored, behind the facility's lock: changes, batches and
 * runs. Kept in memory and written once at the end, so that a change that cannot be stored leaves no hole.
 */
export class Ledger {
  readonly facility: string;
  readonly device: string;
  readonly receivedAt: Instant;
  /** The number of the last change that is stored. */
  changeNo: number;
  /** The batch that keeps the contents of this request. */
  readonly batch: number;
  /** The changes of this request by their place: their batch is kept only at the end. */
  readonly held = new Map<number, WireChange>();
  /** Names that this desk had before its database turned out to be a copy. */
  readonly livesBefore = new Set<string>();
  readonly #before: LockedFacility;
  #runs = new Map<string, Run>();
  readonly #stored: ReadonlySet<string>;
  readonly #touched = new Set<string>();
  #runNo: number;
  #batchNo: number;

  constructor(locked: LockedFacility, at: { device: string; receivedAt: Instant }, runs: readonly Run[]) {
    this.#before = locked;
    this.facility = locked.facility.code;
    this.device = at.device;
    this.receivedAt = at.receivedAt;
    this.changeNo = locked.changeNo;
    this.batch = locked.batchNo + 1;
    this.#batchNo = this.batch;
    this.#runNo = locked.runNo;
    for (const run of runs) this.#runs.set(run.incarnation, { ...run });
    this.#stored = new Set(runs.map(({ incarnation }) => incarnation));
  }

  get runs(): readonly Run[] {
    return [...this.#runs.values()];
  }

  run(incarnation: string): Run | null {
    return this.#runs.get(incarnation) ?? null;
  }

  /** The run of this incarnation to write on; a new one where it was never heard of. */
  openRun(incarnation: string): Run {
    this.#touched.add(incarnation);
    const known = this.#runs.get(incarnation);
    if (known !== undefined) return known;
    const run: Run = {
      ...{ run: this.nextRun(), incarnation, previous: null, previousSeq: null, next: null, nextSeq: null },
      ...{ isAnnounced: false, fencedTo: null, strayTo: null, lastSeq: 0, firstSeenAt: this.receivedAt },
    };
    this.#runs.set(incarnation, run);
    return run;
  }

  /** Notes what was stored: `changes` in their order, from the number after the last. */
  took(changes: readonly { incarnation: string; seq: number }[]): void {
    this.changeNo += changes.length;
    for (const { incarnation, seq } of changes) {
      const run = this.openRun(incarnation);
      if (seq > run.lastSeq) run.lastSeq = seq;
    }
  }

  /** Counts changes that are not of this device. */
  passed(count: number): void {
    this.changeNo += count;
  }

  /** The number of one more batch, for versions that the centre itself makes. */
  nextBatch(): number {
    this.#batchNo += 1;
    return this.#batchNo;
  }

  nextRun(): number {
    this.#runNo += 1;
    return this.#runNo;
  }

  /** What `took` has counted since is forgotten by calling what this returns, as where it was rolled back. */
  mark(): () => void {
    const { changeNo } = this;
    const runs = new Map([...this.#runs].map(([incarnation, run]) => [incarnation, { ...run }]));
    return () => {
      this.changeNo = changeNo;
      this.#runs = runs;
    };
  }

  /** Writes what has changed. `body` is kept where a change of this request was stored. */
  async close(tx: CentreWriteDb, body: BatchBody | null): Promise<void> {
    const touched = [...this.#touched].flatMap((incarnation) => this.#runs.get(incarnation) ?? []);
    const isNew = ({ incarnation }: Run): boolean => !this.#stored.has(incarnation);
    const hasStored = this.changeNo > this.#before.changeNo;
    const isCounting = hasStored || this.#runNo !== this.#before.runNo;
    const batchNo = hasStored ? this.#batchNo : this.#before.batchNo;
    const counters = { changeNo: this.changeNo, batchNo, runNo: this.#runNo };
    const old = touched.filter((run) => !isNew(run));
    await together([
      insertRuns(tx, this.facility, this.device, touched.filter(isNew)),
      updateRuns(tx, this.facility, old),
      hasStored && body !== null ? insertBatch(tx, this, body) : null,
      isCounting ? raiseCounters(tx, this.facility, counters) : null,
    ]);
  }
}
