import { z } from 'zod';
import { MEMBER_CLASSES, RELATIONS } from './record.ts';

/** A member of the register as the roster on this desk knows it. */
export const rosterMember = z.object({
  nssfNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.enum(['female', 'male']),
  birthDate: z.string().nullable(),
  birthDatePrecision: z.enum(['day', 'month', 'year', 'unknown']),
  villageCode: z.string().nullable(),
  class: z.enum(MEMBER_CLASSES),
  relation: z.enum(RELATIONS).nullable(),
  principalNssfNumber: z.string().nullable(),
  isDisabledOrChronic: z.boolean(),
  isMarriageRegistered: z.boolean(),
  isActive: z.boolean(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  paidMonths: z.array(z.string()),
});
export type RosterMember = z.infer<typeof rosterMember>;

export interface RosterFacts {
  id: string;
  asOf: string;
  membersCount: number;
  importedAt: string;
}
