import { changeCounts, enteredCount } from '../../shared/outbox/store.ts';
import type { Stored } from './centre.ts';
import { compareDesks } from './convergence.ts';
import type { SimDesk } from './desk.ts';
import { refuse, some, Violation } from './violation.ts';

/** One version of one record that a desk said is saved. */
interface Acknowledged {
  kind: string;
  id: string;
  version: number;
  hash: string;
  desk: SimDesk;
  /** Its database was replaced by an older copy. */
  isGoneFromDesk: boolean;
  /** And no centre had it: nobody in the world can bring it back. */
  isGone: boolean;
}

const MEMBERS = [
  ['patient', 'patient'],
  ['check', 'eligibility-check'],
  ['visit', 'visit'],
] as const;

type Version = Pick<Acknowledged, 'kind' | 'id' | 'version' | 'hash'>;
const nameOf = ({ kind, id, version, hash }: Version): string => `${kind} ${id} v${version} ${hash.slice(0, 8)}`;
const lineageOf = ({ kind, id }: Pick<Version, 'kind' | 'id'>): string => `${kind} ${id}`;
const storedName = ({ recordId, ...rest }: Stored): string => nameOf({ ...rest, id: recordId });

export function newestSeq(desk: SimDesk): number {
  return Number(desk.db.get('SELECT coalesce(max(seq), 0) AS seq FROM change')?.seq);
}

/** The versions in a desk's own log, from after a number on. */
function ownVersions(desk: SimDesk, afterSeq = 0): (Version & { state: string })[] {
  const sql = 'SELECT kind, recordId, version, hash, state FROM change WHERE seq > @afterSeq';
  return desk.db.all(sql, { afterSeq }).map((row) => ({
    kind: String(row.kind),
    id: String(row.recordId),
    version: Number(row.version),
    hash: String(row.hash),
    state: String(row.state),
  }));
}

/** Everything that clerks were told is saved, held against what is there. */
export class Ledger {
  readonly #acknowledged = new Map<string, Acknowledged>();

  get size(): number {
    return this.#acknowledged.size;
  }

  /** A command was answered with yes: what its value names is saved, and so is what it appended after `afterSeq`. */
  acknowledge(desk: SimDesk, value: unknown, afterSeq: number): void {
    for (const made of ownVersions(desk, afterSeq)) this.#add(desk, made);
    for (const [member, kind] of MEMBERS) {
      const record = (value as Record<string, { id: string; version: number } | undefined>)[member];
      if (record === undefined) continue;
      const { id, version } = record;
      const row = desk.db.get('SELECT hash FROM change WHERE kind = @kind AND recordId = @id AND version = @version', {
        ...{ kind, id, version },
      });
      if (row === null)
        throw new Violation(`${desk.name} said that ${kind} ${id} v${version} is saved, and has no change of it`);
      this.#add(desk, { kind, id, version, hash: String(row.hash) });
    }
  }

