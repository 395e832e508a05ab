import type { ExportSource } from '../../electron/node/exports/source.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import type { AgeBand, Dhis2Mapping } from '../../shared/claims/pack.record.ts';
import { CLAIM_STATES, CLAIMED_STATES, type ClaimState } from '../../shared/claims/record.ts';
import {
  type MonthLine,
  type MonthReport,
  monthLine,
  monthReport,
  type Standing,
  type SummaryRow,
} from '../../shared/month/record.ts';
import { type Dice, seededDice } from './dice.ts';
import { FACILITY } from './facility.ts';

/** Rates and codes as a pack may have them; the names hold every kind of Khmer cluster, and texts that are no formulas. */
const CATEGORIES = [
  { code: 'outpatient', km: 'ពិគ្រោះជំងឺក្រៅ (ថ្មី និងតាមដាន)', en: 'Outpatient consultation', unit: 6_000 },
  { code: 'delivery', km: 'សម្រាលកូន និងរំលូតកូន', en: 'Delivery', unit: 80_000 },
  { code: 'emergency', km: 'សង្គ្រោះបន្ទាន់', en: 'Emergency', unit: 20_000 },
  { code: 'minor-surgery', km: 'វះកាត់តូច', en: 'Minor surgery', unit: 12_000 },
] as const;
const CODES = [
  { payer: 'nssf', code: 'PATY-0000G3E', km: 'ប.ស.ស. កម្មករនិយោជិត', en: 'NSSF employee' },
  { payer: 'nssf', code: 'PATY-00B003F', km: 'ប.ស.ស. មន្ត្រីរាជការ', en: 'NSSF public servant' },
  { payer: 'hef', code: 'PATY-0000N09', km: 'មូលនិធិសមធម៌ ក្រីក្រ', en: 'HEF poor' },
] as const;
export const NAMES_KM = [
  'ព្រះសីហនុ ស្រីមុំ',
  'ជា សុខា',
  'ខៀវ កញ្ញារិទ្ធ',
  'អ៊ុំ ស៊ីណែត',
  'កោះ ស្ត្រី',
  'ញ៉ែម វុត្ថា',
  'ហ៊ុន ចន្ទ្រា',
  'យឿន ប៉ោលីន',
];
const NAMES_LATIN = [
  'Sok "Dara"',
  '=SUM(A1:A9)',
  '@Chan, Vanna',
  '+Rith',
  '-Keo',
  '＝1+1',
  'Élise & <Fils>',
  "O'Russey",
];
export const AGE_BANDS: AgeBand[] = [
  { code: 'd0-28', words: { km: '០ - ២៨ ថ្ងៃ', en: '0-28 d', fr: '0-28 j' }, fromDays: 0 },
  { code: 'm1-11', words: { km: '២៩ថ្ងៃ - ១១ខែ', en: '29 d-11 m', fr: '29 j-11 m' }, fromDays: 29 },
  { code: 'y1-4', words: { km: '១ - ៤ ឆ្នាំ', en: '1-4 y', fr: '1-4 a' }, fromYears: 1 },
  { code: 'y5-14', words: { km: '៥ - ១៤ ឆ្នាំ', en: '5-14 y', fr: '5-14 a' }, fromYears: 5 },
  { code: 'y15', words: { km: '១៥ ឆ្នាំឡើង', en: '15 y and more', fr: '15 a et plus' }, fromYears: 15 },
];

export interface MonthWish {
  lines: number;
  state?: MonthReport['state'];
  seed?: number;
  month?: string;
}

/** A month of a facility out of dice: the same wish gives the same month. The report is counted from the lines. */
export function monthSource(wish: MonthWish): ExportSource {
  const { lines: count, state = 'closed', seed = 7, month = '2026-10' } = wish;
  const lines = () => linesOf(count, month, seededDice(seed));
  return { report: reportOf(lines(), wish, month, state), mapping: MAPPING, lines };
}

