import type { ClaimText } from './claim-code.record.ts';

/** What keeps a claim back or why the centre answered as it did, in English. */
export const CLAIM_TEXT_EN: ClaimText = {
  'check-open': {
    says: 'Who pays for this visit is not decided yet.',
    todo: 'Where the answer was provisional the centre decides by itself. Where it says that somebody has to look, decide at the check who pays, then save the claim again.',
  },
  'card-shown': {
    says: 'This equity card was only shown: no register has it.',
    todo: 'Withdraw the visit and enter it again with the dates of the card, or let an officer of the centre decide.',
  },
  'no-rate': {
    says: 'The rate table of this day has no price for this case at this facility.',
    todo: 'Choose the right case, or wait until the centre sends the rate table; the claim goes on by itself then.',
  },
  'amount-wrong': {
    says: 'The amount is not the number of cases times the price of this day.',
    todo: 'Open the claim and save it; the amounts are worked out again.',
  },
  'document-missing': {
    says: 'A document has to be seen before this claim can go: {document}.',
    todo: 'Tick it once you have seen it.',
  },
  'diagnosis-missing': {
    says: 'This case needs a diagnosis.',
    todo: 'Write the code of the main diagnosis.',
  },
  'stay-missing': {
    says: 'The day of admission or the day of leaving is missing.',
    todo: 'Write both days.',
  },
  'stay-wrong': {
    says: 'The day of leaving lies before the day of admission.',
    todo: 'Look at the record of the stay and correct the two days.',
  },
  'gestation-missing': {
    says: 'The weeks of pregnancy are missing.',
    todo: 'Write the completed weeks.',
  },
  'gestation-too-short': {
    says: 'A birth before the 26th week is not a delivery.',
    todo: 'Choose the case “abortion or miscarriage”, or correct the weeks.',
  },
  'births-missing': {
    says: 'How many children were born is missing.',
    todo: 'Write how many were born alive and how many were not.',
  },
  'sex-wrong': {
    says: 'This case does not fit the sex of the patient.',
    todo: 'Correct the case, or the patient and then this claim.',
  },
  'category-twice': {
    says: 'This case is paid once a day, and another visit of this patient on this day has it already.',
    todo: 'Withdraw this claim with a reason, or choose another case.',
  },
  'member-missing': {
    says: 'The number of the NSSF card is missing.',
    todo: 'Write it in the record of the patient, then save this claim again.',
  },
  'quantity-wrong': {
    says: 'More is claimed than is paid: this case is paid once a day, or the stay had fewer days.',
    todo: 'Correct the number; for a stay look at the days of admission and leaving too.',
  },
  'payer-other': {
    says: 'The centre has decided that somebody else pays for this visit.',
    todo: 'Open the claim and save it; it then goes to that payer at their price.',
  },
  'visit-differs': {
    says: 'The claim does not say the same as its visit.',
    todo: 'Look at the visit, correct it where it is wrong, then save the claim again.',
  },
  'see-note': {
    says: 'An officer has returned this claim; the reason stands in the note.',
    todo: 'Read the note, correct what it says, and send the claim again.',
  },
  'line-twice': {
    says: 'The same case of this member on this day is claimed already.',
    todo: 'Withdraw this claim with a reason; if they were two cases, appeal and say why.',
  },
  'not-covered': {
    says: 'The centre has decided that neither NSSF nor HEF pays for this visit.',
    todo: 'Nothing is paid. If that is wrong, appeal and say why.',
  },
  'too-late': {
    says: 'The claim reached the centre after the last day for it.',
    todo: 'If there was a reason for it, appeal and say so.',
  },
  'visit-missing': {
    says: 'The visit of this claim was withdrawn.',
    todo: 'Withdraw the claim too.',
  },
  'month-closed': {
    says: 'The month of this claim is closed for good.',
    todo: 'If there was a reason for it, appeal and say so.',
  },
  refused: {
    says: 'An officer has denied this claim; the reason stands in the note.',
    todo: 'Read the note. If it is wrong, appeal and say why.',
  },
  unknown: {
    says: 'The centre gave a reason that this program does not know.',
    todo: 'Tell the person who looks after this PC; the claim is kept.',
  },
};
