import type {
  AgeBand,
  ChecklistItem,
  ClaimCategory,
  PaymentCode,
  Rate,
  ReferencePack,
  ReportSection,
  Words,
} from './pack.record.ts';

/**
 * The packs that the program carries; the centre may send later ones. What of them is how sure stands beside each price.
 *
 * Rates: minimum package (health centres), state of about 2019 to 2021, read from a table of Health Economics Review
 * 10.1186/s13561-021-00354-8 whose columns were put together from text. Rates of hospitals and for inpatients were not
 * found, so a claim for them is held until a pack of the centre has them. Payment codes: PMRS v2, second-hand. Which
 * documents are asked for, the age bands and the sections of the report are our own choice until the forms are known.
 */
const RATES_READ_AT = 'Health Economics Review 10.1186/s13561-021-00354-8, table 7, about 2019-2021';

const w = (km: string, en: string, fr: string): Words => ({ km, en, fr });

const mpa = (payer: Rate['payer'], category: string, amountRiel: number): Rate => ({
  payer,
  level: 'MPA',
  category,
  unit: 'case',
  amountRiel,
  source: RATES_READ_AT,
  confidence: 'B',
});

const RATES: readonly Rate[] = [
  mpa('nssf', 'outpatient', 6_000),
  mpa('nssf', 'birth-spacing-short', 10_000),
  mpa('nssf', 'birth-spacing-long', 30_000),
  mpa('nssf', 'emergency', 20_000),
  mpa('nssf', 'minor-surgery', 12_000),
  mpa('nssf', 'delivery', 80_000),
  mpa('nssf', 'abortion', 80_000),
  mpa('hef', 'outpatient', 4_000),
  mpa('hef', 'birth-spacing-long', 20_000),
  mpa('hef', 'cervical-screening', 20_000),
  mpa('hef', 'emergency', 20_000),
  mpa('hef', 'delivery', 80_000),
  mpa('hef', 'abortion', 80_000),
];

type CategoryTold = Pick<ClaimCategory, 'code' | 'words'> & Partial<ClaimCategory>;
const category = (told: CategoryTold): ClaimCategory => ({
  services: [],
  needs: [],
  sex: null,
  gestationWeeksMin: null,
  isOnceADay: false,
  ...told,
});

const CATEGORIES: readonly ClaimCategory[] = [
  category({
    code: 'outpatient',
    words: w('ពិនិត្យជំងឺក្រៅ', 'Outpatient consultation', 'Consultation externe'),
    services: ['outpatient'],
    isOnceADay: true,
  }),
  category({
    code: 'emergency',
    words: w('សង្គ្រោះបន្ទាន់', 'Emergency', 'Urgence'),
    services: ['emergency'],
    isOnceADay: true,
  }),
  category({
    code: 'delivery',
    words: w('សម្រាលកូន', 'Delivery', 'Accouchement'),
    services: ['delivery'],
    needs: ['gestation', 'births'],
    sex: 'female',
    // Prakas 184, article 2.
    gestationWeeksMin: 26,
    isOnceADay: true,
  }),
  category({
    code: 'abortion',
    words: w('រលូត ឬរំលូតកូន', 'Abortion or miscarriage', 'Avortement ou fausse couche'),
    sex: 'female',
    isOnceADay: true,
  }),
  category({
    code: 'inpatient',
    words: w('សម្រាកព្យាបាល', 'Inpatient', 'Hospitalisation'),
    services: ['inpatient'],
    needs: ['diagnosis', 'stay'],
  }),
  category({
    code: 'birth-spacing-short',
    words: w('ពន្យារកំណើតរយៈពេលខ្លី', 'Birth control, short-term', 'Contraception de courte durée'),
    services: ['birth-spacing'],
  }),
  category({
    code: 'birth-spacing-long',
    words: w('ពន្យារកំណើតរយៈពេលវែង', 'Birth control, long-term', 'Contraception de longue durée'),
  }),
  category({
    code: 'cervical-screening',
    words: w('ពិនិត្យរកមហារីកមាត់ស្បូន', 'Cervical cancer screening', 'Dépistage du cancer du col'),
    sex: 'female',
    isOnceADay: true,
  }),
  category({
    code: 'minor-surgery',
    words: w('វះកាត់តូច', 'Minor surgery', 'Petite chirurgie'),
    services: ['minor-surgery'],
  }),
];

