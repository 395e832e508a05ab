import { z } from 'zod';
import { ROLES } from '../base/permission.ts';

export const staffMember = z.object({
  id: z.string(),
  userName: z.string(),
  fullName: z.string(),
  role: z.enum(ROLES),
  isActive: z.boolean(),
});
export type StaffMember = z.infer<typeof staffMember>;

export const PIN_SHAPE = /^\d{4,12}$/;
