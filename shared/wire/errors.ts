/**
 * Three ways to fail, one funnel. A refusal is an expected no that the contract declares; it rolls back and the screen
 * handles it. A fault means that the world failed. Everything else is a bug and crosses as a bare `internal` fault.
 */
export const FAULTS = [
  'unknown-ask',
  'invalid',
  'unauthorised',
  'forbidden',
  'too-large',
  'unavailable',
  'incompatible',
  'disk-full',
  'internal',
] as const;
export type FaultCode = (typeof FAULTS)[number];

export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: string;
  readonly field: string | null;
  readonly details: Record<string, string | number>;
  constructor(code: string, field: string | null = null, details: Record<string, string | number> = {}) {
    super(code);
    this.code = code;
    this.field = field;
    this.details = details;
  }
}

export class Fault extends Error {
  override name = 'Fault';
  readonly code: FaultCode;
  readonly field: string | null;
  constructor(code: FaultCode, sentence: string, field: string | null = null) {
    super(sentence);
    this.code = code;
    this.field = field;
  }
}

/** What every port answers. `id` is the request's own id, or null where none could be read. */
export type Reply<O = unknown, R extends string = string> =
  | { id: string | null; ok: true; value: O }
  | {
      id: string | null;
      ok: false;
      refusal: { code: R; sentence: string; field: string | null; details: Record<string, string | number> };
    }
  | { id: string | null; ok: false; fault: { code: FaultCode; sentence: string; field: string | null } };
