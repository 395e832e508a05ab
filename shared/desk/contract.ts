import { z } from 'zod';
import { dayText, facility } from '../facility/record.ts';
import { PIN_SHAPE } from '../staff/record.ts';
import { command, query, task } from '../wire/contract.ts';
import { clockState, fencedLife } from './record.ts';

const person = z.object({ name: z.string(), pin: z.string(), role: z.string(), fullName: z.string() });

export const about = z.object({
  name: z.literal('Tonle'),
  version: z.string(),
  /** `not-set-up` until this desk has been given a facility. */
  mode: z.enum(['practice', 'real', 'not-set-up']),
  facility: facility.nullable(),
  deskNumber: z.number().nullable(),
  today: z.string(),
  now: z.string(),
  /** The people of a practice facility with their PINs; empty on a real desk. */
  people: z.array(person),
  staffNames: z.array(z.string()),
  /** The centre has closed this desk. `isHandedOver`: it has confirmed all that had not been sent. */
  revoked: z.object({ at: z.string(), isHandedOver: z.boolean() }).nullable(),
  shell: z.string(),
  runtime: z.record(z.string(), z.string()),
});
export type About = z.infer<typeof about>;

export const deskContract = {
  'system.about': query({
    allow: 'anyone',
    says: 'What this program is, which desk it is, and in practice whom to sign in as.',
    input: z.strictObject({}),
    output: about,
    refusals: {},
  }),
  'system.startPractice': task({
    allow: 'anyone',
    says: 'Opens the practice facility in a folder of its own; only on a desk that is not set up.',
    input: z.strictObject({}),
    output: z.object({ mode: z.literal('practice') }),
    refusals: {
      'already-set-up':
        'This desk already belongs to a facility. Practice is started apart, with "npm start -- --practice".',
    },
  }),
  'system.setUp': task({
    allow: 'anyone',
    says: 'Enrols this desk at the centre with a one-time code and makes its first manager.',
    input: z.strictObject({
      centreUrl: z.url({ protocol: /^https?$/ }).max(300),
      code: z.string().trim().min(4).max(40),
      managerName: z.string().trim().min(1).max(80),
      userName: z.string().trim().min(2).max(40),
      pin: z.string().regex(PIN_SHAPE, 'four to twelve digits'),
    }),
    output: z.object({ facility, deskNumber: z.number() }),
    refusals: {
      'already-set-up': 'This desk already belongs to a facility.',
      'code-refused': 'The centre did not accept this code. Codes work once and for a limited time: ask for a new one.',
      'centre-unreachable':
        'The centre did not answer at this address. Check the address and the line, then try again; nothing was changed.',
    },
  }),
  'desk.clock': query({
    allow: 'signed-in',
    says: 'What this desk thinks of the clock of its PC, and what it knows of the true time.',
    input: z.strictObject({}),
    output: clockState,
    refusals: {},
  }),
  'desk.confirmDate': command({
    allow: 'register',
    says: 'Somebody has looked at a calendar: confirms the day that the PC shows, or says which it is. Kept in the audit trail.',
    input: z.strictObject({ day: dayText }),
    output: clockState,
    refusals: {
      'day-has-passed':
        'This day is over: the centre or its lists are already of a later one. Look at the calendar again.',
    },
  }),
  'desk.lives': query({
    allow: 'see-sync',
    says: 'The names that this desk gave up because there was a second copy of its database, newest first.',
    input: z.strictObject({}),
    output: z.object({ lives: z.array(fencedLife) }),
    refusals: {},
  }),
  'desk.seeLives': command({
    allow: 'manage',
    says: 'A manager has read that this desk goes on under another number: all notices so far, or up to one of them.',
    input: z.strictObject({ through: z.int().min(1).optional() }),
    output: z.object({ seen: z.number() }),
    refusals: {},
  }),
  'desk.setLinePrice': command({
    allow: 'manage',
    says: 'Says what a megabyte costs at this desk, in riel, so that the meter can show money.',
    input: z.strictObject({ rielPerMb: z.int().min(0).max(1_000_000).nullable() }),
    output: z.object({ rielPerMb: z.number().nullable() }),
    refusals: {},
  }),
  'practice.setLink': task({
    allow: 'signed-in',
    says: 'Pulls the network plug of a practice desk, or puts it back.',
    input: z.strictObject({ isUp: z.boolean() }),
    output: z.object({ isUp: z.boolean() }),
    refusals: { 'not-practice': 'Only a practice desk has a plug to pull.' },
  }),
};
