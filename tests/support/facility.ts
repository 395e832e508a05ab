import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import type { DeskIdentity, Facility, Place } from '../../shared/facility/record.ts';

export const FACILITY: Facility = {
  code: 'KT04',
  nameKm: 'មណ្ឌលសុខភាពតេស្ត',
  nameLatin: 'Test health centre',
  level: 'MPA',
  isPublic: true,
  contractedFrom: '2019-01-01',
  contractedTo: null,
  placeCode: '0201',
};

export const DESK: DeskIdentity = {
  mode: 'real',
  deviceId: '7d3f2a58-0e0c-4f6e-9a53-3f1a6f0a1c11',
  deskNumber: 2,
  facility: FACILITY,
};

export const PEOPLE = [
  { userName: 'vanna', pin: '481920', role: 'registrar', fullName: 'Vanna' },
  { userName: 'chan', pin: '730264', role: 'manager', fullName: 'Chan' },
  { userName: 'rith', pin: '159357', role: 'nssf-officer', fullName: 'Rith' },
] as const;

export const PLACES: readonly Place[] = [
  { code: '02', level: 'province', nameKm: 'បាត់ដំបង', nameLatin: 'Battambang' },
  { code: '0201', level: 'district', nameKm: 'បាណន់', nameLatin: 'Banan' },
  { code: '020101', level: 'commune', nameKm: 'កន្ទឺ១', nameLatin: 'Kantueu Muoy' },
  { code: '02010101', level: 'village', nameKm: 'ឆក', nameLatin: 'Chhak' },
  { code: '02010102', level: 'village', nameKm: 'កន្ទឺ', nameLatin: 'Kantueu' },
  { code: '02010103', level: 'village', nameKm: 'ផ្នំ', nameLatin: 'Phnum' },
];

const member: RosterMember = {
  nssfNumber: '',
  nameKm: null,
  nameLatin: null,
  sex: 'female',
  birthDate: null,
  birthDatePrecision: 'day',
  villageCode: null,
  class: 'employee',
  relation: null,
  principalNssfNumber: null,
  isDisabledOrChronic: false,
  isMarriageRegistered: false,
  isActive: true,
  validFrom: '2020-01-01',
  validTo: null,
  paidMonths: [],
};

export const ROSTER = { id: 'roster-2026-03-09', asOf: '2026-03-09' } as const;

/** One member of every answer that a roster can give. */
export const MEMBERS: readonly RosterMember[] = [
  {
    ...member,
    nssfNumber: '2000000-0000001-ក',
    nameKm: 'ស៊ិន សុភាព',
    nameLatin: 'SIN SOPHEAP',
    birthDate: '1991-04-02',
    paidMonths: ['2025-09', '2025-10', '2025-11', '2025-12', '2026-01', '2026-02'],
  },
  {
    ...member,
    nssfNumber: '2000000-0000002-2',
    nameKm: 'ទូច វណ្ណា',
    nameLatin: 'TOUCH VANNA',
    sex: 'male',
    birthDate: '1980-12-11',
    paidMonths: ['2024-01'],
  },
];
