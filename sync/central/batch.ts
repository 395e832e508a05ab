import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { type Day, dayAt, msOf } from '../../shared/base/time.ts';
import type { Verdict, WireChange } from '../protocol/sync.ts';
import {
  changesByKey,
  changesByVersion,
  insertChanges,
  insertSetAside,
  type NewChange,
  type PatientKey,
  type PatientNow,
  replaceKeys,
  type SetAside,
  type StoredIdentity,
  upsertPatients,
} from './changes.store.ts';
import { type CentreWriteDb, together } from './db.ts';
import {
  type AcceptedChange,
  type Arrived,
  type Fault,
  faultOf,
  holderKey,
  type Judged,
  type Known,
  recordKey,
  type WantedKey,
} from './judgement.ts';
import { loadKnown } from './known.ts';
import type { Ledger } from './ledger.ts';
import { isMergedCode, type LineageRow, NOTES, type Note } from './lineage.ts';
import { loadLineages } from './lineages.ts';
import { Merges } from './merges.ts';
import { judge } from './verdicts.ts';
import type { World } from './world.ts';

/**
 * Judges and stores some changes of one device. The verdict of each is stored with it, in the same transaction, so that
 * a repeat is answered from what was stored and never judged twice:
 *
 *     same key, same hash            the first answer again
 *     same key, another hash         set aside as a conflict: key-reused
 *     hash is not that of content    set aside: hash-wrong (a whole copy may still come under this key)
 *     same version, same hash        the first answer again, under whatever key or name this desk sent it before
 *     another desk's, word for word  stored beside it, with the same answer
 *     made beside a newer version    stored, and merged with it into a version of the centre's own (see lineage.ts)
 *     one visit's claim, made twice  stored beside the first where it says the same, else merged with it
 *     same version, another hash     where the two cannot be merged: stored, to be fixed: version-taken
 *     made from one that is missing  not stored: waits-for-version
 *     its patient is not here yet    not stored: waits-for-patient; likewise a claim's visit and check
 *     anything else                  stored as it came, accepted or to be fixed
 */
export async function storeBatch(
  world: Pick<World, 'frames'>,
  tx: CentreWriteDb,
  ledger: Ledger,
  arrived: readonly Arrived[],
): Promise<{ verdicts: Verdict[]; accepted: AcceptedChange[] }> {
  const changes = arrived.map(({ change }) => change);
  const { facility } = ledger;
  const [known, byKey, byVersion, lineages] = await together([
    loadKnown(tx, facility, arrived),
    changesByKey(tx, facility, keysInUse(ledger, changes)),
    changesByVersion(tx, facility, changes),
    loadLineages(world, tx, ledger, arrived),
  ]);
  const batch = new Batch(world, ledger, known, byKey, byVersion, new Merges(ledger, lineages));
  const verdicts = arrived.map((one) => batch.take(one));
  await write(tx, ledger, batch);
  const accepted = batch.accepted();
  ledger.took(batch.toStore.map(({ arrived: { change } }) => change));
  const merged = await batch.merges.write(tx, ledger);
  return { verdicts, accepted: [...accepted, ...merged] };
}

/** Keys under which something may be stored; beyond the last of its run nothing is. */
function keysInUse(ledger: Ledger, changes: readonly WireChange[]): { run: number; seq: number }[] {
  return changes.flatMap(({ incarnation, seq }) => {
    const run = ledger.run(incarnation);
    return run !== null && seq <= run.lastSeq ? [{ run: run.run, seq }] : [];
  });
}

async function write(tx: CentreWriteDb, ledger: Ledger, batch: Batch): Promise<void> {
  const { facility, changeNo: noBefore } = ledger;
  if (batch.toStore.length > 0) {
    const rows = batch.toStore.map(({ row }) => row);
    await together([
      insertChanges(tx, { facility, noBefore, batch: ledger.batch }, rows),
      upsertPatients(tx, facility, batch.latestPatients()),
    ]);
  }
  if (batch.rekeyed.size > 0) await replaceKeys(tx, facility, [...batch.rekeyed.keys()], batch.patientKeys());
  if (batch.toSetAside.length > 0) await insertSetAside(tx, batch.toSetAside);
}

