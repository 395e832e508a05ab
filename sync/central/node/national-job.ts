import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../../shared/base/assert.ts';
import type { NationalRow } from '../members.store.ts';
import type { NationalMember } from '../national/classes.ts';
import { DerivationPool } from './national/pool.ts';
import { type EditionJob, makeEdition } from './national-edition.ts';
import type { FromJob, ToJob } from './national-talk.ts';

/**
 * The program of the thread that makes a national roster, so that the centre goes on answering meanwhile. It asks for the
 * members a page at a time, and so never has more than a few pages of them in memory.
 */
const { threads, ...job } = workerData as EditionJob & { threads: number };
const port = must(parentPort, 'this program runs as a thread');
const say = (message: FromJob): void => port.postMessage(message);

const worker = import.meta.url.endsWith('.ts') ? './national/worker.ts' : './national/worker.js';
const pool = new DerivationPool(new URL(worker, import.meta.url), job.keys, threads);

const pages: NationalRow[][] = [];
let wake: (() => void) | null = null;
let isEnd = false;
let isStopping = false;
port.on('message', (message: ToJob) => {
  if (message.kind === 'page') pages.push(message.rows);
  else if (message.kind === 'end') isEnd = true;
  else isStopping = true;
  wake?.();
});

async function* members(): AsyncGenerator<NationalMember> {
  for (;;) {
    if (isStopping) throw new Error('stopped');
    const page = pages.shift();
    if (page !== undefined) {
      say({ kind: 'more' });
      for (const { paidMonths, contributionGroup: group, ...row } of page) {
        yield { ...row, paidMonths: paidMonths === '' ? [] : paidMonths.split(';'), group };
      }
    } else if (isEnd) return;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

async function make(): Promise<void> {
  try {
    const made = await makeEdition(job, members(), pool, ({ derived }) => say({ kind: 'progress', derived }));
    say({ kind: 'made', made });
  } catch (error) {
    say({ kind: 'failed', error: error instanceof Error ? `${error.name} ${error.message}` : 'unknown' });
  } finally {
    await pool.close();
    port.close();
  }
}

// Not awaited by the module itself: a thread whose modules are still being evaluated must not be broken off.
void make();
