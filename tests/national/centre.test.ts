import { createHmac, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordsIn } from '../../shared/eligibility/national/bucket.rules.ts';
import { changesBetween, classesAfter } from '../../sync/central/national/changes.ts';
import { Classes, type NationalMember } from '../../sync/central/national/classes.ts';
import { DERIVED_BYTES } from '../../sync/central/national/derivation.ts';
import { DerivedKeys } from '../../sync/central/national/derived-keys.ts';
import { StateMaker } from '../../sync/central/national/state.ts';
import { sha256 } from '../../sync/central/node/national/crypto.ts';
import { Deriver } from '../../sync/central/node/national/derive.ts';
import { loadDerivedKeys, saveDerivedKeys } from '../../sync/central/node/national/derived-keys-file.ts';
import { DerivationPool } from '../../sync/central/node/national/pool.ts';
import { loadEdition, saveEdition } from '../../sync/central/node/national/state-file.ts';
import { hmacUnder } from '../../sync/node/hmac.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { applied } from './applied.ts';
import { memberOf, members, TestCentre } from './centre.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder('centre');
});
afterEach(() => removeFolder(folder));

const MONTHS = ['2023-02', '2024-12', '2026-07', '2026-08', '2026-09', '2026-10'];
/** One of few people, in one of many states. */
const member: fc.Arbitrary<NationalMember> = fc
  .record({
    index: fc.nat(40),
    class: fc.constantFrom('employee' as const, 'self-employed' as const, 'veteran' as const),
    paidMonths: fc.subarray(MONTHS),
    isActive: fc.boolean(),
    group: fc.constantFrom('a', 'b', null),
  })
  .map(({ index, ...more }) => memberOf(index, more));
const register = fc.uniqueArray(member, { selector: (one) => one.nssfKey, maxLength: 40, size: 'max' });

