import { z } from 'zod';
import { dayText, writtenText } from '../facility/record.ts';
import { command, query, task } from '../wire/contract.ts';
import { PAYERS } from './record.ts';
import { checkInput, checkQuality, overturnedCheck, rosterMatch, shownCheck } from './shown.record.ts';

export const eligibilityContract = {
  'eligibility.check': command({
    allow: 'register',
    says: 'Answers from what this desk knows whether and by whom a visit is paid, and keeps the answer with its grounds for ever.',
    input: checkInput,
    output: shownCheck,
    refusals: {
      'patient-not-found': 'No patient with this id is kept at this desk.',
      'not-set-up': 'This desk has no facility yet.',
      'service-date-wrong': 'The day of the visit lies in the future or too far back.',
    },
  }),
  'eligibility.findMembers': query({
    allow: 'see-patients',
    says: 'People of the roster with this NSSF number, or with this name, to fill the form of a new patient.',
    input: z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(20).default(5) }),
    output: z.object({ members: z.array(rosterMatch), rosterAsOf: z.string().nullable() }),
    refusals: {},
  }),
  'eligibility.confirm': task({
    allow: 'register',
    says: 'Asks the centre about a check, for two seconds at most; a better founded answer is stored in its place and given.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('confirmed'), shown: shownCheck }),
      /** No answer in time, no line, no number to ask about: the local answer stands. */
      z.object({ status: z.literal('not-reached') }),
    ]),
    refusals: { 'check-not-found': 'No check with this id is kept at this desk.' },
  }),
  'eligibility.override': command({
    allow: 'register',
    says: 'Staff decide otherwise than the rules, with a reason; the check that results is marked for ever.',
    input: z.strictObject({
      checkId: z.string().max(64),
      payer: z.enum(PAYERS),
      reason: writtenText().min(5).max(300),
    }),
    output: shownCheck,
    refusals: {
      'check-not-found': 'No check with this id is kept at this desk.',
      'nothing-to-override': 'The check already says that this payer pays.',
    },
  }),
  'eligibility.latest': query({
    allow: 'see-patients',
    says: 'The latest check of a patient, for whoever may look but not register.',
    input: z.strictObject({ patientId: z.string().max(64) }),
    output: z.object({ shown: shownCheck.nullable() }),
    refusals: {},
  }),
  'eligibility.overturned': query({
    allow: 'see-patients',
    says: 'Checks that the centre has overturned, those not yet seen first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.object({ items: z.array(overturnedCheck), unseen: z.number() }),
    refusals: {},
  }),
  'eligibility.markSeen': command({
    allow: 'register',
    says: 'Notes that somebody has dealt with an overturned check.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: z.object({ unseen: z.number() }),
    refusals: { 'check-not-found': 'No overturned check with this id is kept at this desk.' },
  }),
  'eligibility.quality': query({
    allow: 'see-patients',
    says: 'How well founded the answers of a span of days were: provisional, confirmed, overridden, overturned.',
    input: z.strictObject({ from: dayText, to: dayText }),
    output: checkQuality,
    refusals: { 'span-wrong': 'The first day lies after the last one, or the span is longer than 400 days.' },
  }),
  'eligibility.get': query({
    allow: 'see-patients',
    says: 'A stored check.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: shownCheck,
    refusals: { 'check-not-found': 'No check with this id is kept at this desk.' },
  }),
};
