import { z } from 'zod';
import { ROLES } from '../base/permission.ts';
import { command, query, task } from '../wire/contract.ts';
import { PIN_SHAPE, staffMember } from './record.ts';

export const staffContract = {
  'staff.signIn': task({
    allow: 'anyone',
    says: 'Opens a session for a user name and PIN. Send its token with every later ask.',
    input: z.strictObject({ userName: z.string().trim().min(1).max(80), pin: z.string().min(1).max(40) }),
    output: z.object({ session: z.string(), endsAt: z.string(), staff: staffMember }),
    refusals: {
      'wrong-pin': 'The user name or the PIN is not right.',
      locked: 'Too many wrong PINs. Wait until the lock ends, then try again.',
      'device-revoked':
        'The centre has revoked this desk, so nobody can sign in here. What was saved is kept and goes to the centre sealed. Call the centre.',
    },
  }),
  'staff.signOut': command({
    allow: 'signed-in',
    says: 'Ends the session.',
    input: z.strictObject({}),
    output: z.object({}),
    refusals: {},
  }),
  'staff.me': query({
    allow: 'signed-in',
    says: 'Who is signed in.',
    input: z.strictObject({}),
    output: z.object({ staff: staffMember }),
    refusals: {},
  }),
  'staff.list': query({
    allow: 'manage',
    says: 'Everybody who works at this desk.',
    input: z.strictObject({}),
    output: z.object({ staff: z.array(staffMember) }),
    refusals: {},
  }),
  'staff.add': task({
    allow: 'manage',
    says: 'Adds somebody who may sign in here.',
    input: z.strictObject({
      userName: z.string().trim().min(2).max(40),
      fullName: z.string().trim().min(1).max(80),
      role: z.enum(ROLES),
      pin: z.string().regex(PIN_SHAPE, 'four to twelve digits'),
    }),
    output: z.object({ staff: staffMember }),
    refusals: { 'user-name-taken': 'Somebody here already has this user name.' },
  }),
};
