import type { Facility } from '../../../../shared/facility/record.ts';
import type { Patient } from '../../../../shared/patients/record.ts';
import { present, type Resource, referenceTo } from './resource.ts';
import { TONLE } from './systems.ts';

export function facilityId(code: string): string {
  return `facility-${code}`;
}

export function facilityResource({ code, nameKm, nameLatin }: Facility): Resource {
  return {
    resourceType: 'Organization',
    id: facilityId(code),
    identifier: [{ system: TONLE.facility, value: code }],
    active: true,
    name: nameKm,
    alias: [nameLatin],
  };
}

const PAYER_NAMES: Record<string, string> = {
  nssf: 'National Social Security Fund',
  hef: 'Health Equity Fund',
  undecided: 'Payer not decided yet',
  self: 'The patient',
  'occupational-risk': 'National Social Security Fund, occupational risk',
};

export function payerId(payer: string): string {
  return `payer-${payer}`;
}

export function payerResource(payer: string): Resource {
  return {
    resourceType: 'Organization',
    id: payerId(payer),
    identifier: [{ system: TONLE.payer, value: payer }],
    active: true,
    name: PAYER_NAMES[payer] ?? payer,
  };
}

export function patientResource(patient: Patient, facilityCode: string): Resource {
  const { id, patientNumber, nameKm, nameLatin, sex, phone, villageCode, identifiers } = patient;
  return {
    resourceType: 'Patient',
    id,
    ...present({
      identifier: [
        { use: 'official', system: TONLE.patientNumber, value: patientNumber },
        ...identifiers.map(({ kind, normalised }) => ({ system: TONLE.identifier[kind], value: normalised })),
      ],
      name: [
        ...(nameKm === null ? [] : [{ use: 'official', text: nameKm }]),
        ...(nameLatin === null ? [] : [{ use: nameKm === null ? 'official' : 'usual', text: nameLatin }]),
      ],
      telecom: phone === null || phone === '' ? [] : [{ system: 'phone', value: phone }],
      gender: sex,
      birthDate: knownBirthDate(patient),
      address: villageCode === null ? [] : [addressOf(villageCode)],
      managingOrganization: referenceTo('Organization', facilityId(facilityCode)),
    }),
  };
}

function addressOf(villageCode: string): Record<string, unknown> {
  return { use: 'home', country: 'KH', extension: [{ url: TONLE.place, valueCode: villageCode }] };
}

/** Only what is known of it: FHIR writes a year as a year, and an invented first of January would be taken for a fact. */
function knownBirthDate({ birthDate, birthDatePrecision }: Patient): string {
  switch (birthDatePrecision) {
    case 'day':
      return birthDate;
    case 'month':
      return birthDate.slice(0, 7);
    case 'year':
    case 'age':
      return birthDate.slice(0, 4);
  }
}
