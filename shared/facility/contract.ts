import { z } from 'zod';
import { query } from '../wire/contract.ts';
import { placeWithPath } from './record.ts';

export const facilityContract = {
  'places.search': query({
    allow: 'see-patients',
    says: 'Villages and other places by name in Khmer or Latin, or by code.',
    input: z.strictObject({ text: z.string().max(100), limit: z.int().min(1).max(50).default(12) }),
    output: z.object({ places: z.array(placeWithPath) }),
    refusals: {},
  }),
};
