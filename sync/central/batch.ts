import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import type { Verdict, WireChange } from '../protocol/sync.ts';
import {
  changesByKey,
  changesByVersion,
  insertChanges,
  insertSetAside,
  type PatientKey,
  replaceKeys,
  type SetAside,
  type StoredChange,
  type StoredIdentity,
  upsertRecords,
} from './changes.store.ts';
import type { CentreWriteDb } from './db.ts';
import { type Fault, holderKey, type Known, type WantedKey } from './judgement.ts';
import { loadKnown } from './known.ts';
import { judge } from './verdicts.ts';

/**
 * Judges and stores some changes of one device. The verdict of each is stored with it, in the same transaction, so that
 * a repeat is answered from what was stored and never judged twice:
 *
 *     same key, same hash            the first answer again
 *     same key, another hash         set aside as a conflict: key-reused
 *     hash is not that of content    set aside: hash-wrong (a whole copy may still come under this key)
 *     same version, same hash        the first answer again, under whatever key it came before
 *     same version, another hash     stored, to be fixed: version-taken
 *     its patient is not here yet    not stored: waits-for-patient
 *     anything else                  stored as it came, accepted or to be fixed
 */
export async function storeBatch(
  tx: CentreWriteDb,
  at: { facility: string; device: string; receivedAt: string },
  changes: readonly WireChange[],
): Promise<Verdict[]> {
  const batch = new Batch(
    await loadKnown(tx, at, changes),
    await changesByKey(tx, at.facility, at.device, changes),
    await changesByVersion(tx, at.facility, changes),
  );
  const verdicts = changes.map((change) => batch.take(change));
  await write(tx, at.facility, batch);
  return verdicts;
}

async function write(tx: CentreWriteDb, facility: string, batch: Batch): Promise<void> {
  if (batch.toStore.length > 0) {
    await insertChanges(tx, batch.toStore);
    await upsertRecords(tx, batch.latestRecords());
  }
  if (batch.rekeyed.size > 0) await replaceKeys(tx, facility, [...batch.rekeyed.keys()], batch.patientKeys());
  if (batch.toSetAside.length > 0) await insertSetAside(tx, batch.toSetAside);
}

/** One pass over a batch: what is known grows with each change that is taken. */
class Batch {
  readonly toStore: StoredChange[] = [];
  readonly toSetAside: SetAside[] = [];
  /** The numbers of each patient whose newest version was accepted in this batch. */
  readonly rekeyed = new Map<string, WantedKey[]>();
  readonly #known: Known;
  readonly #byKey: Map<string, StoredIdentity>;
  readonly #byVersion = new Map<string, StoredIdentity>();

  constructor(known: Known, byKey: readonly StoredIdentity[], byVersion: readonly StoredIdentity[]) {
    this.#known = known;
    this.#byKey = new Map(byKey.map((stored) => [keyOf(stored), stored]));
    for (const stored of byVersion) if (isFirstOfItsVersion(stored)) this.#byVersion.set(versionOf(stored), stored);
  }

  take(change: WireChange): Verdict {
    const underKey = this.#byKey.get(keyOf(change));
    if (underKey !== undefined) return isSame(underKey, change) ? replayOf(underKey, change) : this.#conflict(change);
    if (sha256Hex(change.content) !== change.hash) return this.#broken(change);
    const ofVersion = this.#byVersion.get(versionOf(change));
    if (ofVersion !== undefined) {
      return ofVersion.hash === change.hash ? replayOf(ofVersion, change) : this.#store(change, VERSION_TAKEN);
    }
    return this.#judge(change);
  }

  latestRecords(): StoredChange[] {
    const latest = new Map<string, StoredChange>();
    for (const change of this.toStore) {
      const before = latest.get(`${change.kind}:${change.recordId}`);
      const isNewer = before === undefined || change.version > before.version;
      if (isNewer && change.code !== VERSION_TAKEN.code) latest.set(`${change.kind}:${change.recordId}`, change);
    }
    return [...latest.values()];
  }

