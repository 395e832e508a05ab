import type { ReadDb } from '../../shared/base/db.ts';
import { waitingOfKind, waitingVersions } from '../../shared/outbox/lane-store.ts';
import type { Change, ChangeKind } from '../../shared/outbox/record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';

/** Read off the database at once for one lane. */
const PAGE_ROWS = 200;
/** This part of every batch belongs to what has waited longest, so that no lane starves however much is made. */
const OLDEST_SHARE = 4;
/** What a change costs besides its content, in characters. */
const CHANGE_CHARS = 300;

/** The batches of one contact: everything that waits comes once, and what is made meanwhile comes too. */
export interface Lanes {
  /** Up to a count and a size in characters, unpacked; a single larger change goes alone. Empty when nothing is left for this contact. */
  next(countMax: number, charsMax: number): Change[];
  isEmpty(): boolean;
}

/**
 * What goes first when more waits than a batch holds: today's checks, today's visits, then the checks and the visits of
 * an older backlog, then the rest; a quarter of each batch goes to what has waited longest whatever it is. A patient whom
 * a check or a visit is about, and the earlier versions of a record, ride along where they wait themselves: nothing ever
 * goes before what it depends on. Inside a batch everything stands in the order in which it was made.
 * @param todayHlc the first tick of the logical clock that belongs to today
 * @param isHeld what the centre at the other end would not understand; it goes on waiting
 */
export function openLanes(db: ReadDb, todayHlc: number, isHeld: (change: Change) => boolean = () => false): Lanes {
  const taken = new Set<number>();
  const isFree = (change: Change) => !taken.has(change.seq) && !isHeld(change);
  const kindLane = (kind: ChangeKind, fromHlc: number) => {
    let afterHlc = fromHlc - 1;
    return new Lane(isFree, () => {
      const page = waitingOfKind(db, kind, afterHlc, PAGE_ROWS);
      afterHlc = page.at(-1)?.hlc ?? afterHlc;
      return page;
    });
  };
  let afterSeq = 0;
  const oldest = new Lane(isFree, () => {
    const page = waitingChanges(db, PAGE_ROWS, afterSeq);
    afterSeq = page.at(-1)?.seq ?? afterSeq;
    return page;
  });
  const preferred = [
    kindLane('eligibility-check', todayHlc),
    kindLane('visit', todayHlc),
    kindLane('eligibility-check', 0),
    kindLane('visit', 0),
  ];
  return {
    next(countMax, charsMax) {
      const batch = new Batch(taken);
      const shared = (most: number) => most - Math.max(1, Math.floor(most / OLDEST_SHARE));
      for (const lane of preferred) fill(db, batch, lane, isFree, shared(countMax), shared(charsMax));
      fill(db, batch, oldest, isFree, countMax, charsMax);
      return batch.inOrder();
    },
    isEmpty: () => oldest.peek() === null,
  };
}

/** Takes from a lane until the batch is full or the lane is empty. */
function fill(
  db: ReadDb,
  batch: Batch,
  lane: Lane,
  isFree: (change: Change) => boolean,
  countMax: number,
  charsMax: number,
): void {
  for (;;) {
    const wanted = lane.peek();
    if (wanted === null) return;
    for (const change of [...needs(db, wanted).filter(isFree), wanted]) {
      if (!batch.take(change, countMax, charsMax)) return;
    }
  }
}

/** What waits itself and has to be at the centre before this change. */
function needs(db: ReadDb, { kind, recordId, version, patientId, seq }: Change): Change[] {
  const ofPatient = kind === 'patient' || patientId === null ? [] : waitingVersions(db, 'patient', patientId, seq);
  const earlier = version === 1 ? [] : waitingVersions(db, kind, recordId, seq);
  return [...ofPatient, ...earlier];
}

/** One way of looking at what waits, from its beginning on; a change that has gone in another lane is passed over. */
class Lane {
  readonly #isFree: (change: Change) => boolean;
  readonly #nextPage: () => Change[];
  #page: Change[] = [];
  #at = 0;

  constructor(isFree: (change: Change) => boolean, nextPage: () => Change[]) {
    this.#isFree = isFree;
    this.#nextPage = nextPage;
  }

  /** The next that is still to go; it stays here until it is taken into a batch. */
  peek(): Change | null {
    for (;;) {
      const change = this.#page[this.#at];
      if (change === undefined) {
        this.#page = this.#nextPage();
        this.#at = 0;
        if (this.#page.length === 0) return null;
      } else if (this.#isFree(change)) return change;
      else this.#at += 1;
    }
  }
}

class Batch {
  readonly #taken: Set<number>;
  readonly #changes: Change[] = [];
  #chars = 0;

  constructor(taken: Set<number>) {
    this.#taken = taken;
  }

  /** False where it does not fit any more. */
  take(change: Change, countMax: number, charsMax: number): boolean {
    const chars = change.content.length + CHANGE_CHARS;
    const fits = this.#changes.length < countMax && this.#chars + chars <= charsMax;
    if (!fits && this.#changes.length > 0) return false;
    this.#taken.add(change.seq);
    this.#changes.push(change);
    this.#chars += chars;
    return true;
  }

  inOrder(): Change[] {
    return this.#changes.toSorted((a, b) => a.seq - b.seq);
  }
}
