import type { ReasonText, ReasonTexts } from './record.ts';

/** English sentences of the reasons. What stands in braces is filled in by `reasonText`. */
export const REASON_TEXT_EN: ReasonTexts = {
  SCHEME_OCC_RISK: {
    clerk:
      'An accident at work, or an event that strikes many at work, belongs to NSSF’s occupational risk scheme and not to health care: care for the person now, note the workplace, and call 1286 to report it.',
    patient:
      'NSSF has a separate scheme for accidents at work: you are cared for now, and you or your employer can report the accident to NSSF at 1286.',
  },
  SCHEME_HC_FAINT: {
    clerk:
      'One person fainting at work belongs to health care: go on as for any illness; several people fainting is an event at work.',
    patient: 'Fainting at work, when it happens to one person, is cared for like any other illness.',
  },
  SVC_EXCLUDED: {
    clerk:
      'The scheme does not pay for this service (a general check-up, for example): explain the price beforehand, and if the person came with a complaint, record the service that was really given.',
    patient:
      'This service is not among those that your scheme pays for: please ask the cashier about the price beforehand, and call 1286 with any question.',
  },
  FAC_NOT_CONTRACTED: {
    clerk:
      'This facility has no contract with NSSF on this day: tell the person before the treatment, and name the nearest facility that has one (ask 1286).',
    patient:
      'This facility has no contract with NSSF on this day, so you would pay yourself: 1286 can name the nearest facility where NSSF pays.',
  },
  EMERG_NOTIFY_NSSF: {
    clerk:
      'Care for the person first: this facility has no contract with NSSF on this day, so tell NSSF at 1286 promptly and note the time of the call.',
    patient:
      'You are cared for first: you or your family, please tell NSSF at 1286 as soon as possible that you came here in an emergency.',
  },
  ID_VOUCHED: {
    clerk:
      'No identity document was shown, and a member of staff vouches for the person: ask for a document at the next visit.',
    patient:
      'A member of staff has confirmed who you are: please bring your NSSF card or identity card with you next time.',
  },
  ID_NOT_SHOWN: {
    clerk:
      'No identity document has been shown yet: ask for the NSSF card, the identity card or the NSSF app, or let a member of staff who knows the person vouch for them.',
    patient:
      'Please show your NSSF card, your identity card or the NSSF app; if you have none with you, staff who know you can vouch for you.',
  },
  MEMBER_NOT_FOUND: {
    clerk:
      'The NSSF centre did not find this person by what was typed: check the number, the name and the birth date again, then call 1286.',
    patient:
      'The NSSF centre did not find your record by this number or name: please check them with us again, or call 1286 or 1297.',
  },
  MEMBER_NOT_IN_CACHE: {
    clerk:
      'This person is not in this computer’s list: record the visit and the number on the card; the answer of NSSF comes when there is a connection, or sooner from 1286.',
    patient:
      'Your name is not in this computer’s list, which may be incomplete: your visit is recorded, NSSF confirms it later, and you can also call 1286.',
  },
  NAME_MISMATCH: {
    clerk:
      'The name on the card differs from the name in the list: compare both with the identity card, and let the person in charge or 1286 settle it.',
    patient:
      'Your name is written differently on the card and in the list: please show your identity card or birth certificate; 1286 can explain how to have it corrected.',
  },
  DOB_MISMATCH: {
    clerk:
      'The birth date on the card differs from the one in the list: compare both with the identity card, and let the person in charge or 1286 settle it.',
    patient:
      'Your birth date differs between the card and the list: please show your identity card or birth certificate; 1286 can explain how to have it corrected.',
  },
  Q_2_CONSEC: {
    clerk: 'The list shows {consecutiveMonths} paid months in a row: enough contributions.',
    patient: 'Your employer has paid enough months in a row for health care.',
  },
  Q_6_OF_12: {
    clerk: 'The list shows at least {minInWindow} paid months within {windowMonths} months: enough contributions.',
    patient: 'Your employer has paid enough of the last {windowMonths} months for health care.',
  },
  Q_PENDING_DUE: {
    clerk:
      'The contribution for {months} is not due yet and would make up what is missing: care for the person and record the visit; the claim waits until the payment is seen.',
    patient:
      'Your contribution for {months} is not due yet: you are cared for now, and NSSF confirms when your employer has paid it (see the NSSF app, or ask 1286).',
  },
  Q_SHORT: {
    clerk:
      'Paid months are missing in {list} ({months} would be enough): show the months to the person, and call 1286 or 1297, because the employer may have paid late.',
    patient:
      'In {list} contributions are missing for {months}, so NSSF does not pay for this visit yet: please ask your employer, and if they are paid already, call 1286 or 1297.',
  },
  PUB_ACTIVE: {
    clerk: 'The list shows a public servant, former civil servant or veteran whose entitlement is valid on this day.',
    patient: 'You are in the list as a public servant, former civil servant or veteran.',
  },
  PUB_INACTIVE: {
    clerk:
      '{List} does not show this person’s entitlement as valid on this day: ask for a letter of the ministry or unit, and call 1286.',
    patient:
      '{List} does not show your entitlement as valid on this day: please ask your institution, or call 1286, to have it brought up to date.',
  },
  DEP_CHILD_OK: {
    clerk:
      'The list shows a member’s dependant child, under {childAgeUnder} years of age or living with a disability or a chronic illness.',
    patient: 'The patient is in the NSSF list as a member’s child.',
  },
  DEP_AGE_OUT: {
    clerk:
      'This dependant child is {childAgeUnder} years old or older on this day: ask about a disability or a chronic illness, which have no age limit, and about cover of their own, and call 1286.',
    patient:
      'Cover as a member’s child ends at the age of {childAgeUnder}, except with a disability or a chronic illness: please call 1286 to ask about joining on your own.',
  },
  DEP_NOT_REGISTERED: {
    clerk:
      '{List} has no record of a registered marriage: ask for the marriage certificate, and call 1286 to have it recorded.',
    patient:
      '{List} has no record of your registered marriage: please bring the marriage certificate, and call 1286 about being listed as a spouse.',
  },
  DEP_SPOUSE_OK: {
    clerk: 'The list shows a member’s spouse with a registered marriage, under {spouseAgeUnder} years of age.',
    patient: 'You are in the NSSF list as a member’s spouse.',
  },
  DEP_SPOUSE_AGE: {
    clerk:
      'This spouse is {spouseAgeUnder} years old or older on this day: ask about cover of their own or a Health Equity Fund card, and call 1286.',
    patient:
      'Cover as a member’s spouse ends at the age of {spouseAgeUnder}: please show a Health Equity Fund card if you have one, or call 1286 about other ways.',
  },
  AGE_UNCERTAIN: {
    clerk:
      'The birth date, or the relation to the member, is not known well enough to tell on which side of the age limit the person is: ask for a birth certificate or the family book, and let the person in charge look at it.',
    patient:
      'We need to know the birth date more exactly: please show a birth certificate, an identity card or the family book, or call 1286.',
  },
  VOL_WAITING: {
    clerk:
      'Cover begins after {voluntaryWaitingMonths} paid months, and the list shows fewer: show the paid months to the person; 1286 can confirm recent payments.',
    patient:
      'Your cover begins after {voluntaryWaitingMonths} paid months: please go on paying every month, and if you have paid them already, call 1286.',
  },
  VOL_ABANDONED: {
    clerk:
      'The list shows more than {voluntaryAbandonAfterMonths} months unpaid, which counts as having left the voluntary scheme: call 1286 together with the person to check, and ask about a Health Equity Fund card or NSSF through an employer.',
    patient:
      'The list shows more than {voluntaryAbandonAfterMonths} months unpaid, so NSSF does not pay for this visit: please call 1286 to check; an employer or a Health Equity Fund card can give you cover again.',
  },
  VOL_ARREARS: {
    clerk:
      'Contributions are unpaid for {months}: tell the person that cover is lost on {day} unless they pay before that day.',
    patient:
      'Your contributions for {months} are unpaid: please pay before {day}, because on that day you lose your cover and may not be able to join again (ask 1286).',
  },
  VOL_OK: {
    clerk: 'The contributions that the person pays are in order.',
    patient: 'Your contributions are in order.',
  },
  DAYS_180_EXCEEDED: {
    clerk:
      'With this request the national count passes {treatmentDaysMax} treatment days in a year: NSSF does not pay for the days beyond; explain it beforehand, and ask 1286.',
    patient:
      'Your treatment days pass {treatmentDaysMax} in a year, and NSSF does not pay for the days beyond: please call 1286 to check the count.',
  },
  DAYS_180_NEAR: {
    clerk:
      'With this request the days known to this computer pass {treatmentDaysMax} treatment days in a year: ask 1286 for the national count.',
    patient:
      'You are near or beyond the limit of {treatmentDaysMax} treatment days in a year: 1286 can tell you how many are left.',
  },
  SNAPSHOT_STALE: {
    clerk: 'The list on this computer is old: connect or import a newer one, or call 1286 to confirm.',
    patient:
      'The list on this computer is not the latest: your visit is recorded, and NSSF confirms when the newer list arrives.',
  },
  HEF_PRIVATE_FAC: {
    clerk:
      'The Health Equity Fund pays at public facilities only: name the nearest one, or explain the price beforehand; in an emergency care comes first.',
    patient:
      'Your card is for public facilities, and here you would pay yourself: ask us for the nearest public one; in an emergency you are cared for first.',
  },
  HEF_EXPIRED: {
    clerk:
      'By the dates recorded here the Health Equity Fund card does not cover this day: look at the dates on the card, and point to the commune hall for renewal, or ask 1286.',
    patient:
      'By the dates recorded here your Health Equity Fund card does not cover this day: please show a newer card if you have one, or ask at the commune hall to renew it.',
  },
  HEF_OK: {
    clerk: 'The Health Equity Fund card is valid on this day.',
    patient: 'Your Health Equity Fund card is valid on this day.',
  },
  DUAL_COVER: {
    clerk:
      'NSSF and the Health Equity Fund could both pay: the payer follows the order in force, and the other is recorded too.',
    patient:
      'You have both NSSF and Health Equity Fund cover: one of them pays by the order in force, and you need to do nothing.',
  },
  NO_COVER: {
    clerk:
      '{List} shows neither NSSF nor Health Equity Fund cover: ask for either card, and if there is none, explain the price and any discount with the cashier.',
    patient:
      '{List} shows neither NSSF nor Health Equity Fund cover for you: please show a card if you have one; the cashier explains the price, and 1286 tells you how to join.',
  },
};

export const EMERGENCY_TEXT_EN: ReasonText = {
  clerk: 'An emergency: care comes first, whatever the answer about payment.',
  patient: 'This is an emergency: you are cared for first, and payment is settled afterwards.',
};