const CARE_WITH_PAPERS = ['delivery', 'inpatient', 'minor-surgery'];
const CHECKLIST: readonly ChecklistItem[] = [
  {
    code: 'nssf-form-signed',
    words: w(
      'ទម្រង់ ប.ស.ស. ដែលអ្នកជំងឺបានចុះហត្ថលេខា',
      'NSSF form signed by the patient',
      'Formulaire NSSF signé par le patient',
    ),
    payers: ['nssf'],
    categories: CARE_WITH_PAPERS,
    isRequired: true,
  },
  {
    code: 'equity-card-copy',
    words: w('ច្បាប់ចម្លងប័ណ្ណសមធម៌', 'Copy of the equity card', 'Copie de la carte d’équité'),
    payers: ['hef'],
    categories: CARE_WITH_PAPERS,
    isRequired: true,
  },
  {
    code: 'referral-letter',
    words: w('លិខិតបញ្ជូន', 'Referral letter', 'Lettre de référence'),
    payers: ['nssf', 'hef'],
    categories: [],
    isRequired: false,
  },
  {
    code: 'birth-record',
    words: w('កំណត់ត្រាកំណើត', 'Record of the birth', 'Certificat de naissance'),
    payers: ['nssf', 'hef'],
    categories: ['delivery'],
    isRequired: false,
  },
];

const NSSF = ['ប.ស.ស.', 'NSSF', 'NSSF'] as const;
const HEF = ['មូលនិធិសមធម៌', 'HEF', 'Fonds d’équité'] as const;
const paid = (
  code: string,
  payer: PaymentCode['payer'],
  of: PaymentCode['for'],
  [km, en, fr]: readonly [string, string, string],
): PaymentCode => {
  const [kmName, enName, frName] = payer === 'nssf' ? NSSF : HEF;
  return {
    code,
    payer,
    for: of,
    words: w(`${kmName} ${km}`.trim(), `${enName} ${en}`.trim(), `${frName} ${fr}`.trim()),
  };
};

const PUBLIC = ['មន្ត្រីសាធារណៈ', 'Public Servant', 'agent public'] as const;
const SELF_EMPLOYED = ['ស្វ័យនិយោជន៍', 'Self-Employed', 'indépendant'] as const;
const PAYMENT_CODES: readonly PaymentCode[] = [
  paid('PATY-0000G3E', 'nssf', 'employee', ['និយោជិត', 'Employee', 'salarié']),
  paid('PATY-00B003F', 'nssf', 'public-servant', PUBLIC),
  paid('PATY-00B003F', 'nssf', 'former-civil-servant', PUBLIC),
  paid('PATY-00B003F', 'nssf', 'veteran', PUBLIC),
  paid('PATY-000T040', 'nssf', 'self-employed', SELF_EMPLOYED),
  paid('PATY-000T040', 'nssf', 'dependant', SELF_EMPLOYED),
  paid('PATY-000K010', 'nssf', null, ['', '', '']),
  paid('PATY-0000N09', 'hef', 'poor', ['ក្រីក្រ', 'Poor', 'pauvre']),
  paid('PATY-00003LD', 'hef', 'at-risk', ['ងាយរងគ្រោះ', 'At Risk', 'à risque']),
  paid('PATY-00002NF', 'hef', 'informal', ['កម្មករក្រៅប្រព័ន្ធ', 'Informal Worker', 'travailleur informel']),
  paid('PATY-00002EH', 'hef', 'child-nutrition', ['អាហារូបត្ថម្ភកុមារ', 'CNP', 'nutrition de l’enfant']),
  // A card whose group was not told: by far most holders are of this one.
  paid('PATY-0000N09', 'hef', null, ['ក្រីក្រ', 'Poor', 'pauvre']),
];

