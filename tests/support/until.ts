import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is yes; fails with the sentence when that takes longer than `maxMs`. */
export async function until(sentence: string, isSo: () => Promise<boolean> | boolean, maxMs = 120_000): Promise<void> {
  const endMs = Date.now() + maxMs;
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(`It never came about that ${sentence}.`);
    await pause(25);
  }
}
