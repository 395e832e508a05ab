import type { MemberClass } from './record.ts';

/** A member of the register as the roster on this desk knows it. */
export interface RosterMember {
  nssfNumber: string;
  nameKm: string | null;
  nameLatin: string | null;
  sex: 'female' | 'male';
  birthDate: string | null;
  birthDatePrecision: 'day' | 'month' | 'year' | 'unknown';
  villageCode: string | null;
  class: MemberClass;
  relation: 'child' | 'spouse' | null;
  principalNssfNumber: string | null;
  isDisabledOrChronic: boolean;
  isMarriageRegistered: boolean;
  isActive: boolean;
  validFrom: string | null;
  validTo: string | null;
  paidMonths: string[];
}

export interface RosterFacts {
  id: string;
  asOf: string;
  membersCount: number;
  importedAt: string;
}
