/** A refusal says what is the matter; a fault says what happened, what was kept and what to do. */
export const errors = {
  refusal: {
    'already-set-up': 'This PC already belongs to a facility.',
    'code-refused':
      'The centre did not accept this code. A code works once and for a limited time: ask for a new one. Nothing was changed.',
    'centre-unreachable':
      'The centre did not answer at this address. Check the address and the line, then try again. Nothing was changed.',
    'not-practice': 'Only a practice desk has a plug to pull.',
    'not-enrolled': 'This desk is not enrolled at a centre yet, so there is nowhere to send to.',
    'wrong-pin': 'The user name or the PIN is not right.',
    locked: 'Too many wrong PINs. Wait a little, then try again.',
    'user-name-taken': 'Somebody here already has this user name.',
    'patient-not-found': 'This patient is not kept at this desk.',
    'name-missing': 'A name is needed, in Khmer or in Latin letters.',
    'birth-date-missing': 'A birth date or an age is needed.',
    'birth-date-wrong': 'This birth date is not in the calendar, lies in the future or more than 130 years back.',
    'identifier-wrong': 'This number does not look like one of its kind. Look at the card again, or leave it empty.',
    'identifier-twice': 'The same kind of number is given twice.',
    'village-unknown': 'This village is not in the list of places.',
    'already-registered': 'Somebody with this number is already registered here.',
    'possible-duplicate': 'Somebody very similar is already registered here.',
    'not-set-up': 'This PC has no facility yet.',
    'service-date-wrong': 'The day of the visit lies in the future or too far back.',
    'check-not-found': 'The check is not kept at this desk. Check again.',
    'nothing-to-override': 'The check already says that this payer pays.',
    'span-wrong': 'The first day lies after the last one, or the span is longer than 400 days.',
    'check-out-of-date': 'This check was made for another day. Check again, then open the visit.',
    'visit-already-open': 'This patient already has a visit to this department today.',
    'visit-not-found': 'This visit is not kept at this desk.',
    'visit-not-open': 'This visit is already closed or cancelled.',
    'outcome-contradicts': 'Outcome and discharge contradict each other: died goes with died only.',
    other: 'The desk said no ({{code}}). Nothing was saved; what you typed is still here.',
  },
  /** Why the centre has set a record aside. */
  atCentre: {
    'identifier-taken':
      'Another patient of this facility has this number already. Look at the card again and correct the number, or go on with the patient who was registered first.',
    'patient-number-taken':
      'Another patient of this facility has this patient number already. Register this patient again, so that a new number is given.',
    'nssf-number-of-another-person':
      'In the NSSF register this number belongs to somebody with another name and another birth year. Look at the card again.',
    'outcome-missing': 'A closed visit needs an outcome and a way of leaving.',
    'reason-missing': 'A cancelled visit needs a reason.',
    unreadable: 'The centre could not take this record as it is. It is kept here; tell your manager.',
  },
  fault: {
    retrying:
      'The desk program does not answer. What you typed is kept; it is tried again by itself, and saved only once.',
    stop: 'Stop trying',
    lost: 'The desk program does not answer. What is saved stays saved. If this lasts, start Tonle again.',
    unavailable: 'The desk program did not answer. Nothing is lost; what you typed is still here. Try again.',
    unauthorised: 'Your session has ended. What you typed is kept. Sign in again.',
    forbidden: 'Your role does not allow this. Nothing was changed. Ask your manager.',
    'disk-full':
      'The disk of this PC is full, so this was not saved. What was saved before is safe. Make room, then try again.',
    'too-large': 'This is too long to be saved. What you typed is still here: shorten it.',
    invalid: 'The desk could not read this. Nothing was saved; what you typed is still here. Check the fields.',
    'unknown-ask': 'Screen and desk program are of different versions. Nothing was saved. Start Tonle again.',
    incompatible: 'Screen and desk program are of different versions. Nothing was saved. Start Tonle again.',
    internal:
      'Something went wrong inside Tonle. This step was not saved, everything before is safe, and what you typed is still here. Try again.',
  },
  screen: {
    title: 'This screen stumbled',
    text: 'Saved records are safe. Load the screen again; an unfinished form comes back.',
    reload: 'Load again',
  },
};
