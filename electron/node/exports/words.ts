import type { Words } from '../../../shared/claims/pack.record.ts';
import type { ClaimState } from '../../../shared/claims/record.ts';
import type { MonthReport, QualityCode } from '../../../shared/month/record.ts';
import { localTimeOf } from './source.ts';

/** Khmer for who signs and pays, English for who helps from afar. Everything that paper and workbook say stands here. */
export type PaperWords = Pick<Words, 'km' | 'en'>;
const w = (km: string, en: string): PaperWords => ({ km, en });

/** As the screens say it, so that nobody asks which of two things is meant. */
const OF_CLAIMS = {
  ready: w('រួចរាល់', 'Ready to go'),
  held: w('ផ្អាកសិន', 'Held back'),
  sent: w('បានបញ្ជូន', 'Sent'),
  accepted: w('បានយល់ព្រម', 'Accepted'),
  returned: w('ត្រឡប់មកវិញ', 'Returned'),
  denied: w('បានបដិសេធ', 'Denied'),
  resent: w('បញ្ជូនម្ដងទៀត', 'Sent again'),
  appealed: w('បានតវ៉ា', 'Appealed'),
  paid: w('បានទូទាត់', 'Paid'),
  withdrawn: w('បានដកចេញ', 'Withdrawn'),
} as const satisfies Record<ClaimState, PaperWords>;