/** One pass over a batch: what is known grows with each change that is taken. */
class Batch {
  readonly toStore: { arrived: Arrived; row: NewChange }[] = [];
  readonly toSetAside: SetAside[] = [];
  /** The numbers of each patient whose newest version was accepted in this batch. */
  readonly rekeyed = new Map<string, WantedKey[]>();
  readonly #world: Pick<World, 'frames'>;
  readonly #ledger: Ledger;
  readonly #known: Known;
  readonly #today: Day;
  readonly #byKey: Map<string, StoredIdentity>;
  readonly #byVersion = new Map<string, StoredIdentity>();
  readonly #byHash = new Map<string, StoredIdentity>();
  readonly merges: Merges;

  constructor(
    world: Pick<World, 'frames'>,
    ledger: Ledger,
    known: Known,
    byKey: readonly StoredIdentity[],
    byVersion: readonly StoredIdentity[],
    merges: Merges,
  ) {
    this.merges = merges;
    this.#world = world;
    this.#ledger = ledger;
    this.#known = known;
    this.#today = dayAt(msOf(ledger.receivedAt));
    this.#byKey = new Map(byKey.map((stored) => [keyOf(stored), stored]));
    for (const stored of byVersion) this.#know(stored);
  }

  take(arrived: Arrived): Verdict {
    const { change } = arrived;
    const underKey = this.#byKey.get(keyOf(change));
    if (underKey !== undefined) return isSame(underKey, change) ? replayOf(underKey, change) : this.#conflict(change);
    if (!arrived.isHashed && this.#world.frames.sha256Hex(change.content) !== change.hash) return this.#broken(change);
    const same = this.#byHash.get(hashedVersionOf(change));
    if (same !== undefined) return this.#isOwn(same, change) ? replayOf(same, change) : this.#storeSame(arrived, same);
    if (change.version > 1) return this.#takeLater(arrived);
    if (!this.#byVersion.has(versionOf(change))) return this.#judge(arrived);
    return change.kind === 'claim' ? this.#takeTwin(arrived) : this.#store(arrived, VERSION_TAKEN);
  }

  /**
   * Two desks that close one visit each make its claim, under the id of the visit. Mostly they say the same, and then the
   * first one stands as it is: what was answered or paid is not judged anew because somebody else closed the visit as well.
   */
  #takeTwin(arrived: Arrived): Verdict {
    if (this.merges.place(arrived).is === 'next') return this.#judge(arrived);
    if (!this.merges.repeatsFirst(arrived) || this.#judgement(arrived).is !== 'good') return this.#merge(arrived, null);
    this.merges.note(arrived, 'merged');
    return this.#store(arrived, null, NOTES.merged);
  }

  /**
   * Whether this desk sent it, under this name or one that it had before its database was restored; or another copy of its
   * database did, which has it from before they parted: an incarnation is nobody else's, so its numbers are the same.
   */
  #isOwn({ device, incarnation, seq }: StoredIdentity, change: WireChange): boolean {
    const isSameChange = incarnation === change.incarnation && seq === change.seq;
    return isSameChange || device === this.#ledger.device || this.#ledger.livesBefore.has(device);
  }

  /** Two desks wrote the very same: there is nothing to merge, and each of them counts it. */
  #storeSame(arrived: Arrived, same: StoredIdentity): Verdict {
    const { outcome, code, field, sentence } = same;
    if (outcome === 'accepted') {
      const isWithdrawal = code === NOTES.withdrawn || code === NOTES.withdrawnMerged;
      return this.#store(arrived, null, isWithdrawal ? NOTES.withdrawnMerged : NOTES.merged);
    }
    const fault = faultIn({ code, field, sentence });
    return outcome === 'needs-fixing' ? this.#store(arrived, fault) : this.#store(arrived, null, null, outcome);
  }

