import { centreProblem } from '../protocol/enrol.ts';
import { LineProblem } from './transport.ts';

/** The centre answered, and said that it does not take this desk's messages now. */
export class CentreRefusal extends Error {
  override name = 'CentreRefusal';
  readonly code: string;
  readonly retryAfterMs: number | null;
  constructor(code: string, sentence: string, retryAfterMs: number | null) {
    super(sentence);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What an answer that is not the wanted one means: the centre's own no, or somebody else on the line. */
export function refusalOf(body: unknown, status: number, retryAfterMs: number | null): Error {
  const problem = centreProblem.safeParse(body);
  if (!problem.success) {
    return new LineProblem(`Something between here and the centre answered (${status}), but it was not the centre.`);
  }
  return new CentreRefusal(problem.data.code, problem.data.sentence, retryAfterMs);
}
