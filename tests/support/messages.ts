import fc from 'fast-check';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { ANSWER_RESULTS, type ClaimAnswer } from '../../shared/claims/record.ts';
import type { FeedRecord, SyncReply, SyncRequest, WireChange } from '../../sync/protocol/sync.ts';
import { FACILITY } from './facility.ts';

/** Every message that the schemas of the wire allow, with the contents that a hostile or a broken desk may make of them. */

/** Any text that a JavaScript program may hold, halves of characters included. */
const anyText = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength });
const plainText = (maxLength: number) =>
  fc.oneof(
    anyText(maxLength),
    fc.string({ maxLength }),
    fc.constantFrom('', '0', 'សុខ ដារ៉ា', '0123456', '__proto__', 'kind'),
  );
export const hexText = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const instant = fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString());
const day = instant.map((text) => text.slice(0, 10));
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1e21, -1e-7, 5e-324, Number.MAX_VALUE, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER),
);
const leaf = fc.oneof(
  fc.constantFrom(null, true, false),
  number,
  plainText(12),
  instant,
  day,
  fc.uuid(),
  hexText(32),
  fc.stringMatching(/^[0-9]{7}-[0-9]{7}-[0-9ក-ន]$/),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('id', 'name', 'facts', '10', '9', 'a', '__proto__'), plainText(6)),
      tie('tree'),
      { maxKeys: 5 },
    ),
  ),
}));
/** Records of a few shapes many times, as batches have them, and whatever else a content may be. */
const shaped = fc.record({
  id: fc.uuid(),
  at: instant,
  payer: fc.constantFrom('nssf', 'hef', 'self'),
  months: fc.constantFrom<string[]>([], ['2026-01'], ['2026-01', '2026-02']),
  card: fc.option(fc.stringMatching(/^[0-9]{7}-[0-9]{7}$/)),
  extra: fc.option(tree, { freq: 8 }),
});
const content = fc.oneof(
  { weight: 6, arbitrary: shaped.map(canonicalJson) },
  { weight: 3, arbitrary: tree.map(canonicalJson) },
  { weight: 1, arbitrary: tree.map((value) => JSON.stringify(value, null, 1) ?? '') },
  { weight: 1, arbitrary: anyText(40) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{}',
      '{"a":1e400}',
      '{"a":-0}',
      '{"a":1,"a":2}',
      '{"b":1,"a":2}',
      '{"a":1.0}',
      `{"a":${'['.repeat(500)}${']'.repeat(500)}}`,
    ),
  },
);
const change: fc.Arbitrary<WireChange> = fc
  .record({
    incarnation: fc.oneof(fc.constantFrom('0'.repeat(32), 'f'.repeat(32)), hexText(32)),
    seq: fc.oneof(
      fc.integer({ min: 1, max: 2_000 }),
      fc
        .maxSafeNat()
        .map((seq) => seq + 1)
        .filter(Number.isSafeInteger),
    ),
    kind: fc.oneof(fc.constantFrom('patient', 'eligibility-check', 'visit'), plainText(40)),
    recordId: fc.oneof(
      fc.uuid({ version: 7 }),
      plainText(63).map((text) => `${text}x`),
    ),
    version: fc.integer({ min: 1, max: 9 }),
    content,
    madeAt: fc.oneof(instant, plainText(40)),
    hlc: fc.maxSafeNat(),
    clockFlag: fc.constantFrom('ok' as const, 'back' as const, 'jump' as const, 'far' as const),
    baseHash: fc.option(hexText(8)),
    wrongHash: fc.option(hexText(64), { freq: 6 }),
  })
  .map(({ wrongHash, ...rest }) => ({ ...rest, hash: wrongHash ?? sha256Hex(rest.content) }));
