/** Answers of the desk that the NSSF has overturned, and what is to be done about each. */
export const answers = {
  title: 'Answers that the NSSF has changed',
  lead: 'What was said at the desk, what the NSSF says now, and what to do about it.',
  open: 'To deal with',
  openNone: 'Nothing to deal with. The NSSF has changed no answer.',
  openNoneLeft: 'Everything has been dealt with.',
  seen: 'Dealt with',
  said: 'Said at the desk',
  now: 'The NSSF says now',
  asOf: 'answered {{moment}}, as of {{date}}',
  visit: 'Visit {{number}} of {{date}}',
  visitWithout: 'Checked on {{date}}, no visit opened',
  todo: 'What to do',
  advice: {
    'tell-covered': 'Tell the patient: {{payer}} pays for this visit.',
    'pay-back': 'If the patient has paid for this visit, ask the cashier to pay it back.',
    'tell-not-covered':
      'Tell the patient in private what the NSSF says and why; 1286 or 1297 can check it. The care given stays given, and the manager decides about the payment.',
    'other-payer': 'The payer changes: the claim goes to {{payer}}.',
    'nothing-to-pay-back': 'Nothing to ask of the patient, nothing to pay back.',
    'work-injury': 'The work injury scheme is responsible: report the accident at 1286. The patient does not pay.',
    'look-again': 'Open the patient, look at the papers together and check the cover once more.',
    'no-visit': 'No visit was opened under this answer: nothing to change here. Say it when the patient comes again.',
  },
  done: 'Done',
  count: '{{n}} to deal with',
};