  #takeLater(arrived: Arrived): Verdict {
    const { change } = arrived;
    const place = this.merges.place(arrived);
    switch (place.is) {
      case 'waits':
        return verdictOf(change, 'try-later', faultOf('waits-for-version', 'version'));
      case 'next':
        return this.#judge(arrived);
      case 'late':
        return this.#judge(arrived, true);
      case 'beside':
        return this.#merge(arrived, place.base);
    }
  }

  /** What another desk changed meanwhile is not lost by this, nor this by that. */
  #merge(arrived: Arrived, base: LineageRow | null): Verdict {
    const { change } = arrived;
    const judged = this.#judgement(arrived);
    if (judged.is === 'waiting') return verdictOf(change, 'try-later', judged.fault);
    if (judged.is === 'faulty') return this.#store(arrived, judged.fault);
    const merged = this.merges.merge(arrived, base);
    if (merged === null) return this.#store(arrived, VERSION_TAKEN);
    if (change.kind === 'patient') this.#hold(change.recordId, merged.keys);
    return this.#store(arrived, null, judged.isWithdrawal ? NOTES.withdrawnMerged : NOTES.merged);
  }

  accepted(): AcceptedChange[] {
    const { changeNo, batch } = this.#ledger;
    return this.toStore.flatMap(({ arrived: { change, content, position }, row }, index) =>
      row.outcome === 'accepted' ? [{ change, content, position, batch, no: changeNo + index + 1 }] : [],
    );
  }

  latestPatients(): PatientNow[] {
    const latest = new Map<string, PatientNow>();
    for (const [index, { arrived, row }] of this.toStore.entries()) {
      const { kind, recordId: patientId, version, content } = arrived.change;
      if (kind !== 'patient' || !isFirstOfItsVersion(row)) continue;
      if (version <= (latest.get(patientId)?.version ?? 0)) continue;
      latest.set(patientId, { patientId, version, content, no: this.#ledger.changeNo + index + 1 });
    }
    return [...latest.values()];
  }

  patientKeys(): PatientKey[] {
    return [...this.rekeyed].flatMap(([patientId, keys]) => keys.map((key) => ({ ...key, patientId })));
  }

  #judgement({ change, content }: Arrived): Judged {
    return judge(change, this.#known, content(), this.#today);
  }

  /** `isLate`: a newer version is here already, so that nobody has to put this one right. */
  #judge(arrived: Arrived, isLate = false): Verdict {
    const { change } = arrived;
    const judged = this.#judgement(arrived);
    if (judged.is === 'waiting') return verdictOf(change, 'try-later', judged.fault);
    if (judged.is === 'faulty')
      return isLate ? this.#store(arrived, null, null, 'superseded') : this.#store(arrived, judged.fault);
    if (change.kind === 'patient') this.#rekey(change, judged.keys);
    return this.#store(arrived, null, judged.isWithdrawal ? NOTES.withdrawn : null);
  }

  /** An older version that comes late changes nothing about who holds which number. */
  #rekey({ recordId, version }: WireChange, keys: WantedKey[]): void {
    if ((this.#known.patients.get(recordId) ?? 0) <= version) this.#hold(recordId, keys);
  }

  #hold(recordId: string, keys: WantedKey[]): void {
    for (const [key, holder] of this.#known.holders) if (holder === recordId) this.#known.holders.delete(key);
    for (const key of keys) this.#known.holders.set(holderKey(key), recordId);
    this.rekeyed.set(recordId, keys);
  }

  /** `note` says of an accepted version how it stands for its record, and is told to no desk. */
  #store(
    arrived: Arrived,
    fault: Fault | null,
    note: Note | null = null,
    outcome: NewChange['outcome'] = fault === null ? 'accepted' : 'needs-fixing',
  ): Verdict {
    const { change, position } = arrived;
    const { seq, kind, recordId, version, hash, incarnation } = change;
    const { run } = this.#ledger.openRun(incarnation);
    const { code, field, sentence } = fault ?? { ...NO_FAULT, code: note };
    const row: NewChange = { run, seq, kind, recordId, version, hash, position, outcome, code, field, sentence };
    this.toStore.push({ arrived, row });
    const stored: StoredIdentity = { ...row, device: this.#ledger.device, incarnation };
    this.#byKey.set(keyOf(change), stored);
    this.#know(stored);
    if (!isMergedCode(note)) this.merges.note(arrived, outcome === 'accepted' ? 'in-chain' : 'refused');
    if (kind === 'patient') {
      this.#known.patients.set(recordId, Math.max(this.#known.patients.get(recordId) ?? 0, version));
    } else this.#known.records.add(recordKey(change));
    return verdictOf(change, outcome, fault);
  }

  #know(stored: StoredIdentity): void {
    this.#byHash.set(hashedVersionOf(stored), stored);
    if (isFirstOfItsVersion(stored)) this.#byVersion.set(versionOf(stored), stored);
  }

  #conflict(change: WireChange): Verdict {
    return this.#setAside(change, 'conflict', KEY_REUSED);
  }

  #broken(change: WireChange): Verdict {
    return this.#setAside(change, 'quarantine', HASH_WRONG);
  }

  #setAside(change: WireChange, why: SetAside['why'], fault: Fault): Verdict {
    this.toSetAside.push(setAsideOf(change, why, fault, this.#ledger));
    if (change.kind === 'patient' && !this.#known.patients.has(change.recordId)) {
      this.#known.patients.set(change.recordId, 0);
    }
    return verdictOf(change, 'needs-fixing', fault);
  }
}