function* linesOf(count: number, month: string, dice: Dice): Generator<MonthLine> {
  for (let position = 1; position <= count; position += 1) {
    const day = 1 + Math.floor(((position - 1) * 28) / count);
    const hasClaim = dice.below(10) < 8;
    const category = hasClaim ? dice.pick(CATEGORIES) : null;
    const code = hasClaim ? dice.pick(CODES) : null;
    const state = hasClaim ? (dice.pick(CLAIM_STATES) as ClaimState) : null;
    const quantity = hasClaim ? 1 + dice.below(3) : 0;
    const unitRiel = category?.unit ?? 0;
    const amountRiel = quantity * unitRiel;
    yield monthLine.parse({
      position,
      serviceDate: `${month}-${String(day).padStart(2, '0')}`,
      slipNumber: `2-${String(position).padStart(3, '0')}`,
      visitId: `0192f0aa-0000-7000-8000-${String(position).padStart(12, '0')}`,
      patientNumber: `KT04-2-${String(position).padStart(6, '0')}-K`,
      nameKm: dice.below(10) < 9 ? dice.pick(NAMES_KM) : null,
      nameLatin: dice.below(10) < 6 ? dice.pick(NAMES_LATIN) : null,
      sex: dice.below(2) === 0 ? 'female' : 'male',
      ageYears: dice.below(90),
      service: category?.code ?? 'outpatient',
      visitStatus: 'closed',
      payer: code?.payer ?? 'self',
      claimId: hasClaim ? `0192f0bb-0000-7000-8000-${String(position).padStart(12, '0')}` : null,
      paymentCode: code?.code ?? null,
      memberNumber: hasClaim ? String(10_000_000_000_000 + dice.below(1_000_000)).replace(/^1/, '0') : null,
      category: category?.code ?? null,
      quantity,
      unitRiel,
      amountRiel,
      state,
      claimedRiel: state !== null && CLAIMED_STATES.includes(state) ? amountRiel : 0,
      syncState: 'accepted',
    });
  }
}

function reportOf(
  lines: Iterable<MonthLine>,
  wish: MonthWish,
  month: string,
  state: MonthReport['state'],
): MonthReport {
  const all = [...lines];
  const claims = all.filter((line) => line.state !== null);
  const sum = (of: readonly MonthLine[], key: 'amountRiel' | 'claimedRiel') => of.reduce((n, line) => n + line[key], 0);
  const claimed = sum(all, 'claimedRiel');
  const adjustments =
    wish.lines === 0
      ? []
      : [
          { month: '2026-09', why: 'late', payer: 'nssf', records: 3, visits: 3, claims: 2, amountRiel: 86_000 },
          { month: '2026-09', why: 'decided', payer: 'hef', records: 1, visits: 0, claims: -1, amountRiel: -20_000 },
        ];
  const figures = {
    month,
    facility: FACILITY,
    isPractice: false,
    deskNumber: 2,
    state,
    revision: state === 'open' ? 0 : 1,
    closing:
      state === 'open' ? null : { at: '2026-11-02T02:00:00.000Z', by: 'staff-chan', byName: 'ចាន់ សុភា', told: null },
    reopening:
      state === 'reopened'
        ? { at: '2026-11-03T02:00:00.000Z', by: 'staff-chan', byName: 'ចាន់ សុភា', reason: 'រកឃើញក្រដាសដែលភ្លេច' }
        : null,
    linesCount: all.length,
    standing: { visits: standing(all.length), claims: standing(claims.length) },
    visits: { total: all.length, open: 0, closed: all.length, cancelled: 0 },
    byDay: [],
    byPayer: [],
    byService: [],
    byAgeSex: [],
    ageBands: AGE_BANDS,
    cover: { eligible: claims.length, provisional: 0, review: 0, notEligible: 0, otherScheme: 0, overturned: 0 },
    claims: {
      byState: CLAIM_STATES.map((one) => {
        const of = claims.filter((line) => line.state === one);
        return { state: one, claims: of.length, amountRiel: sum(of, 'amountRiel') };
      }),
      summary: summaryOf(claims),
      claimed: { claims: claims.filter(({ claimedRiel }) => claimedRiel > 0).length, amountRiel: claimed },
    },
    adjustments,
    payableRiel: claimed + adjustments.reduce((n, { amountRiel }) => n + amountRiel, 0),
    sections: sectionsOf(all),
    quality: [
      { code: 'provisional', count: Math.min(3, all.length), of: all.length },
      { code: 'no-identifier', count: 0, of: all.length },
    ],
    categoryWords: Object.fromEntries(CATEGORIES.map(({ code, km, en }) => [code, { km, en, fr: en }])),
    paymentCodeWords: Object.fromEntries(CODES.map(({ code, km, en }) => [code, { km, en, fr: en }])),
    packId: 'mpa-2026',
  };
  const digest = sha256Hex(canonicalJson({ figures, lines: all }));
  return monthReport.parse({ ...figures, asOf: '2026-11-02T02:00:00.000Z', digest });
}