const run = fc.record({
  incarnation: hexText(32),
  previous: fc.option(fc.record({ incarnation: hexText(32), seq: fc.nat() })),
});
export const anyRequest: fc.Arbitrary<SyncRequest> = fc.record({
  protocol: fc.integer({ min: 0, max: 9 }),
  deviceId: fc.uuid(),
  program: plainText(60),
  sentAt: fc.oneof(instant, plainText(40)),
  rosterId: fc.option(plainText(80)),
  placesId: fc.option(plainText(80)),
  rulesetsId: fc.option(plainText(80)),
  national: fc.option(fc.record({ rosterId: plainText(80), seq: fc.integer({ min: 1 }) })),
  rechecksAfter: fc.nat(),
  epoch: fc.option(hexText(32)),
  runs: fc.array(run, { maxLength: 5 }),
  recordsAfter: fc.option(fc.nat()),
  deviceKey: fc.option(hexText(64)),
  packsId: fc.option(plainText(80)),
  answersAfter: fc.option(fc.nat()),
  changes: fc.array(change, { maxLength: 60, size: 'max' }),
});
const feedRecord: fc.Arbitrary<FeedRecord> = fc
  .record({
    feedSeq: fc.integer({ min: 1 }),
    deviceId: fc.oneof(fc.uuid(), fc.constant('centre')),
    deskNumber: fc.nat(99),
    losers: fc.array(fc.record({ field: plainText(9), value: plainText(9), deskNumber: fc.nat(99), madeAt: instant }), {
      maxLength: 2,
    }),
    fault: fc.option(fc.record({ code: plainText(9), field: fc.option(plainText(9)), sentence: plainText(60) })),
    change,
  })
  .map(({ change: { clockFlag: _flag, baseHash: _base, ...rest }, ...one }) => ({ ...one, ...rest }));
const verdict = fc.record({
  incarnation: fc.constantFrom('0'.repeat(32), 'f'.repeat(32)),
  seq: fc.nat(300),
  outcome: fc.constantFrom('accepted' as const, 'needs-fixing' as const, 'superseded' as const),
  code: fc.option(plainText(9)),
  field: fc.option(plainText(9)),
  sentence: fc.option(plainText(30)),
});
const fault = fc.record({
  code: plainText(9),
  field: fc.option(plainText(9)),
  line: fc.option(fc.nat(20)),
  params: fc.dictionary(fc.constantFrom('document', 'amount'), plainText(9)),
});
const claimAnswer: fc.Arbitrary<ClaimAnswer> = fc.record({
  seq: fc.integer({ min: 1 }),
  claimId: fc.uuid(),
  version: fc.integer({ min: 1, max: 9 }),
  result: fc.constantFrom(...ANSWER_RESULTS),
  faults: fc.array(fault, { maxLength: 3 }),
  amountRiel: fc.nat(1_000_000),
  at: instant,
  by: fc.constantFrom('centre', 'Sok Dara'),
  note: fc.option(plainText(30)),
});
export const anyReply: fc.Arbitrary<SyncReply> = fc.record({
  protocol: fc.integer({ min: 0, max: 9 }),
  serverTime: fc.oneof(instant, plainText(9)),
  facility: fc.constant(FACILITY),
  verdicts: fc.array(verdict, { maxLength: 60, size: 'max' }),
  roster: fc.option(
    fc.record({ id: plainText(9), asOf: day, rows: fc.integer(), bytes: fc.integer(), sha256: hexText(64) }),
  ),
  places: fc.constant(null),
  rulesets: fc.constant(null),
  national: fc.constant(null),
  rechecks: fc.constant([]),
  keys: fc.constant(null),
  runsThrough: fc.option(hexText(32)),
  fence: fc.option(
    fc.record({
      why: fc.constantFrom('restored' as const, 'cloned' as const),
      deviceId: fc.uuid(),
      deskNumber: fc.integer({ min: 1, max: 99 }),
      deviceToken: hexText(32),
      epoch: hexText(32),
    }),
  ),
  records: fc.option(
    fc.record({ through: fc.nat(), hasMore: fc.boolean(), list: fc.array(feedRecord, { maxLength: 40, size: 'max' }) }),
  ),
  packs: fc.constant(null),
  claimAnswers: fc.option(
    fc.record({
      through: fc.nat(),
      hasMore: fc.boolean(),
      list: fc.array(claimAnswer, { maxLength: 40, size: 'max' }),
    }),
  ),
});