describe('the changes from one roster to the next', () => {
  it('make the one of the other, whatever happened to the register', async () => {
    await fc.assert(
      fc.asyncProperty(register, register, async (first, second) => {
        const centre = new TestCentre();
        await centre.advance(first);
        const before = centre.state;
        await centre.advance(second);
        expect(applied(before, centre.state).hash(sha256)).toBe(centre.state.hash(sha256));
        expect(changesBetween(centre.state, centre.state)).toEqual({
          rules: [],
          updates: [],
          removals: [],
          additions: [],
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('a build', () => {
  it('is the same again, in any order, and derives nobody twice', async () => {
    const centre = new TestCentre();
    const first = await centre.build(members(300));
    const again = await centre.build(members(300).reverse());
    expect(first.counts.newlyDerived).toBe(300);
    expect(again.counts.newlyDerived).toBe(0);
    expect(again.state.hash(sha256)).toBe(first.state.hash(sha256));
  });

  it('leaves out both of two members who cannot be told apart', async () => {
    const centre = new TestCentre();
    const built = await centre.build([...members(10), memberOf(4, { class: 'veteran' })]);
    expect(built.counts).toMatchObject({ members: 9, ambiguous: 2 });
  });

  it('gives the classes the numbers that they had', () => {
    const classes = new Classes('2024-10');
    const [one, other] = [memberOf(1), memberOf(2, { class: 'veteran' })];
    expect([classes.place(one)?.payload.classId, classes.place(other)?.payload.classId]).toEqual([0, 1]);
    const next = new Classes('2024-10', classes.kept());
    expect([next.place(other)?.payload.classId, next.place(one)?.payload.classId]).toEqual([1, 0]);
    expect(classesAfter(classes.entries(), []).map(({ id }) => id)).toEqual([0, 1]);
  });

  it('runs out of class numbers without taking one twice', () => {
    const kept = Array.from({ length: 65_535 }, (_, id) => ({ id, key: `kept ${id}` }));
    const classes = new Classes('2024-10', kept);
    expect(classes.place(memberOf(1))?.payload.classId).toBe(65_535);
    expect(classes.place(memberOf(2, { class: 'veteran' }))).toBeNull();
    expect(classes.place(memberOf(3))?.payload.classId).toBe(65_535);
  });
});

describe('derived keys', () => {
  it('are a map of texts, through any number of members, a file and back', () => {
    const keys = new DerivedKeys(3);
    const texts = Array.from(
      { length: 5_000 },
      (_, i) =>
        `${String(i * 31).padStart(14, '0')}|19${50 + (i % 50)}${i % 3 === 0 ? '' : i % 3 === 1 ? '-02' : '-02-03'}`,
    );
    const made = texts.map(() => new Uint8Array(randomBytes(DERIVED_BYTES)));
    texts.forEach((text, i) => {
      keys.set(text, made[i] ?? new Uint8Array());
    });
    saveDerivedKeys(join(folder, 'keys'), keys);
    for (const one of [keys, loadDerivedKeys(join(folder, 'keys'), 3)]) {
      expect(one.size).toBe(5_000);
      for (const [i, text] of texts.entries())
        expect(Buffer.compare(one.get(text) ?? new Uint8Array(), made[i] ?? new Uint8Array())).toBe(0);
      expect(one.get('99999999999999|1950')).toBeNull();
    }
    expect(loadDerivedKeys(join(folder, 'keys'), 4).size).toBe(0);
    expect(loadDerivedKeys(join(folder, 'none'), 3).size).toBe(0);
    writeFileSync(join(folder, 'cut'), 'TNLD00000003 and a bit');
    expect(loadDerivedKeys(join(folder, 'cut'), 3).size).toBe(0);
  });

  it('of year, month and day do not run into each other', () => {
    const keys = new DerivedKeys(1);
    for (const birth of ['1984', '1984-01', '1984-01-01'])
      keys.set(`10000000000000|${birth}`, new Uint8Array(14).fill(birth.length));
    for (const birth of ['1984', '1984-01', '1984-01-01'])
      expect(keys.get(`10000000000000|${birth}`)?.[0]).toBe(birth.length);
  });

  it('are the same from threads as from here', async () => {
    const { keys } = new TestCentre();
    const pool = new DerivationPool(new URL('../../sync/central/node/national/worker.ts', import.meta.url), keys, 2);
    try {
      const texts = Array.from({ length: 40 }, (_, i) => `${String(i).padStart(14, '0')}|1984`);
      const [first, second] = await Promise.all([pool.derive(texts.slice(0, 20)), pool.derive(texts.slice(20))]);
      const here = new Uint8Array(texts.length * DERIVED_BYTES);
      const deriver = new Deriver(keys);
      texts.forEach((text, i) => {
        deriver.derive(text, here, i * DERIVED_BYTES);
      });
      expect(Buffer.compare(Buffer.concat([first, second]), here)).toBe(0);
    } finally {
      await pool.close();
    }
  });

  it('come from an HMAC that is the standard one, and hidden numbers that use all their bits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
        expect(Buffer.compare(hmacUnder(key)(message), createHmac('sha256', key).update(message).digest())).toBe(0);
      }),
    );
    const deriver = new Deriver(new TestCentre().keys);
    const drawn = new Set(
      Array.from({ length: 200 }, (_, i) => deriver.hiddenOf(`${String(i).padStart(14, '0')}|1984`)),
    );
    expect([...drawn].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe('a state', () => {
  it('keeps every record through buckets of any number', () => {
    fc.assert(
      fc.property(
        fc.nat(6),
        fc.uniqueArray(fc.nat(100_000), { maxLength: 200, size: 'max' }),
        (bucketBits, numbers) => {
          const maker = new StateMaker();
          for (const number of numbers) {
            const derived = new Uint8Array(DERIVED_BYTES);
            derived.set([(number * 7) & 255, number & 255, 0, 0, 0, number >> 16, (number >> 8) & 255, number & 255]);
            maker.add(derived, { classId: 1, months: number });
          }
          const { state, ambiguous } = maker.finish(bucketBits, []);
          expect(ambiguous).toBe(0);
          expect(state.membersCount).toBe(numbers.length);
          const months = Array.from({ length: state.bucketsCount }, (_, id) => state.bucket(id)).flatMap((bucket) =>
            Array.from({ length: recordsIn(bucket) }, (_, i) => Buffer.from(bucket).readUInt32BE(i * 12 + 8)),
          );
          expect(months.sort((a, b) => a - b)).toEqual([...numbers].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('is kept in a file, and a changed file is noticed', async () => {
    const centre = new TestCentre();
    const { state, keptClasses, keptGroups } = await centre.build(members(400));
    const { rosterId, keyVersion, scope, baseMonth, slowCost } = centre.lineage;
    const edition = {
      ...{ rosterId, keyVersion, scope, baseMonth, slowCost },
      seq: 1,
      asOf: '2026-09-30',
      stateHash: state.hash(sha256),
      bucketBits: state.bucketBits,
      classes: [...state.classes],
      ...{ keptClasses, keptGroups },
    };
    const file = join(folder, 'edition');
    saveEdition(file, edition, state);
    const loaded = loadEdition(file);
    expect(loaded.edition).toEqual(edition);
    expect(loaded.state.hash(sha256)).toBe(state.hash(sha256));
    saveEdition(file, { ...edition, stateHash: '0'.repeat(64) }, state);
    expect(() => loadEdition(file)).toThrow(/as it was saved/);
  });
});
