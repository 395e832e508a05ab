import { must } from '../../shared/base/assert.ts';
import type { Month } from '../../shared/base/time.ts';
import { afterEdits, indexOfTag, recordsIn } from '../../shared/eligibility/national/bucket.rules.ts';
import { birthTextOf, lookupText } from '../../shared/eligibility/national/lookup-text.rules.ts';
import { afterRule, type NationalClass } from '../../shared/eligibility/national/member-class.record.ts';
import { paidMonthsOf } from '../../shared/eligibility/national/months.rules.ts';
import { bucketOf, readPayload } from '../../shared/eligibility/national/sealed-record.rules.ts';
import { changesBetween } from '../../sync/central/national/changes.ts';
import type { NationalMember } from '../../sync/central/national/classes.ts';
import { NationalState } from '../../sync/central/national/state.ts';
import type { TestCentre } from './centre.ts';

/** What a roster says after the changes to another one, made as a desk makes them. */
export function applied(before: NationalState, after: NationalState): NationalState {
  const changes = changesBetween(before, after);
  const classes = new Map(before.classes.map(({ id, is }) => [id, is]));
  for (const rule of changes.rules) {
    const is = afterRule(classes.get(rule.id) ?? null, rule);
    if (is !== null) classes.set(rule.id, is);
  }
  const buckets = Array.from({ length: before.bucketsCount }, (_, id) => {
    const at = <T extends { bucket: number }>(list: T[]) => list.filter(({ bucket }) => bucket === id);
    const edits = {
      updates: at(changes.updates),
      removals: at(changes.removals).map(({ index }) => index),
      additions: at(changes.additions).map(({ record }) => record),
    };
    const edited = afterEdits(before.bucket(id), edits);
    if (edited === null) throw new Error('the changes do not fit');
    return edited;
  });
  const starts = new Uint32Array(buckets.length + 1);
  buckets.forEach((bucket, id) => {
    starts[id + 1] = (starts[id] ?? 0) + recordsIn(bucket);
  });
  const entries = [...classes].map(([id, is]) => ({ id, is })).sort((a, b) => a.id - b.id);
  return new NationalState(before.bucketBits, entries, Buffer.concat(buckets), starts);
}

export interface Answer {
  facts: Omit<NationalClass, 'paidMonths'>;
  paidMonths: Month[];
}

/** What the latest edition of a centre says of a member, read as a desk reads it; null where it does not know him. */
export function answerOf(centre: TestCentre, member: NationalMember): Answer | null {
  const { state } = centre;
  const birth = must(birthTextOf(member.birthDate, member.birthDatePrecision), 'an invented member has a birth date');
  const text = must(lookupText(member.nssfKey, birth), 'an invented member has a number');
  const derived = centre.derived.get(text);
  if (derived === null) return null;
  const slow = derived.subarray(2);
  const records = state.bucket(bucketOf(derived, state.bucketBits));
  const index = indexOfTag(records, slow);
  if (index < 0) return null;
  const { classId, months } = readPayload(records, index * 12, slow);
  const entry = must(
    state.classes.find(({ id }) => id === classId),
    'a record names a class that is there',
  );
  const { paidMonths, ...facts } = entry.is;
  return { facts, paidMonths: paidMonthsOf(centre.lineage.baseMonth, months, paidMonths) };
}
