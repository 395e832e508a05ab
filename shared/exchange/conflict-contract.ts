import { z } from 'zod';
import { command, query } from '../wire/contract.ts';
import { conflict } from './conflict-record.ts';

export const conflictContract = {
  'patients.conflicts': query({
    allow: 'see-patients',
    says: 'What lost where two desks changed the same patient or visit; of one patient, or of all.',
    input: z.strictObject({
      patientId: z.string().max(64).optional(),
      /** What was settled by somebody, or by the rule alone. */
      isSettled: z.boolean().default(false),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.object({ conflicts: z.array(conflict), open: z.number() }),
    refusals: {},
  }),
  'patients.settleConflict': command({
    allow: 'register',
    says: 'Leaves what counts as it is, or takes the other desk’s value as a correction.',
    input: z.strictObject({ conflictId: z.int().min(1), take: z.enum(['kept', 'other']) }),
    /** The version that was written; null where nothing had to be. */
    output: z.object({ version: z.number().nullable() }),
    refusals: {
      'conflict-not-found': 'No such difference between two desks is kept here.',
      'already-settled': 'Somebody has settled this already.',
      withdrawn: 'This record was withdrawn; what is kept of it is not changed any more.',
      'cannot-take':
        'The other value does not fit this record any more. Open the record and correct it by hand, then leave this as it is.',
    },
  }),
};