export const SAYS = {
  kingdom: w('ព្រះរាជាណាចក្រកម្ពុជា', 'Kingdom of Cambodia'),
  motto: w('ជាតិ សាសនា ព្រះមហាក្សត្រ', 'Nation Religion King'),
  title: w('របាយការណ៍ប្រចាំខែ និងការទាមទារប្រាក់', 'Monthly report and claim'),
  facility: w('មូលដ្ឋានសុខាភិបាល', 'Health facility'),
  level: w('កម្រិត', 'Level'),
  month: w('ប្រចាំខែ', 'Month'),
  asOf: w('គិតត្រឹម', 'As of'),
  state: w('ស្ថានភាព', 'State'),
  revision: w('លើកទី', 'Revision'),
  desk: w('តុលេខ', 'Desk'),
  digest: w('លេខសម្គាល់', 'Digest'),
  practice: w('ទិន្នន័យសម្រាប់អនុវត្ត មិនមែនការពិត', 'Practice data, not real'),
  notClosed: w('ខែនេះមិនទាន់បិទបញ្ជី៖ តួលេខអាចផ្លាស់ប្ដូរ', 'This month is not closed: figures may still change'),
  countedAnew: w('រាប់ឡើងវិញនៅតុនេះ៖ អាចខុសពីតួលេខដែលបានបិទបញ្ជី', 'Counted anew at this desk: may differ from what was closed'),
  closedTold: w('ពេលបិទបញ្ជី', 'As it was closed'),
  reason: w('មូលហេតុ', 'Reason'),
  closedBy: w('បិទបញ្ជីដោយ', 'Closed by'),
  summaryNssf: w('សង្ខេបការទាមទារ បេឡាជាតិសន្តិសុខសង្គម (ប.ស.ស.)', 'Claim summary, NSSF'),
  summaryHef: w('សង្ខេបការទាមទារ មូលនិធិសមធម៌', 'Claim summary, HEF'),
  summaryOther: w('សង្ខេបការទាមទារ មិនទាន់សម្រេចអ្នកបង់', 'Claim summary, payer not decided'),
  paymentCode: w('លេខកូដទូទាត់', 'Payment code'),
  paymentType: w('ប្រភេទទូទាត់', 'Payment type'),
  category: w('ប្រភេទករណី', 'Case category'),
  unit: w('តម្លៃឯកតា (រៀល)', 'Unit (riel)'),
  cases: w('ករណី', 'Cases'),
  quantity: w('បរិមាណ', 'Quantity'),
  amount: w('ទឹកប្រាក់ (រៀល)', 'Amount (riel)'),
  held: OF_CLAIMS.held,
  returned: OF_CLAIMS.returned,
  denied: OF_CLAIMS.denied,
  resent: OF_CLAIMS.resent,
  total: w('សរុប', 'Total'),
  claimed: w('ទាមទារក្នុងខែនេះ', 'Claimed of this month'),
  adjusted: w('និយ័តភាពនៃខែមុនៗ', 'Adjustments of earlier months'),
  payable: w('សរុបត្រូវទូទាត់', 'To be paid'),
  nothing: w('គ្មាន', 'None'),
  lines: w('បញ្ជីលម្អិត', 'List of lines'),
  position: w('ល.រ', 'No.'),
  day: w('ថ្ងៃខែ', 'Date'),
  slip: w('លេខបង្កាន់ដៃ', 'Slip'),
  patient: w('លេខអ្នកជំងឺ', 'Patient no.'),
  nameKm: w('ឈ្មោះ', 'Name'),
  nameLatin: w('ឈ្មោះឡាតាំង', 'Latin name'),
  sex: w('ភេទ', 'Sex'),
  age: w('អាយុ', 'Age'),
  service: w('សេវា', 'Service'),
  visitStatus: w('ការមកពិនិត្យ', 'Visit'),
  payer: w('អ្នកបង់', 'Payer'),
  member: w('លេខសមាជិក', 'Member no.'),
  claimState: w('ស្ថានភាពទាមទារ', 'Claim'),
  syncState: w('ការបញ្ជូន', 'Sending'),
  claimedRiel: w('ទាមទារ (រៀល)', 'Claimed (riel)'),
  visitId: w('អត្តលេខការមកពិនិត្យ', 'Visit id'),
  claimId: w('អត្តលេខការទាមទារ', 'Claim id'),
  pageTotal: w('សរុបទំព័រនេះ', 'Total of this page'),
  brought: w('លើកមកពីទំព័រមុន', 'Brought forward'),
  carried: w('លើកទៅទំព័របន្ទាប់', 'Carried forward'),
  allLines: w('សរុបទាំងអស់', 'Total of all lines'),
  page: w('ទំព័រ', 'Page'),
  activity: w('របាយការណ៍សកម្មភាព', 'Activity report'),
  count: w('ចំនួន', 'Count'),
  adjustments: w('និយ័តភាពនៃខែដែលបានបិទ', 'Adjustments of closed months'),
  why: w('មូលហេតុ', 'Why'),
  records: w('កំណត់ត្រា', 'Records'),
  visits: w('ការមកពិនិត្យ', 'Visits'),
  claims: w('ការទាមទារ', 'Claims'),
  quality: w('គុណភាពទិន្នន័យ', 'Quality'),
  of: w('ក្នុងចំណោម', 'Of'),
  share: w('ភាគរយ', 'Share'),
  standing: w('កំណត់ត្រានៅមជ្ឈមណ្ឌល', 'Records at the centre'),
  entered: w('បានបញ្ចូល', 'Entered'),
  accepted: w('បានទទួល', 'Accepted'),
  needsFixing: w('ត្រូវកែ', 'Needs fixing'),
  waiting: w('រង់ចាំ', 'Waiting'),
  withdrawn: w('បានដកចេញ', 'Withdrawn'),
  byState: w('ការទាមទារតាមស្ថានភាព', 'Claims by state'),
  unmapped: w('តួលេខដែលគ្មានកន្លែងក្នុង DHIS2', 'Figures without a place in DHIS2'),
  noMapping: w('មជ្ឈមណ្ឌលមិនទាន់ផ្សាយតារាងភ្ជាប់ DHIS2 ទេ', 'The centre has not published where figures go in DHIS2'),
  section: w('តារាង', 'Section'),
  row: w('ជួរ', 'Row'),
  column: w('ជួរឈរ', 'Column'),
  prepared: w('អ្នករៀបចំ', 'Prepared by'),
  checked: w('អ្នកត្រួតពិនិត្យ', 'Checked by'),
  approved: w('បានឃើញ និងឯកភាព', 'Seen and approved by'),
  signHere: w('ហត្ថលេខា និងឈ្មោះ', 'Signature and name'),
  signDay: w('ថ្ងៃទី ........ ខែ ........ ឆ្នាំ ........', 'Date'),
} as const satisfies Record<string, PaperWords>;

type Table = Readonly<Record<string, PaperWords>>;

