import type { CaseRecords } from './case.ts';
import { claimResource, claimResponseResource } from './claim.ts';
import { coverageResource, eligibilityRequestResource, eligibilityResponseResources, payerOf } from './cover.ts';
import { encounterResource } from './encounter.ts';
import { facilityResource, patientResource, payerResource } from './people.ts';
import type { Resource } from './resource.ts';

/** Everything that one visit comes to, in an order in which each resource stands after those that it refers to. */
export function resourcesOf(records: CaseRecords): Resource[] {
  const { facility, patient, openedWith, claim, answers } = records;
  return [
    facilityResource(facility),
    patientResource(patient, facility.code),
    ...(openedWith === null ? [] : coverResources({ ...records, ...openedWith, claim: null })),
    ...coverResources(records),
    encounterResource(records),
    ...(claim === null
      ? []
      : [claimResource(records, claim), ...answers.map((answer) => claimResponseResource(records, claim, answer))]),
  ];
}

function coverResources(records: CaseRecords): Resource[] {
  const coverage = coverageResource(records);
  return [
    payerResource(payerOf(records)),
    ...(coverage === null ? [] : [coverage]),
    eligibilityRequestResource(records),
    ...eligibilityResponseResources(records),
  ];
}

export interface TransactionBundle {
  resourceType: 'Bundle';
  type: 'transaction';
  entry: { resource: Resource; request: { method: 'PUT'; url: string } }[];
}

/**
 * A transaction of these cases. Each resource is put under its own id, so that a bundle that is sent twice, because an
 * answer was lost, changes nothing the second time. What several cases refer to stands in it once.
 */
export function transactionBundle(cases: readonly CaseRecords[]): TransactionBundle {
  const resources = new Map<string, Resource>();
  for (const resource of cases.flatMap(resourcesOf)) {
    resources.set(`${resource.resourceType}/${resource.id}`, resource);
  }
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [...resources].map(([url, resource]) => ({ resource, request: { method: 'PUT', url } })),
  };
}
