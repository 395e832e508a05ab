import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import type { DeskIdentity, Facility, Place } from '../../shared/facility/record.ts';
export declare const FACILITY: Facility;
export declare const DESK: DeskIdentity;
export declare const PEOPLE: readonly [
  {
    readonly userName: 'vanna';
    readonly pin: '481920';
    readonly role: 'registrar';
    readonly fullName: 'Vanna';
  },
  {
    readonly userName: 'chan';
    readonly pin: '730264';
    readonly role: 'manager';
    readonly fullName: 'Chan';
  },
  {
    readonly userName: 'rith';
    readonly pin: '159357';
    readonly role: 'nssf-officer';
    readonly fullName: 'Rith';
  },
];
export declare const PLACES: readonly Place[];
export declare const ROSTER: {
  readonly id: 'roster-2026-03-09';
  readonly asOf: '2026-03-09';
};
/** One member of every answer that a roster can give. */
export declare const MEMBERS: readonly RosterMember[];