export const STATE_WORDS: Table = {
  open: w('មិនទាន់បិទ', 'Open'),
  closed: w('បានបិទ', 'Closed'),
  reopened: w('បានបើកឡើងវិញ', 'Opened again'),
};
export const PAYER_WORDS: Table = {
  nssf: w('ប.ស.ស.', 'NSSF'),
  hef: w('មូលនិធិសមធម៌', 'HEF'),
  'occupational-risk': w('របបហានិភ័យការងារ', 'Occupational risk'),
  self: w('បង់ខ្លួនឯង', 'Self'),
  undecided: w('មិនទាន់សម្រេច', 'Not decided'),
};
export const CLAIM_STATE_WORDS: Table = OF_CLAIMS;
export const WHY_WORDS: Table = {
  late: w('បញ្ចូលក្រោយពេលបិទ', 'Entered after the closing'),
  corrected: w('បានកែតម្រូវ', 'Corrected'),
  withdrawn: w('បានដកចេញ', 'Withdrawn'),
  decided: w('មជ្ឈមណ្ឌលសម្រេចក្រោយ', 'Decided by the centre afterwards'),
};
export const SYNC_WORDS: Table = {
  waiting: w('រង់ចាំបញ្ជូន', 'Waiting'),
  accepted: w('មជ្ឈមណ្ឌលទទួលហើយ', 'Accepted'),
  'needs-fixing': w('ត្រូវកែ', 'Needs fixing'),
  withdrawn: w('បានដកចេញ', 'Withdrawn'),
};
export const VISIT_STATUS_WORDS: Table = {
  open: w('កំពុងបើក', 'Open'),
  closed: w('បានបិទ', 'Closed'),
  cancelled: w('បានបោះបង់', 'Cancelled'),
  withdrawn: w('បានដកចេញ', 'Withdrawn'),
};
const SEX_WORDS: Table = { female: w('ស្រី', 'Female'), male: w('ប្រុស', 'Male') };
export const SHORT_SEX: Readonly<Record<'female' | 'male', PaperWords>> = { female: w('ស', 'F'), male: w('ប', 'M') };

/** The keys of the dimensions that sections count by; a key that is not here shows itself (days, keys of later packs). */
const KEY_WORDS: Table = {
  ...SEX_WORDS,
  ...PAYER_WORDS,
  outpatient: w('ពិគ្រោះជំងឺក្រៅ', 'Outpatient'),
  inpatient: w('សម្រាកពេទ្យ', 'Inpatient'),
  emergency: w('សង្គ្រោះបន្ទាន់', 'Emergency'),
  delivery: w('សម្រាល', 'Delivery'),
  'birth-spacing': w('ពន្យារកំណើត', 'Birth spacing'),
  'minor-surgery': w('វះកាត់តូច', 'Minor surgery'),
  'general-check-up': w('ពិនិត្យសុខភាព', 'General check-up'),
  general: w('ពិគ្រោះទូទៅ', 'General'),
  maternity: w('សម្ភព', 'Maternity'),
  paediatrics: w('កុមារ', 'Paediatrics'),
  surgery: w('វះកាត់', 'Surgery'),
  medicine: w('ជំងឺទូទៅ', 'Medicine'),
  tuberculosis: w('របេង', 'Tuberculosis'),
  dental: w('មាត់ធ្មេញ', 'Dental'),
  eye: w('ភ្នែក', 'Eye'),
  laboratory: w('មន្ទីរពិសោធន៍', 'Laboratory'),
  recovered: w('ជាសះស្បើយ', 'Recovered'),
  improved: w('ធូរស្រាល', 'Improved'),
  unchanged: w('នៅដដែល', 'Unchanged'),
  hopeless: w('លើសលទ្ធភាពព្យាបាល', 'Hopeless'),
  deceased: w('ទទួលមរណភាព', 'Deceased'),
  'home-treatment': w('ព្យាបាលនៅផ្ទះ', 'Home treatment'),
  authorised: w('គ្រូពេទ្យអនុញ្ញាត', 'Authorised'),
  unauthorised: w('សុំចេញដោយខ្លួនឯង', 'Unauthorised'),
  'refer-out': w('បញ្ជូនទៅកន្លែងផ្សេង', 'Referred out'),
  absconded: w('ចេញដោយមិនបានប្រាប់', 'Absconded'),
  new: w('ថ្មី', 'New'),
  return: w('មកម្ដងទៀត', 'Return'),
  no: w('មិនបានបញ្ជូន', 'Not referred'),
  in: w('បញ្ជូនមក', 'Referred in'),
  out: w('បញ្ជូនទៅ', 'Referred out'),
  'in-and-out': w('បញ្ជូនមក និងបញ្ជូនបន្ត', 'Referred in and out'),
  other: w('ផ្សេងទៀត', 'Other'),
  none: w('មិនបានបញ្ជាក់', 'Not stated'),
};

/** The words of a code, or the code itself where a later pack or program names one that is not known here. */
export function wordsOf(table: Table, code: string): PaperWords {
  return table[code] ?? w(code, code);
}

