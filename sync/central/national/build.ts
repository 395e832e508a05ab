import type { Month } from '../../../shared/base/time.ts';
import { birthTextOf, lookupText } from '../../../shared/eligibility/national/lookup-text.rules.ts';
import { bucketBitsFor, type Payload } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import { Classes, type KeptClass, type NationalMember, type Renewal } from './classes.ts';
import { DERIVED_BYTES, type Derivation } from './derivation.ts';
import type { DerivedKeys } from './derived-keys.ts';
import { type NationalState, StateMaker } from './state.ts';

const TEXTS_A_BATCH = 500;
const BATCHES_A_THREAD = 3;

export interface BuildWish {
  members: AsyncIterable<NationalMember> | Iterable<NationalMember>;
  derivation: Derivation;
  /** Read and added to. */
  derived: DerivedKeys;
  baseMonth: Month;
  renewals: readonly Renewal[];
  /** Of the lineage's roster before, so that classes keep their numbers. */
  keptClasses: readonly KeptClass[];
  /** Of the lineage's roster before; null for the first, whose size decides. */
  bucketBits: number | null;
}

export interface BuildCounts {
  members: number;
  newlyDerived: number;
  /** Left out, each for its reason; the centre itself answers for them. */
  withoutBirthDate: number;
  withoutClass: number;
  ambiguous: number;
}

export interface Built {
  state: NationalState;
  keptClasses: KeptClass[];
  counts: BuildCounts;
}

/** Makes the records of all members. Memory: the records (74 bytes a member while it works) and the derived keys. */
export async function buildNational(wish: BuildWish): Promise<Built> {
  const classes = new Classes(wish.baseMonth, wish.renewals, wish.keptClasses);
  const maker = new StateMaker();
  const counts: BuildCounts = { members: 0, newlyDerived: 0, withoutBirthDate: 0, withoutClass: 0, ambiguous: 0 };
  const batches = new Batches(wish, maker);
  for await (const member of wish.members) {
    const birth = birthTextOf(member.birthDate, member.birthDatePrecision);
    const text = birth === null ? null : lookupText(member.nssfKey, birth);
    const payload = text === null ? null : classes.payloadOf(member);
    if (text === null) counts.withoutBirthDate += 1;
    else if (payload === null) counts.withoutClass += 1;
    else {
      const known = wish.derived.get(text);
      if (known !== null) maker.add(known, payload);
      else await batches.add(text, payload);
    }
  }
  counts.newlyDerived = await batches.finish();
  const entries = classes.entries();
  const { state, ambiguous } = maker.finish(wish.bucketBits ?? bucketBitsFor(maker.count), entries);
  return { state, keptClasses: classes.kept(), counts: { ...counts, members: state.membersCount, ambiguous } };
}

/** Members whose keys have to be derived, a few batches on their way at once. */
class Batches {
  readonly #wish: BuildWish;
  readonly #maker: StateMaker;
  readonly #underWay = new Set<Promise<void>>();
  #texts: string[] = [];
  #payloads: Payload[] = [];
  #count = 0;

  constructor(wish: BuildWish, maker: StateMaker) {
    this.#wish = wish;
    this.#maker = maker;
  }

  async add(text: string, payload: Payload): Promise<void> {
    this.#texts.push(text);
    this.#payloads.push(payload);
    if (this.#texts.length < TEXTS_A_BATCH) return;
    this.#send();
    if (this.#underWay.size >= this.#wish.derivation.threads * BATCHES_A_THREAD) await Promise.race(this.#underWay);
  }

  /** Waits for the rest; how many were derived in all. */
  async finish(): Promise<number> {
    if (this.#texts.length > 0) this.#send();
    await Promise.all(this.#underWay);
    return this.#count;
  }

  #send(): void {
    const [texts, payloads] = [this.#texts, this.#payloads];
    this.#texts = [];
    this.#payloads = [];
    const turn = this.#wish.derivation.derive(texts).then((derived) => {
      texts.forEach((text, i) => {
        const one = derived.subarray(i * DERIVED_BYTES, (i + 1) * DERIVED_BYTES);
        const payload = payloads[i];
        this.#wish.derived.set(text, one);
        if (payload !== undefined) this.#maker.add(one, payload);
      });
      this.#count += texts.length;
    });
    const waited = turn.finally(() => this.#underWay.delete(waited));
    this.#underWay.add(waited);
  }
}