  patientKeys(): PatientKey[] {
    return [...this.rekeyed].flatMap(([patientId, keys]) => keys.map((key) => ({ ...key, patientId })));
  }

  #judge(change: WireChange): Verdict {
    const judged = judge(change, this.#known);
    if (judged.is === 'waiting') return verdictOf(change, 'try-later', judged.fault);
    if (judged.is === 'good' && change.kind === 'patient') this.#rekey(change, judged.keys);
    return this.#store(change, judged.is === 'faulty' ? judged.fault : null);
  }

  /** An older version that comes late changes nothing about who holds which number. */
  #rekey({ recordId, version }: WireChange, keys: WantedKey[]): void {
    if ((this.#known.patients.get(recordId) ?? 0) > version) return;
    for (const [key, holder] of this.#known.holders) if (holder === recordId) this.#known.holders.delete(key);
    for (const key of keys) this.#known.holders.set(holderKey(key), recordId);
    this.rekeyed.set(recordId, keys);
  }

  #store(change: WireChange, fault: Fault | null): Verdict {
    const outcome = fault === null ? 'accepted' : 'needs-fixing';
    const { facility, device, receivedAt } = this.#known;
    const found = fault ?? { code: null, field: null, sentence: null };
    const stored: StoredChange = { ...change, facility, device, receivedAt, outcome, ...found };
    this.toStore.push(stored);
    this.#byKey.set(keyOf(change), stored);
    if (isFirstOfItsVersion(stored)) this.#byVersion.set(versionOf(change), stored);
    if (change.kind === 'patient') {
      const before = this.#known.patients.get(change.recordId) ?? 0;
      this.#known.patients.set(change.recordId, Math.max(before, change.version));
    }
    return verdictOf(change, outcome, fault);
  }

  #conflict(change: WireChange): Verdict {
    return this.#setAside(change, 'conflict', KEY_REUSED);
  }

  #broken(change: WireChange): Verdict {
    return this.#setAside(change, 'quarantine', HASH_WRONG);
  }

  #setAside(change: WireChange, why: SetAside['why'], fault: Fault): Verdict {
    this.toSetAside.push(setAsideOf(change, why, fault, this.#known));
    if (change.kind === 'patient' && !this.#known.patients.has(change.recordId)) {
      this.#known.patients.set(change.recordId, 0);
    }
    return verdictOf(change, 'needs-fixing', fault);
  }
}

const VERSION_TAKEN: Fault = {
  code: 'version-taken',
  field: 'version',
  sentence:
    'The centre has another record with this number and version, from another desk or from before this desk was restored. Open the record, look at it, and save it again.',
};
const KEY_REUSED: Fault = {
  code: 'key-reused',
  field: null,
  sentence:
    'The centre has another record under the number that this desk gave it, as happens after a backup was restored. Open the record, look at it, and save it again.',
};
const HASH_WRONG: Fault = {
  code: 'hash-wrong',
  field: null,
  sentence: 'This record was damaged before it reached the centre. Open it, look at it, and save it again.',
};

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

/** A second, different holder of a version never stands for it. */
function isFirstOfItsVersion(stored: StoredIdentity): boolean {
  return stored.code !== VERSION_TAKEN.code;
}

function isSame(stored: StoredIdentity, change: WireChange): boolean {
  return stored.hash === change.hash && versionOf(stored) === versionOf(change);
}

function replayOf(stored: StoredIdentity, change: WireChange): Verdict {
  if (stored.outcome === 'accepted') return verdictOf(change, 'already-had', null);
  const { code, field, sentence } = stored;
  return verdictOf(change, 'needs-fixing', {
    code: must(code, 'what needs fixing has a code'),
    field,
    sentence: must(sentence, 'what needs fixing has a sentence'),
  });
}

export function verdictOf(
  { incarnation, seq }: Pick<WireChange, 'incarnation' | 'seq'>,
  outcome: Verdict['outcome'],
  fault: Fault | null,
): Verdict {
  const { code, field, sentence } = fault ?? { code: null, field: null, sentence: null };
  return { incarnation, seq, outcome, code, field, sentence };
}