/** What heads a row or column of a section: an age band has the pack's words, everything else its own. */
export function keyWords(report: MonthReport, key: string): PaperWords {
  return report.ageBands.find((band) => band.code === key)?.words ?? wordsOf(KEY_WORDS, key);
}

export function categoryWords(report: MonthReport, category: string): PaperWords {
  return report.categoryWords[category] ?? keyWords(report, category);
}

export function paymentWords(report: MonthReport, code: string | null): PaperWords {
  return code === null ? w('', '') : (report.paymentCodeWords[code] ?? w(code, code));
}

export const MONTH_NAMES: readonly PaperWords[] = [
  w('មករា', 'January'),
  w('កុម្ភៈ', 'February'),
  w('មីនា', 'March'),
  w('មេសា', 'April'),
  w('ឧសភា', 'May'),
  w('មិថុនា', 'June'),
  w('កក្កដា', 'July'),
  w('សីហា', 'August'),
  w('កញ្ញា', 'September'),
  w('តុលា', 'October'),
  w('វិច្ឆិកា', 'November'),
  w('ធ្នូ', 'December'),
];

/** `2026-10` as it is written out: តុលា 2026. */
export function monthWords(month: string): PaperWords {
  const [year = '', number = ''] = month.split('-');
  const name = MONTH_NAMES[Number(number) - 1] ?? w(number, number);
  return w(`${name.km} ${year}`, `${name.en} ${year}`);
}

/** `2026-10-05` as it is written in Cambodia: 05.10.2026. */
export function dayWords(day: string): string {
  return day.slice(0, 10).split('-').reverse().join('.');
}

/** A moment in Cambodia's time: 05.10.2026 16:30. */
export function momentWords(instant: string): string {
  const local = localTimeOf(instant);
  return `${dayWords(local)} ${local.slice(11, 16)}`;
}

/** What has to be known before any figure is read. */
export function warningsOf({ isPractice, state, closing }: MonthReport): PaperWords[] {
  return [
    ...(isPractice ? [SAYS.practice] : []),
    ...(state === 'closed' ? [] : [SAYS.notClosed]),
    ...(closing?.told ? [SAYS.countedAnew] : []),
  ];
}

/** What the closing told where its lines are not kept at this desk. */
export function closedTold({ closing }: MonthReport): (readonly [PaperWords, string])[] {
  if (!closing?.told) return [];
  const { deskNumber, digest, visits, claims, claimedRiel, adjustmentsRiel } = closing.told;
  const sums = [
    `${SAYS.desk.km} ${deskNumber}`,
    `${SAYS.visits.km} ${visits}`,
    `${SAYS.claims.km} ${claims}`,
    `${SAYS.payable.km} ${riel(claimedRiel + adjustmentsRiel)}`,
    `${SAYS.digest.km} ${digest}`,
  ];
  return [[SAYS.closedTold, sums.join(' · ')]];
}

/** Whole riel with a space that does not break between thousands: 1 250 000. */
export function riel(amount: number): string {
  return `${amount < 0 ? '-' : ''}${String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, '\u00a0')}`;
}

export const QUALITY_WORDS: Readonly<Record<QualityCode, PaperWords>> = {
  provisional: w('ចម្លើយបណ្ដោះអាសន្ន', 'Provisional answers'),
  overridden: w('បុគ្គលិកសម្រេចខុសពីវិធាន', 'Decided by staff, not by the rules'),
  'stale-list': w('ពិនិត្យតាមបញ្ជីចាស់', 'Checked with an old list'),
  'card-only': w('ពិនិត្យតាមប័ណ្ណតែប៉ុណ្ណោះ', 'Checked by the card alone'),
  overturned: w('មជ្ឈមណ្ឌលសម្រេចអ្នកបង់ផ្សេង', 'Payer changed by the centre'),
  'no-identifier': w('អ្នកជំងឺគ្មានលេខសម្គាល់ណាមួយ', 'Patient without any number'),
  'second-visit': w('មកលើកទីពីរក្នុងថ្ងៃតែមួយ', 'Second visit on one day'),
  'left-open': w('ការមកពិនិត្យមិនទាន់បិទ', 'Visits left open'),
  'without-claim': w('ការមកពិនិត្យគ្មានការទាមទារ', 'Visits without a claim'),
  'not-sent': w('មជ្ឈមណ្ឌលមិនទាន់ឆ្លើយ', 'Not answered by the centre yet'),
  'needs-fixing': w('ត្រូវកែ', 'Needs fixing'),
};
