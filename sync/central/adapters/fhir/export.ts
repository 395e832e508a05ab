import type { World } from '../../world.ts';
import { transactionBundle } from './bundle.ts';
import { casesOfMonth } from './source.ts';

/**
 * Gives a facility's month of service (YYYY-MM) away as FHIR R4: one transaction Bundle a line, at most fifty visits in
 * each. Repeating it gives the same resources under the same ids. Returns how much it was.
 * @throws CentreFault where there is no such facility
 */
export async function exportFhir(
  world: Pick<World, 'db' | 'frames'>,
  facility: string,
  month: string,
  line: (text: string) => Promise<void>,
): Promise<{ bundles: number; visits: number; withdrawn: number }> {
  const given = { bundles: 0, visits: 0, withdrawn: 0 };
  for await (const { cases, withdrawn } of casesOfMonth(world, facility, month)) {
    await line(JSON.stringify(transactionBundle(cases, withdrawn)));
    given.bundles += 1;
    given.visits += cases.length;
    given.withdrawn += withdrawn.length;
  }
  return given;
}
