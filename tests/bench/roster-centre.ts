import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { SlowCost } from '../../shared/eligibility/national/layout.record.ts';
import { buildNational } from '../../sync/central/national/build.ts';
import type { KeptClass, NationalMember } from '../../sync/central/national/classes.ts';
import { DerivedKeys } from '../../sync/central/national/derived-keys.ts';
import type { KeptGroup } from '../../sync/central/national/groups.ts';
import type { NationalState } from '../../sync/central/national/state.ts';
import { signerOf } from '../../sync/central/node/national/crypto.ts';
import type { KeySet } from '../../sync/central/node/national/derive.ts';
import { DerivationPool } from '../../sync/central/node/national/pool.ts';
import { type Lineage, nextState } from '../../sync/central/node/national/publish.ts';
import * as invented from './roster-members.ts';

export const THREADS = Math.min(2, availableParallelism());
const WORKER = new URL('../../sync/central/node/national/worker.ts', import.meta.url);

const bytesOf = (word: string) => new Uint8Array(createHash('sha256').update(word).digest());
export const pepper = bytesOf('bench pepper');
export const signer = signerOf(bytesOf('bench signer'));

export interface Built {
  state: NationalState;
  keptClasses: KeptClass[];
  keptGroups: KeptGroup[];
}

/** The centre of the bench: one lineage at one cost. */
export class Centre {
  readonly keys: KeySet;
  readonly derived = new DerivedKeys(1);
  readonly lineage: Lineage;
  readonly #pool: DerivationPool;

  constructor(slowCost: SlowCost) {
    this.keys = { keyVersion: 1, pepper, hiddenSecret: bytesOf('bench hidden'), slowCost };
    this.lineage = { rosterId: 'bench', keyVersion: 1, scope: 'all', baseMonth: invented.BASE_MONTH, slowCost };
    this.#pool = new DerivationPool(WORKER, this.keys, THREADS);
  }

  async build(members: Iterable<NationalMember>, before: Built | null): Promise<Built> {
    const built = await buildNational({
      members,
      derivation: this.#pool,
      derived: this.derived,
      baseMonth: this.lineage.baseMonth,
      keptClasses: before?.keptClasses ?? [],
      keptGroups: before?.keptGroups ?? null,
      bucketBits: before?.state.bucketBits ?? null,
    });
    return { ...built, state: before === null ? built.state : nextState(before.state, built.state) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
