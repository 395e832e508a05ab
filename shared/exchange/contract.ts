import { z } from 'zod';
import { query, task } from '../wire/contract.ts';
import { syncStatus } from './record.ts';

export const exchangeContract = {
  'sync.status': query({
    allow: 'see-sync',
    says: 'What is waiting, accepted or refused, since when there is no link, and how old the roster is.',
    input: z.strictObject({}),
    output: syncStatus,
    refusals: {},
  }),
  'sync.now': task({
    allow: 'sync',
    says: 'Tries the link at once and answers with the status afterwards.',
    input: z.strictObject({}),
    output: syncStatus,
    refusals: { 'not-enrolled': 'This desk is not enrolled at a centre yet, so there is nowhere to send to.' },
  }),
};
