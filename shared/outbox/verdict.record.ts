import type { Todo } from './record.ts';

/**
 * Every code that the centre can give with a verdict, and what a person at the desk can do about it. `waits` is none of
 * their business: it is sent again by itself. A house test holds the centre's sources to this list and the list to them.
 */
export const VERDICT_CODES = {
  'name-missing': 'correct',
  'birth-date-wrong': 'correct',
  'identifier-wrong': 'correct',
  'identifier-twice': 'correct',
  'identifier-taken': 'correct',
  'patient-number-taken': 'correct',
  'village-unknown': 'correct',
  'nssf-number-of-another-person': 'correct',
  'service-date-wrong': 'correct',
  'outcome-missing': 'correct',
  'outcome-contradicts': 'correct',
  'reason-missing': 'correct',
  'not-storable': 'correct',
  'record-too-large': 'correct',
  'version-taken': 'resend',
  'key-reused': 'resend',
  'hash-wrong': 'resend',
  'record-misshapen': 'resend',
  'kind-unknown': 'tell-centre',
  'schema-unknown': 'tell-centre',
  'record-mismatch': 'tell-centre',
  'facility-differs': 'tell-centre',
  'waits-for-patient': 'waits',
  'waits-for-version': 'waits',
  'waits-for-visit': 'waits',
  'waits-for-check': 'waits',
} as const satisfies Record<string, Todo | 'waits'>;
export type VerdictCode = keyof typeof VERDICT_CODES;

/** What a code says in a language, and what to do. `{identifier}` stands for the name of the number's kind. */
export interface VerdictWords {
  says: string;
  todo: string;
}
export type VerdictText = Record<VerdictCode | 'unknown', VerdictWords>;

/** Codes and sentences of an earlier version of a record may be unknown to a newer desk, and the other way round. */
export const UNKNOWN_CODE = 'unknown';