function standing(entered: number): Standing {
  return { entered, accepted: entered, needsFixing: 0, waiting: 0, withdrawn: 0 };
}

function summaryOf(claims: readonly MonthLine[]): SummaryRow[] {
  const rows = new Map<string, SummaryRow>();
  for (const { payer, paymentCode, category, unitRiel, quantity, claimedRiel, state } of claims) {
    const key = `${payer}|${paymentCode}|${category}|${unitRiel}`;
    const row = rows.get(key) ?? {
      ...{ payer, paymentCode, category: category ?? '', unitRiel, cases: 0, quantity: 0, amountRiel: 0 },
      ...{ held: 0, returned: 0, denied: 0, resent: 0 },
    };
    if (claimedRiel > 0) {
      row.cases += 1;
      row.quantity += quantity;
      row.amountRiel += claimedRiel;
    }
    if (state === 'held' || state === 'returned' || state === 'denied' || state === 'resent') row[state] += 1;
    rows.set(key, row);
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const bandOf = (line: MonthLine) =>
  (AGE_BANDS.findLast((band) => 'fromYears' in band && band.fromYears <= line.ageYears) ?? AGE_BANDS[0])?.code ?? '';

function sectionsOf(lines: readonly MonthLine[]): MonthReport['sections'] {
  const services = [...CATEGORIES.map(({ code }) => code)];
  const bands = AGE_BANDS.map(({ code }) => code);
  const cells = services.map((service) =>
    bands.map((band) => lines.filter((line) => line.service === service && bandOf(line) === band).length),
  );
  const bySex = ['female', 'male'].map((sex) => [lines.filter((line) => line.sex === sex).length]);
  const section = { measure: 'visits', where: {} } as const;
  return [
    {
      section: {
        ...{ code: 'hc1-opd', rows: 'service', columns: 'age-band', ...section },
        words: { km: 'ពិគ្រោះជំងឺក្រៅតាមក្រុមអាយុ', en: 'Outpatients by age group', fr: 'Consultations par âge' },
      },
      rowKeys: services,
      columnKeys: bands,
      cells,
    },
    {
      section: {
        ...{ code: 'hc1-sex', rows: 'sex', columns: null, ...section },
        words: { km: 'អ្នកជំងឺតាមភេទ', en: 'Patients by sex', fr: 'Patients par sexe' },
      },
      rowKeys: ['female', 'male'],
      columnKeys: [''],
      cells: bySex,
    },
  ];
}

/** Leaves out men, so that something has no place. */
export const MAPPING: Dhis2Mapping = {
  dataSet: 'DsTonleHc1A',
  orgUnits: { KT04: 'OuTonleKt04' },
  elements: [
    ...CATEGORIES.flatMap(({ code: row }, at) =>
      AGE_BANDS.map(({ code: column }, band) => ({
        section: 'hc1-opd',
        row,
        column,
        dataElement: `DeTonle0${at}00`,
        categoryOptionCombo: `CoTonle0${band}00`,
      })),
    ),
    { section: 'hc1-sex', row: 'female', column: null, dataElement: 'DeTonleFema', categoryOptionCombo: null },
  ],
};