  #add(desk: SimDesk, { kind, id, version, hash }: Version): void {
    const one = { kind, id, version, hash, desk, isGoneFromDesk: false, isGone: false };
    this.#acknowledged.set(nameOf(one), one);
  }

  /** entered = accepted + needs fixing + waiting + withdrawn, and each of them is what a recount finds. */
  checkCounts(desk: SimDesk): void {
    if (desk.isDead()) return;
    const counts = changeCounts(desk.db);
    const sum = Object.values(counts).reduce((one, other) => one + other, 0);
    const entered = enteredCount(desk.db);
    const recount = desk.db.all(
      `SELECT state, count(*) AS n FROM change AS newest WHERE version =
         (SELECT max(version) FROM change WHERE kind = newest.kind AND recordId = newest.recordId) GROUP BY state`,
    );
    const isRight = recount.every(({ state, n }) =>
      Object.entries(counts).some(([of, count]) => of === state && count === n),
    );
    const all = recount.reduce((one, { n }) => one + Number(n), 0);
    if (sum === entered && isRight && all === entered) return;
    throw new Violation(
      `${desk.name}: ${entered} entered, counted ${JSON.stringify(counts)}, recounted ${JSON.stringify(recount)}`,
    );
  }

  /** Nothing that this desk said is saved has left its database. */
  checkKept(desk: SimDesk): void {
    const there = new Set(ownVersions(desk).map(nameOf));
    const lost = [...this.#acknowledged.values()].filter(
      (one) => one.desk === desk && !one.isGoneFromDesk && !there.has(nameOf(one)),
    );
    if (lost.length > 0) throw new Violation(`${desk.name} lost ${some(lost.map(nameOf))} over a restart`);
  }

  /** The database was replaced by an older copy: what is in neither the copy nor the centre cannot be had any more. */
  forgetLost(desk: SimDesk, stored: readonly Stored[]): void {
    const there = new Set(ownVersions(desk).map(nameOf));
    const atCentre = new Set(stored.map(storedName));
    for (const one of this.#acknowledged.values()) {
      if (one.desk !== desk || there.has(nameOf(one))) continue;
      one.isGoneFromDesk = true;
      if (!atCentre.has(nameOf(one))) one.isGone = true;
    }
  }

  /** Every record that anybody was told of is at the centre once, nothing else is, and both ends say the same of it. */
  compare(desks: readonly SimDesk[], stored: readonly Stored[], isRevoked: (desk: SimDesk) => boolean): void {
    const outcomes = new Map(stored.map((one) => [storedName(one), one.outcome]));
    // Two PCs may write a version word for word alike: those are two changes, and each of them counts its own.
    for (const keyOf of [({ device }: Stored) => device, ({ incarnation, seq }: Stored) => `${incarnation} ${seq}`]) {
      const names = stored.map((one) => `${storedName(one)} of ${keyOf(one)}`);
      refuse('is at the centre more than once', [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]);
    }
    const all = [...this.#acknowledged.values()];
    const lost = all.filter((one) => !one.isGone && !outcomes.has(nameOf(one)));
    refuse(
      'was said to be saved and is not at the centre',
      lost.map((one) => `${nameOf(one)} of ${one.desk.name}`),
    );
    const told = new Set(all.map((one) => `${one.desk.facility} ${lineageOf(one)}`));
    const untold = stored.filter(
      ({ facility, kind, recordId }) => !told.has(`${facility} ${lineageOf({ kind, id: recordId })}`),
    );
    refuse('is at the centre and nobody of that facility was told of it', untold.map(storedName));
    for (const facility of new Set(desks.map((desk) => desk.facility))) {
      // One that is shut out is told nothing of what the others do.
      const open = desks.filter((desk) => desk.facility === facility && !isRevoked(desk));
      compareDesks(
        open,
        stored.filter((one) => one.facility === facility),
      );
    }
    this.#refuseOutOfSight(
      desks.filter((desk) => !isRevoked(desk)),
      stored,
    );
    for (const desk of desks) {
      this.checkKept(desk);
      checkLogicalClock(desk);
      const differing = ownVersions(desk).filter((one) => !isSame(one.state, outcomes.get(nameOf(one))));
      refuse(
        `is not at both ends of ${desk.name} in the same state`,
        differing.map((one) => `${nameOf(one)} (${one.state} here, ${outcomes.get(nameOf(one)) ?? 'nothing'} there)`),
      );
    }
  }

  /** What the centre refused is in the list of the PC that it was entered on, however often that was restored since. */
  #refuseOutOfSight(desks: readonly SimDesk[], stored: readonly Stored[]): void {
    const open = new Set(stored.filter(({ outcome }) => outcome === 'needs-fixing').map(storedName));
    for (const desk of desks) {
      const own = new Set(ownVersions(desk).map(lineageOf));
      const lost = [...this.#acknowledged.values()].filter(
        (one) => one.desk === desk && open.has(nameOf(one)) && !own.has(lineageOf(one)),
      );
      refuse(`needs fixing and is in no list of ${desk.name}`, lost.map(nameOf));
    }
  }
}

/** Whatever the clock said: what was written later in a run comes later. */
function checkLogicalClock(desk: SimDesk): void {
  const rows = desk.db.all(
    `SELECT hlc FROM change WHERE incarnation = (SELECT incarnation FROM run ORDER BY number DESC LIMIT 1) ORDER BY seq`,
  );
  const back = rows.filter(({ hlc }, index) => index > 0 && Number(hlc) <= Number(rows[index - 1]?.hlc));
  refuse(`of ${desk.name} does not grow`, back.length === 0 ? [] : ['the logical clock']);
}

/** Whether a state at the desk goes with an outcome at the centre. */
function isSame(state: string, outcome: string | undefined): boolean {
  switch (state) {
    case 'waiting':
      return false;
    case 'accepted':
    case 'withdrawn':
      return outcome === 'accepted';
    case 'needs-fixing':
      return outcome === 'needs-fixing';
    default:
      return outcome !== undefined;
  }
}

/** Where nothing waits any more, both ends count the same records to be put right. */
export function compareCounts(desk: SimDesk, atCentre: number): void {
  const { 'needs-fixing': here } = changeCounts(desk.db);
  refuse(`need fixing at ${desk.name}, and ${atCentre} at the centre`, here === atCentre ? [] : [`${here} records`]);
}
