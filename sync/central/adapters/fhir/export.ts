import type { World } from '../../world.ts';
import { transactionBundle } from './bundle.ts';
import { casesOfMonth } from './source.ts';

/** What was given away: bundles, visits that stand, withdrawn ones, and those that could not be read and were left out. */
export interface FhirGiven {
  bundles: number;
  visits: number;
  withdrawn: number;
  leftOut: number;
}

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
): Promise<FhirGiven> {
  const given: FhirGiven = { bundles: 0, visits: 0, withdrawn: 0, leftOut: 0 };
  for await (const { cases, leftOut } of casesOfMonth(world, facility, month)) {
    given.leftOut += leftOut;
    if (cases.length === 0) continue;
    await line(JSON.stringify(transactionBundle(cases)));
    const withdrawn = cases.filter(({ isVisitWithdrawn }) => isVisitWithdrawn).length;
    given.bundles += 1;
    given.visits += cases.length - withdrawn;
    given.withdrawn += withdrawn;
  }
  return given;
}
