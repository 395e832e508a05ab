import { BATCH_CHANGES_MAX, type Verdict } from './sync.ts';
import { Malformed } from './varint.ts';

/** Verdicts on changes that follow one another and came to the same: `verdict` is that of the first, `more` come after it. */
export interface VerdictRun {
  verdict: Verdict;
  more: number;
}

/** Nearly always a whole batch is accepted: what is said three hundred times is packed once. The order stays. */
export function runsOfVerdicts(verdicts: readonly Verdict[]): VerdictRun[] {
  const runs: VerdictRun[] = [];
  let last: VerdictRun | undefined;
  for (const verdict of verdicts) {
    if (last !== undefined && isNext(last, verdict)) last.more += 1;
    else {
      last = { verdict, more: 0 };
      runs.push(last);
    }
  }
  return runs;
}

function isNext({ verdict: first, more }: VerdictRun, next: Verdict): boolean {
  return (
    next.seq === first.seq + more + 1 &&
    next.incarnation === first.incarnation &&
    next.outcome === first.outcome &&
    next.code === first.code &&
    next.field === first.field &&
    next.sentence === first.sentence
  );
}

/** @throws Malformed where it would come to more verdicts than a batch has changes, or is no list of runs */
export function verdictsOfRuns(runs: unknown): Verdict[] {
  if (!Array.isArray(runs)) throw new Malformed('no list of verdicts');
  const verdicts: Verdict[] = [];
  for (const run of runs as Partial<VerdictRun>[]) {
    const { verdict, more } = run ?? {};
    if (typeof verdict?.seq !== 'number' || !Number.isInteger(more) || more === undefined || more < 0) {
      throw new Malformed('no run of verdicts');
    }
    if (verdicts.length + more + 1 > BATCH_CHANGES_MAX) throw new Malformed('more verdicts than changes');
    for (let after = 0; after <= more; after += 1) verdicts.push({ ...verdict, seq: verdict.seq + after });
  }
  return verdicts;
}
