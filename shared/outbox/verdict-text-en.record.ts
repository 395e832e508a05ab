import type { VerdictText } from './verdict.record.ts';

/** The verdicts of the centre in English; these sentences also travel with them. */
export const VERDICT_TEXT_EN: VerdictText = {
  'name-missing': {
    says: 'A name is needed, in Khmer or in Latin letters.',
    todo: 'Write one of the two names and save.',
  },
  'birth-date-wrong': {
    says: 'This birth date is not in the calendar, lies in the future or more than 130 years back.',
    todo: 'Look at the card again and correct the birth date.',
  },
  'identifier-wrong': {
    says: 'This number does not have the shape of its kind.',
    todo: 'Look at the card again and correct the number, or leave it empty.',
  },
  'identifier-twice': {
    says: 'The same kind of number is given twice.',
    todo: 'Keep the one that is on the card.',
  },
  'identifier-taken': {
    says: 'Another patient of this facility has this number already.',
    todo: 'Look at the card again and correct the number; if it is the same person, withdraw this record with a reason and go on with the patient who was registered first.',
  },
  'patient-number-taken': {
    says: 'Another patient of this facility has this patient number already.',
    todo: 'Save the patient again: a new number is given. Write it on the slip or the card.',
  },
  'village-unknown': {
    says: 'The list of villages has no village with this code.',
    todo: 'Choose the village from the list again, or leave it empty.',
  },
  'nssf-number-of-another-person': {
    says: 'In the NSSF register this number belongs to somebody with another name and another birth year.',
    todo: 'Look at the card again and correct the number, or the name and birth date.',
  },
  'service-date-wrong': {
    says: 'The day of this visit is not in the calendar or lies in the future.',
    todo: 'Correct the day.',
  },
  'outcome-missing': {
    says: 'A closed visit needs an outcome and a way of discharge.',
    todo: 'Choose both and save.',
  },
  'outcome-contradicts': {
    says: 'The outcome and the way of discharge contradict each other: deceased goes with deceased only.',
    todo: 'Correct one of the two.',
  },
  'reason-missing': {
    says: 'A cancelled visit needs a reason.',
    todo: 'Write the reason and save.',
  },
  'not-storable': {
    says: 'This record has something in it that the centre cannot store.',
    todo: 'Type its texts anew and save; if that does not help, withdraw it and enter it again.',
  },
  'record-too-large': {
    says: 'This record is larger than the centre takes.',
    todo: 'Shorten its longest text and save.',
  },
  'version-taken': {
    says: 'The centre has another record with this number and version, from another desk or from before this desk was restored.',
    todo: 'Look at the record; if it is right, send it again.',
  },
  'key-reused': {
    says: 'The centre has another record under the number that this desk gave it, as happens after a backup was restored.',
    todo: 'Look at the record; if it is right, send it again.',
  },
  'hash-wrong': {
    says: 'This record was damaged before it reached the centre.',
    todo: 'Look at the record; if it is right, send it again.',
  },
  'record-misshapen': {
    says: 'The centre cannot read the envelope of this record. It is kept as it came.',
    todo: 'Look at the record and send it again; if it comes back, tell the centre.',
  },
  'kind-unknown': {
    says: 'This centre does not know this kind of record yet. It is kept as it came.',
    todo: 'Nothing is lost. Tell the centre; send it again when they say so.',
  },
  'schema-unknown': {
    says: 'This centre cannot read this record: it was made by another version of the program. It is kept as it came.',
    todo: 'Nothing is lost. Tell the centre; send it again when they say so.',
  },
  'record-mismatch': {
    says: 'The record and its envelope name different records. It is kept as it came.',
    todo: 'Nothing is lost. Tell the centre; send it again when they say so.',
  },
  'facility-differs': {
    says: 'This record names another facility than the one that its desk belongs to.',
    todo: 'Tell the centre: the desk may have to be enrolled anew.',
  },
  'waits-for-patient': {
    says: 'The centre does not have this patient yet.',
    todo: 'Nothing has to be done: it is sent again after the patient.',
  },
  'waits-for-version': {
    says: 'The centre does not have the version before this one yet.',
    todo: 'Nothing has to be done: it is sent again after it.',
  },
  'waits-for-visit': {
    says: 'The centre does not have the visit of this claim yet.',
    todo: 'Nothing has to be done: it is sent again after the visit.',
  },
  'waits-for-check': {
    says: 'The centre does not have the check of this claim yet.',
    todo: 'Nothing has to be done: it is sent again after the check.',
  },
  unknown: {
    says: 'The centre has set this record aside for a reason that this program does not know.',
    todo: 'Nothing is lost. Tell the centre.',
  },
};
