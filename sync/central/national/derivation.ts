import { SLOW_BYTES } from '../../../shared/eligibility/national/layout.record.ts';

/** The keys of one member: two bytes of the bucket's HMAC, and the slow call. */
export const DERIVED_BYTES = 2 + SLOW_BYTES;

/** Something that derives keys: of texts of `lookupText`, `DERIVED_BYTES` each. */
export interface Derivation {
  /** How many batches it works on at once. */
  readonly threads: number;
  derive(texts: string[]): Promise<Uint8Array>;
}
