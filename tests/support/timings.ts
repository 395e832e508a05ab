/** Percentiles of measured times, in milliseconds with two decimals. */
export interface Spread {
  p50: number;
  p95: number;
  max: number;
}

export function spreadOf(ms: readonly number[]): Spread {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: rounded(sorted.at(-1) ?? 0) };
}

export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** How long `work` takes, for each item in turn. */
export async function timed<T>(items: readonly T[], work: (item: T) => unknown): Promise<number[]> {
  const took: number[] = [];
  for (const item of items) {
    const startMs = performance.now();
    await work(item);
    took.push(performance.now() - startMs);
  }
  return took;
}
