import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { members, TestCentre } from './centre.ts';

/**
 * Writes so many editions of a register that changes a little each time: `full-<seq>` for the first and every fifth,
 * `delta-<seq>` for the others.
 * @returns the hash of each roster, by its edition; of none ''
 */
export async function writeEditions(
  files: string,
  { members: count, editions }: { members: number; editions: number },
): Promise<string[]> {
  const centre = new TestCentre();
  const hashes = [''];
  await centre.advance(members(count));
  hashes.push(centre.stateHash);
  centre.full(join(files, 'full-1'));
  for (let seq = 2; seq <= editions; seq += 1) {
    const now = members(count + seq * 10, (index) => (index % 40 < seq ? { paidMonths: ['2026-09'] } : {}));
    const delta = await centre.delta(now.slice(seq));
    hashes.push(centre.stateHash);
    if (seq % 5 === 0) centre.full(join(files, `full-${seq}`));
    else writeFileSync(join(files, `delta-${seq}`), delta.bytes);
  }
  return hashes;
}
