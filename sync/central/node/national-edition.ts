import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../../shared/base/json.ts';
import { type Day, type Instant, monthOf, monthsBetween } from '../../../shared/base/time.ts';
import { baseMonthFor, MONTH_BITS } from '../../../shared/eligibility/national/months.rules.ts';
import { bucketBitsFor } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import type { NationalScope } from '../../protocol/national.ts';
import { type Built, buildNational } from '../national/build.ts';
import type { NationalMember } from '../national/classes.ts';
import type { Derivation } from '../national/derivation.ts';
import type { NationalState } from '../national/state.ts';
import { sha256, signerOf } from './national/crypto.ts';
import type { KeySet } from './national/derive.ts';
import { loadDerivedKeys, saveDerivedKeys } from './national/derived-keys-file.ts';
import { type Lineage, makeDelta, nextState, type PublishKeys, writeFull } from './national/publish.ts';
import { type KeptEdition, loadEdition, saveEdition } from './national/state-file.ts';

/** Every seventh edition is whole as well, so that nobody who was away for a week fetches more than that. */
const EDITIONS_A_FULL = 7;
/** Deriving so many keys takes a minute or two, which is what a centre that is stopped may lose. */
const DERIVED_A_SAVE = 200_000;
/** A register that has grown or shrunk by more than twice has buckets of another number. */
const BUCKET_BITS_OFF_MAX = 1;

export interface EditionJob {
  /** Where the kept edition and the derived keys lie. */
  folder: string;
  keys: KeySet;
  signingPrivate: Uint8Array;
  scope: NationalScope;
  /** The edition before, as the store has it. */
  latest: { seq: number; rosterId: string } | null;
  /** Editions since the last whole one. */
  sinceFull: number;
  isWhole: boolean;
  asOf: Day;
  madeAt: Instant;
  /** The name of the lineage, where a new one begins. */
  newRosterId: string;
  /** About how many members the register has. */
  registerCount: number;
}

export interface EditionMade {
  seq: number;
  rosterId: string;
  members: number;
  newlyDerived: number;
  leftOut: number;
  full: { path: string } | null;
  /** Of the changes, so many are rules: months that a whole group has paid. */
  delta: { path: string; changes: number; rules: number } | null;
}

export interface Progress {
  derived: number;
}

/** Makes the next edition of the register and writes its files beside each other in the folder of the job. */
export async function makeEdition(
  job: EditionJob,
  members: AsyncIterable<NationalMember>,
  derivation: Derivation,
  onProgress: (progress: Progress) => void,
): Promise<EditionMade> {
  const kept = keptOf(job);
  const derived = new DerivedStore(job, derivation, onProgress);
  const { lineage, before } = kept === null ? { lineage: newLineage(job), before: null } : kept;
  try {
    const built = await buildNational({
      ...{ members, derivation: derived, derived: derived.keys, baseMonth: lineage.baseMonth },
      keptClasses: before?.edition.keptClasses ?? [],
      keptGroups: before?.edition.keptGroups ?? null,
      bucketBits: before?.state.bucketBits ?? null,
    });
    return await write(job, lineage, before, built);
  } finally {
    // Also where it was broken off: the next publication need not derive these again.
    derived.save();
  }
}

/** The keys that were derived in all publications before and in this one, saved every now and then. */
class DerivedStore implements Derivation {
  readonly keys;
  readonly threads: number;
  readonly #file: string;
  readonly #derivation: Derivation;
  readonly #onProgress: (progress: Progress) => void;
  #derived = 0;
  #saved = 0;