const AGE_BANDS: readonly AgeBand[] = [
  { code: 'd0-28', words: w('០-២៨ ថ្ងៃ', '0-28 days', '0-28 jours'), fromDays: 0 },
  { code: 'd29-m11', words: w('២៩ ថ្ងៃ-១១ ខែ', '29 days-11 months', '29 jours-11 mois'), fromDays: 29 },
  { code: 'y1-4', words: w('១-៤ ឆ្នាំ', '1-4 years', '1-4 ans'), fromYears: 1 },
  { code: 'y5-14', words: w('៥-១៤ ឆ្នាំ', '5-14 years', '5-14 ans'), fromYears: 5 },
  { code: 'y15-24', words: w('១៥-២៤ ឆ្នាំ', '15-24 years', '15-24 ans'), fromYears: 15 },
  { code: 'y25-49', words: w('២៥-៤៩ ឆ្នាំ', '25-49 years', '25-49 ans'), fromYears: 25 },
  { code: 'y50-64', words: w('៥០-៦៤ ឆ្នាំ', '50-64 years', '50-64 ans'), fromYears: 50 },
  { code: 'y65', words: w('៦៥ ឆ្នាំឡើង', '65 years and more', '65 ans et plus'), fromYears: 65 },
];

const section = (
  code: string,
  words: Words,
  told: Pick<ReportSection, 'rows'> & Partial<ReportSection>,
): ReportSection => ({ code, words, measure: 'visits', columns: null, where: {}, ...told });

const SECTIONS: readonly ReportSection[] = [
  section('opd', w('ពិគ្រោះជំងឺក្រៅ តាមអាយុ និងភេទ', 'Outpatients by age and sex', 'Consultations externes par âge et sexe'), {
    rows: 'age-band',
    columns: 'sex',
    where: { 'visit-type': ['outpatient'] },
  }),
  section(
    'new-return',
    w('ករណីថ្មី និងករណីចាស់ តាមអ្នកបង់ប្រាក់', 'New and return visits by payer', 'Nouveaux cas et retours par payeur'),
    {
      rows: 'new-or-return',
      columns: 'payer',
    },
  ),
  section('services', w('សេវា តាមអ្នកបង់ប្រាក់', 'Services by payer', 'Prestations par payeur'), {
    rows: 'service',
    columns: 'payer',
  }),
  section('departments', w('ផ្នែក តាមភេទ', 'Departments by sex', 'Services de soins par sexe'), {
    rows: 'department',
    columns: 'sex',
  }),
  section(
    'deliveries',
    w('ការសម្រាលកូន តាមអាយុម្តាយ', 'Deliveries by age of the mother', 'Accouchements par âge de la mère'),
    {
      rows: 'age-band',
      where: { service: ['delivery'] },
    },
  ),
  section('live-births', w('កំណើតរស់', 'Live births', 'Naissances vivantes'), { measure: 'live-births', rows: 'payer' }),
  section('still-births', w('កំណើតស្លាប់', 'Still births', 'Mort-nés'), { measure: 'still-births', rows: 'payer' }),
  section('emergency', w('សង្គ្រោះបន្ទាន់ តាមអាយុ និងភេទ', 'Emergencies by age and sex', 'Urgences par âge et sexe'), {
    rows: 'age-band',
    columns: 'sex',
    where: { service: ['emergency'] },
  }),
  section('referrals', w('ការបញ្ជូន', 'Referrals', 'Références'), { rows: 'referred', columns: 'department' }),
  section('discharges', w('ការចេញពីពេទ្យ តាមលទ្ធផល', 'Discharges by outcome', 'Sorties par résultat'), {
    rows: 'discharge',
    columns: 'outcome',
    where: { 'visit-type': ['inpatient'] },
  }),
  section('bed-days', w('ថ្ងៃគ្រែ តាមផ្នែក', 'Bed days by department', 'Journées d’hospitalisation par service'), {
    measure: 'bed-days',
    rows: 'department',
  }),
  section('deaths', w('មរណភាព តាមអាយុ និងភេទ', 'Deaths by age and sex', 'Décès par âge et sexe'), {
    measure: 'deaths',
    rows: 'age-band',
    columns: 'sex',
  }),
];

const FIRST_PACK: ReferencePack = {
  id: 'kh-2019-01',
  validFrom: '2019-01-01',
  validTo: null,
  rates: [...RATES],
  categories: [...CATEGORIES],
  checklist: [...CHECKLIST],
  paymentCodes: [...PAYMENT_CODES],
  // No limit for Cambodia was found.
  lateAfterDays: null,
  ageBands: [...AGE_BANDS],
  returnWithinDays: 30,
  sections: [...SECTIONS],
  dhis2: null,
};

export const BUILT_IN_PACKS: readonly ReferencePack[] = [FIRST_PACK];
