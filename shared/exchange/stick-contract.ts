import { z } from 'zod';
import { stick } from '../outbox/stick.record.ts';
import { query, task } from '../wire/contract.ts';

const NOT_WRITTEN =
  'The file could not be written there: the stick is full, was pulled out or is write-protected. Nothing is lost; try another one.';
const CANCELLED = 'No place was chosen, so nothing was made.';

/** How a file leaves this desk: this program saves it itself, or hands it to the browser. */
export const stickWay = z.enum(['window', 'browser']);

export const stickContract = {
  'sticks.list': query({
    allow: 'see-sync',
    says: 'The files for the centre that went out on a stick, and what of them is not confirmed yet.',
    input: z.strictObject({}),
    output: z.object({
      way: stickWay,
      /** False until the centre has told the key that files are sealed to, which it does at a contact. */
      isReady: z.boolean(),
      /** Records that would go on a stick made now. */
      waiting: z.number(),
      /** Newest first. `isKept`: the sealed file lies on this PC still. */
      sticks: z.array(stick.extend({ isKept: z.boolean() })),
    }),
    refusals: {},
  }),
  'sticks.export': task({
    allow: 'sync',
    says: 'Makes a file of everything that waits, sealed so that only the centre can read it.',
    input: z.strictObject({}),
    output: z.object({
      number: z.number(),
      fileName: z.string(),
      records: z.number(),
      bytes: z.number(),
      tookMs: z.number(),
      /** Under what name it was saved; null where the browser fetches it from `/sticks/<fileName>`. */
      savedAs: z.string().nullable(),
    }),
    refusals: {
      'not-enrolled': 'This desk is not enrolled at a centre yet, so there is nobody to send to.',
      'no-sealing-key':
        'The centre has not told this desk yet how to seal a file for it. One contact over the line is needed first.',
      'nothing-waits': 'Nothing waits to be sent: the centre has everything.',
      'stick-busy': 'Another file is being made or read just now. Wait until it is done.',
      cancelled: CANCELLED,
      'not-written': NOT_WRITTEN,
    },
  }),
  'sticks.save': task({
    allow: 'sync',
    says: 'Saves a file that was made before once more; in a browser it is fetched from its address instead.',
    input: z.strictObject({ number: z.int().min(1) }),
    output: z.object({ savedAs: z.string() }),
    refusals: {
      'not-kept': 'This file is no longer on this PC. Make a new one: it has everything that still waits.',
      'saved-by-browser': 'In a browser the file is fetched from its address.',
      cancelled: CANCELLED,
      'not-written': NOT_WRITTEN,
    },
  }),
  'sticks.import': task({
    allow: 'sync',
    says: 'Reads the centre’s answer to a stick and keeps its verdicts.',
    input: z.strictObject({
      /** What `POST /sticks/answer` kept of a browser’s file; null where this program opens the file itself. */
      upload: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .nullable(),
    }),
    output: z.object({
      number: z.number(),
      /** Verdicts in the file: `accepted` also counts what the centre had before. */
      verdicts: z.number(),
      accepted: z.number(),
      needsFixing: z.number(),
      /** How many of them were news here. */
      kept: z.number(),
      /** Records of that stick that wait still. */
      stillWaiting: z.number(),
    }),
    refusals: {
      'not-enrolled': 'This desk is not enrolled at a centre yet, so there is nobody to hear from.',
      'stick-busy': 'Another file is being made or read just now. Wait until it is done.',
      cancelled: 'No file was chosen, so nothing was changed.',
      'not-read':
        'The file could not be read: the stick was pulled out, or the file is too large. Nothing was changed.',
      'not-an-answer':
        'This is not the centre’s answer to a stick. Choose the file whose name ends in "-answer.tonle".',
      'not-for-this-desk': 'This answer is for a stick of another desk, or of one that this database does not know.',
      damaged: 'This file was changed or cut off on its way, so nothing of it was used. Copy it again from the centre.',
      'not-signed': 'This file is not signed by the centre of this desk, so nothing of it was used.',
    },
  }),
};
