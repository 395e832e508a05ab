import { slipNumber } from '../../../../shared/visits/rules.ts';
import type { CaseRecords } from './case.ts';
import { facilityId } from './people.ts';
import { concept, present, type Resource, referenceTo } from './resource.ts';
import { HL7, TONLE } from './systems.ts';

const STATUS = { open: 'in-progress', closed: 'finished', cancelled: 'cancelled' } as const;

export function encounterResource(records: CaseRecords): Resource {
  const { visit, isVisitWithdrawn, facility } = records;
  const { id, status, visitType, serviceCategory, department, dischargeType, referredFrom } = visit;
  const hospitalization = present({
    dischargeDisposition: dischargeType === null ? null : concept(TONLE.discharge, dischargeType),
    admitSource: referredFrom === null ? null : { text: referredFrom },
  });
  return {
    resourceType: 'Encounter',
    id,
    ...present({
      identifier: [{ system: TONLE.visit, value: `${facility.code}/${visit.serviceDate}/${slipNumber(visit)}` }],
      status: isVisitWithdrawn ? 'entered-in-error' : STATUS[status],
      class: { system: HL7.encounterClass, code: classOf(visitType, serviceCategory) },
      type: [concept(TONLE.department, department)],
      serviceType: concept(TONLE.service, serviceCategory),
      subject: referenceTo('Patient', visit.patientId),
      period: present({ start: visit.openedAt, end: visit.closedAt ?? visit.cancelledAt }),
      hospitalization: Object.keys(hospitalization).length === 0 ? null : hospitalization,
      serviceProvider: referenceTo('Organization', facilityId(facility.code)),
    }),
  };
}

function classOf(visitType: string, serviceCategory: string): string {
  if (visitType === 'inpatient') return 'IMP';
  return serviceCategory === 'emergency' ? 'EMER' : 'AMB';
}