  constructor(
    { folder, keys }: Pick<EditionJob, 'folder' | 'keys'>,
    derivation: Derivation,
    onProgress: (progress: Progress) => void,
  ) {
    const { name, n, r, p, hiddenBits } = keys.slowCost;
    this.#file = join(folder, `derived-${keys.keyVersion}-${name}-${n}-${r}-${p}-${hiddenBits}`);
    this.keys = loadDerivedKeys(this.#file, keys.keyVersion);
    this.#derivation = derivation;
    this.#onProgress = onProgress;
    this.threads = derivation.threads;
  }

  async derive(texts: string[]): Promise<Uint8Array> {
    const made = await this.#derivation.derive(texts);
    this.#derived += texts.length;
    if (this.#derived - this.#saved >= DERIVED_A_SAVE) this.save();
    return made;
  }

  save(): void {
    if (this.#derived === this.#saved) return;
    saveDerivedKeys(this.#file, this.keys);
    this.#saved = this.#derived;
    this.#onProgress({ derived: this.#derived });
  }
}

interface Before {
  edition: KeptEdition;
  state: NationalState;
}

/** The lineage goes on where everything about it is as it was and its months still have room for this one. */
function keptOf(job: EditionJob): { lineage: Lineage; before: Before } | null {
  const file = job.latest === null ? null : editionFile(job.folder, job.latest.seq);
  if (file === null || !existsSync(file)) return null;
  const before = loadEdition(file);
  const { rosterId, keyVersion, scope, baseMonth, slowCost } = before.edition;
  const { keys } = job;
  const isSame =
    rosterId === job.latest?.rosterId &&
    keyVersion === keys.keyVersion &&
    canonicalJson([scope, slowCost]) === canonicalJson([job.scope, keys.slowCost]);
  const hasRoom = monthsBetween(baseMonth, monthOf(job.asOf)) < MONTH_BITS;
  const bitsOff = Math.abs(bucketBitsFor(job.registerCount) - before.state.bucketBits);
  if (!isSame || !hasRoom || bitsOff > BUCKET_BITS_OFF_MAX) return null;
  return { lineage: { rosterId, keyVersion, scope, baseMonth, slowCost }, before };
}

function newLineage({ newRosterId, keys, scope, asOf }: EditionJob): Lineage {
  const { keyVersion, slowCost } = keys;
  return { rosterId: newRosterId, keyVersion, scope, baseMonth: baseMonthFor(monthOf(asOf)), slowCost };
}

export function editionFile(folder: string, seq: number): string {
  return join(folder, `edition-${seq}`);
}

async function write(job: EditionJob, lineage: Lineage, before: Before | null, built: Built): Promise<EditionMade> {
  const { folder, asOf, madeAt } = job;
  const edition = { seq: (job.latest?.seq ?? 0) + 1, asOf, madeAt };
  const keys: PublishKeys = { pepper: job.keys.pepper, signer: signerOf(job.signingPrivate) };
  const state = before === null ? built.state : nextState(before.state, built.state);
  const isFullDue = before === null || job.isWhole || job.sinceFull + 1 >= EDITIONS_A_FULL;
  const [fullPath, deltaPath] = [join(folder, 'full.making'), join(folder, 'delta.making')];
  if (isFullDue) writeFull(fullPath, state, lineage, edition, keys);
  const delta =
    before === null ? null : makeDelta({ seq: before.edition.seq, state: before.state }, state, lineage, edition, keys);
  if (delta !== null) await writeFile(deltaPath, delta.bytes, { mode: 0o600, flush: true });
  const { bucketBits, classes } = state;
  const { keptClasses, keptGroups, counts } = built;
  const stateHash = state.hash(sha256);
  saveEdition(
    editionFile(folder, edition.seq),
    { ...lineage, seq: edition.seq, asOf, stateHash, bucketBits, classes: [...classes], keptClasses, keptGroups },
    state,
  );
  return {
    ...{ seq: edition.seq, rosterId: lineage.rosterId, members: counts.members, newlyDerived: counts.newlyDerived },
    leftOut: counts.withoutBirthDate + counts.withoutClass + counts.ambiguous,
    full: isFullDue ? { path: fullPath } : null,
    delta:
      delta === null
        ? null
        : { path: deltaPath, changes: delta.header.changesCount, rules: delta.changes.rules.length },
  };
}
