import type { CentreProblem } from '../protocol/enrol.ts';

/** What an operator has to hear in one sentence, on the command line or at the start. */
export class CentreFault extends Error {
  override name = 'CentreFault';
}

/** An answer with a status from 400 on: a code and a sentence for the desk. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly code: CentreProblem['code'];
  readonly retryAfterS: number | null;

  constructor(status: number, code: CentreProblem['code'], sentence: string, retryAfterS: number | null = null) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** Of an error that nobody foresaw: its kind and PostgreSQL's code. Its message may hold what somebody sent. */
export function whatIsSafe(error: unknown): Record<string, string | null> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const at = /\((?:file:\/\/)?([^()]*:\d+:\d+)\)/.exec(error.stack ?? '')?.[1] ?? null;
  return { error: error.name, code, at };
}
