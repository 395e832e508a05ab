import { z } from 'zod';
import { writtenText } from '../facility/record.ts';
import { CHANGE_KINDS, withdrawal } from '../outbox/record.ts';
import { command } from '../wire/contract.ts';

const NOT_FOUND = 'No record with this id is kept at this desk.';
const WITHDRAWN = 'This record was withdrawn already.';

export const changeContract = {
  'changes.withdraw': command({
    allow: 'register',
    says: 'Withdraws a record with a reason: it stays, marked as withdrawn here, at the other desks and at the centre.',
    input: z.strictObject({
      kind: z.enum(CHANGE_KINDS),
      recordId: z.string().max(64),
      reason: writtenText().min(3).max(200),
    }),
    output: z.object({ withdrawn: withdrawal }),
    refusals: {
      'record-not-found': NOT_FOUND,
      withdrawn: WITHDRAWN,
      'month-stays': 'The closing of a month is not withdrawn. Open the month again with a reason.',
      'already-decided': 'The centre has accepted or paid this claim; it is not withdrawn here any more.',
      'visits-first':
        'This patient has visits. Withdraw or cancel those that are wrong first; a patient with visits stays.',
    },
  }),
  'changes.resend': command({
    allow: 'register',
    says: 'Sends a record that the centre has set aside again as it is, as its next version.',
    input: z.strictObject({ kind: z.enum(CHANGE_KINDS), recordId: z.string().max(64) }),
    output: z.object({ version: z.number() }),
    refusals: {
      'record-not-found': NOT_FOUND,
      'nothing-to-resend': 'The centre has not set this record aside, so there is nothing to send again.',
    },
  }),
};
