/**
 * What the centre counts, as Prometheus reads it (text exposition format 0.0.4). Labels are routes, outcomes and codes
 * that the program itself names: never an id, so that there are few of them and they tell nothing of anybody.
 */
export class Metrics {
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #gauges: { name: string; help: string; kind: 'gauge' | 'counter'; read: () => number }[] = [];

  /** Adds to a counter. `labels` are few and named by the program. */
  count(name: CounterName, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = new Map();
      this.#counters.set(name, counter);
    }
    const key = labelText(labels);
    counter.set(key, (counter.get(key) ?? 0) + by);
  }

  observe(name: HistogramName, seconds: number): void {
    let histogram = this.#histograms.get(name);
    if (histogram === undefined) {
      histogram = { buckets: BOUNDS_S.map(() => 0), sum: 0, count: 0 };
      this.#histograms.set(name, histogram);
    }
    histogram.sum += seconds;
    histogram.count += 1;
    for (const [index, bound] of BOUNDS_S.entries()) {
      if (seconds <= bound) histogram.buckets[index] = (histogram.buckets[index] ?? 0) + 1;
    }
  }

  /** A number that is read when somebody asks. */
  watch(name: string, help: string, read: () => number, kind: 'gauge' | 'counter' = 'gauge'): void {
    this.#gauges.push({ name, help, kind, read });
  }

  text(): string {
    const lines: string[] = [];
    for (const [name, help] of Object.entries(COUNTERS)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} counter`);
      for (const [labels, value] of this.#counters.get(name) ?? []) lines.push(`${name}${labels} ${value}`);
    }
    for (const [name, help] of Object.entries(HISTOGRAMS)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`);
      const { buckets, sum, count } = this.#histograms.get(name) ?? { buckets: [], sum: 0, count: 0 };
      for (const [index, bound] of BOUNDS_S.entries()) {
        lines.push(`${name}_bucket{le="${bound}"} ${buckets[index] ?? 0}`);
      }
      lines.push(`${name}_bucket{le="+Inf"} ${count}`, `${name}_sum ${sum}`, `${name}_count ${count}`);
    }
    for (const { name, help, kind, read } of this.#gauges) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, `${name} ${read()}`);
    }
    return `${lines.join('\n')}\n`;
  }
}

type Counter = Map<string, number>;

interface Histogram {
  buckets: number[];
  sum: number;
  count: number;
}

const COUNTERS = {
  tonle_requests_total: 'Requests that were answered, by route and status.',
  tonle_changes_total: 'Changes that were answered, by outcome.',
  tonle_changes_to_fix_total: 'Changes that somebody has to correct, by code.',
  tonle_fences_total: 'Copies of a database that were given another name.',
  tonle_received_bytes_total: 'Bytes of batches that were read.',
  tonle_background_total: 'Work beside the answering, by what it was and how it ended.',
} as const;
type CounterName = keyof typeof COUNTERS;

const HISTOGRAMS = {
  tonle_batch_seconds: 'From the turn of a batch to its answer.',
  tonle_wait_seconds: 'From the end of the body of a batch to its turn.',
} as const;
type HistogramName = keyof typeof HISTOGRAMS;

const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, '_')}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