const NO_FAULT = { code: null, field: null, sentence: null };
const VERSION_TAKEN = faultOf('version-taken', 'version');
const KEY_REUSED = faultOf('key-reused', null);
const HASH_WRONG = faultOf('hash-wrong', null);

/** The row that keeps a change as it came, whatever is in it: JSON escapes what PostgreSQL cannot hold as text. */
export function setAsideOf(
  change: Pick<WireChange, 'incarnation' | 'seq'>,
  why: SetAside['why'],
  fault: Fault,
  at: { facility: string; device: string; receivedAt: string },
): SetAside {
  const raw = JSON.stringify(change);
  const { incarnation, seq } = change;
  const { facility, device, receivedAt } = at;
  const key = { facility, device, incarnation, seq, rawHash: sha256Hex(raw), receivedAt };
  return { ...key, ...fault, why, raw, patientId: patientIdOf(change) };
}

/** An id that PostgreSQL cannot hold as text is nobody's that a visit could name. */
function patientIdOf(change: object): string | null {
  const { kind, recordId } = change as Record<string, unknown>;
  if (kind !== 'patient' || typeof recordId !== 'string') return null;
  return /[\p{Surrogate}\0]/u.test(recordId) ? null : recordId;
}

function keyOf({ incarnation, seq }: { incarnation: string; seq: number }): string {
  return `${incarnation}:${seq}`;
}

function versionOf({ kind, recordId, version }: { kind: string; recordId: string; version: number }): string {
  return `${kind}:${recordId}:${version}`;
}

function hashedVersionOf(change: { kind: string; recordId: string; version: number; hash: string }): string {
  return `${versionOf(change)}:${change.hash}`;
}

/** A second, different holder of a version never stands for it. */
function isFirstOfItsVersion({ code }: Pick<StoredIdentity, 'code'>): boolean {
  return code !== VERSION_TAKEN.code && !isMergedCode(code);
}

function isSame(stored: StoredIdentity, change: WireChange): boolean {
  return stored.hash === change.hash && versionOf(stored) === versionOf(change);
}

function replayOf(stored: StoredIdentity, change: WireChange): Verdict {
  if (stored.outcome === 'accepted') return verdictOf(change, 'already-had', null);
  if (stored.outcome === 'superseded') return verdictOf(change, 'superseded', null);
  return verdictOf(change, 'needs-fixing', faultIn(stored));
}

function faultIn({ code, field, sentence }: Pick<StoredIdentity, 'code' | 'field' | 'sentence'>): Fault {
  return {
    code: must(code, 'what needs fixing has a code') as Fault['code'],
    field,
    sentence: must(sentence, 'what needs fixing has a sentence'),
  };
}

export function verdictOf(
  { incarnation, seq }: Pick<WireChange, 'incarnation' | 'seq'>,
  outcome: Verdict['outcome'],
  fault: Fault | null,
): Verdict {
  const { code, field, sentence } = fault ?? NO_FAULT;
  return { incarnation, seq, outcome, code, field, sentence };
}
