import { dayAt, msOf } from '../../../../shared/base/time.ts';
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
      period: periodOf(records),
      hospitalization: Object.keys(hospitalization).length === 0 ? null : hospitalization,
      serviceProvider: referenceTo('Organization', facilityId(facility.code)),
    }),
  };
}

/**
 * When somebody was here. A visit that was entered on another day than it was took place on its day of service, of which no
 * hour is known, and ended when the stay did; what the desk's clock said then is when somebody wrote it down.
 */
function periodOf({ visit, claim }: CaseRecords): Record<string, unknown> {
  const { serviceDate, openedAt, visitType } = visit;
  const endedAt = visit.closedAt ?? visit.cancelledAt;
  const isEnteredThen = dayAt(msOf(openedAt)) === serviceDate;
  const start = isEnteredThen ? openedAt : serviceDate;
  if (endedAt === null) return { start };
  const leftOn = visitType === 'inpatient' ? (claim?.details.dischargedOn ?? dayAt(msOf(endedAt))) : serviceDate;
  const end = isEnteredThen ? endedAt : leftOn;
  // A clock that was set back meanwhile ends nothing before it began.
  const isBackwards = end < start;
  return { start, end: isBackwards ? start : end };
}

function classOf(visitType: string, serviceCategory: string): string {
  if (visitType === 'inpatient') return 'IMP';
  return serviceCategory === 'emergency' ? 'EMER' : 'AMB';
}
