import { createHash } from 'node:crypto';
import type { SlowCost } from '../../shared/eligibility/national/layout.record.ts';
import { type Built, buildNational } from '../../sync/central/national/build.ts';
import type { KeptClass, NationalMember } from '../../sync/central/national/classes.ts';
import { DerivedKeys } from '../../sync/central/national/derived-keys.ts';
import type { KeptGroup } from '../../sync/central/national/groups.ts';
import type { NationalState } from '../../sync/central/national/state.ts';
import { sha256, signerOf } from '../../sync/central/node/national/crypto.ts';
import type { KeySet } from '../../sync/central/node/national/derive.ts';
import { derivationHere } from '../../sync/central/node/national/pool.ts';
import {
  type Edition,
  type Lineage,
  makeDelta,
  nextState,
  writeFull,
} from '../../sync/central/node/national/publish.ts';

const bytesOf = (word: string) => new Uint8Array(createHash('sha256').update(word).digest());

/** As the real one in everything but what it costs. */
export const CHEAP: SlowCost = { name: 'scrypt', n: 2, r: 1, p: 1, hiddenBits: 2 };
export const WORKER = new URL('../../electron/node/national/worker.ts', import.meta.url);

/** A centre with keys that are the same in every test run. */
export class TestCentre {
  readonly keys: KeySet;
  readonly signer = signerOf(bytesOf('the centre signs'));
  readonly lineage: Lineage;
  readonly derived: DerivedKeys;
  #keptClasses: KeptClass[] = [];
  #keptGroups: KeptGroup[] | null = null;
  #state: NationalState | null = null;
  #edition: Edition = { seq: 0, asOf: '2026-09-30', madeAt: '2026-10-01T00:00:00.000Z' };

  constructor(lineage: Partial<Lineage> = {}) {
    const all: Lineage = {
      ...{ rosterId: 'national-1', keyVersion: 1, scope: 'all', baseMonth: '2024-10', slowCost: CHEAP },
      ...lineage,
    };
    this.lineage = all;
    const { keyVersion, slowCost } = all;
    this.keys = { keyVersion, pepper: bytesOf(`pepper ${keyVersion}`), hiddenSecret: bytesOf('hidden'), slowCost };
    this.derived = new DerivedKeys(keyVersion);
  }

  get state(): NationalState {
    if (this.#state === null) throw new Error('nothing is published yet');
    return this.#state;
  }

  get stateHash(): string {
    return this.state.hash(sha256);
  }

  get seq(): number {
    return this.#edition.seq;
  }

  build(members: Iterable<NationalMember>): Promise<Built> {
    return buildNational({
      members,
      derivation: derivationHere(this.keys),
      derived: this.derived,
      baseMonth: this.lineage.baseMonth,
      keptClasses: this.#keptClasses,
      keptGroups: this.#keptGroups,
      bucketBits: this.#state?.bucketBits ?? null,
    });
  }

  /** Makes the next edition of these members, without writing it anywhere. */
  async advance(members: Iterable<NationalMember>): Promise<Built> {
    const built = await this.build(members);
    this.#keptClasses = built.keptClasses;
    this.#keptGroups = built.keptGroups;
    this.#state = this.#state === null ? built.state : nextState(this.#state, built.state);
    this.#edition = { ...this.#edition, seq: this.seq + 1 };
    return built;
  }

  full(file: string, lineage: Partial<Lineage> = {}, edition: Partial<Edition> = {}) {
    const keys = { pepper: this.keys.pepper, signer: this.signer };
    return writeFull(file, this.state, { ...this.lineage, ...lineage }, { ...this.#edition, ...edition }, keys);
  }

  /** Advances to these members and returns the changes. */
  async delta(members: Iterable<NationalMember>, lineage: Partial<Lineage> = {}) {
    const before = { seq: this.seq, state: this.state };
    await this.advance(members);
    const keys = { pepper: this.keys.pepper, signer: this.signer };
    return makeDelta(before, this.state, { ...this.lineage, ...lineage }, this.#edition, keys);
  }
}

/** A member who differs from others by `index` alone. */
export function memberOf(index: number, more: Partial<NationalMember> = {}): NationalMember {
  return {
    nssfKey: String(10_000_000_000_000 + index * 7_919),
    birthDate: `${1950 + (index % 60)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`,
    birthDatePrecision: 'day',
    class: 'employee',
    relation: null,
    isDisabledOrChronic: false,
    isMarriageRegistered: false,
    isActive: true,
    validFrom: null,
    validTo: null,
    paidMonths: ['2026-07', '2026-08'],
    group: null,
    ...more,
  };
}

export function members(
  count: number,
  more: (index: number) => Partial<NationalMember> = () => ({}),
): NationalMember[] {
  return Array.from({ length: count }, (_, index) => memberOf(index, more(index)));
}
