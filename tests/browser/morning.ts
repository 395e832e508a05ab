import type { Clerk } from '../support/asks.ts';
import type { Registration } from '../support/people.ts';

/** Families of the neighbourhood, in both scripts. */
const FAMILIES: readonly (readonly [string, string])[] = [
  ['ចាន់', 'CHAN'],
  ['សេង', 'SENG'],
  ['ហ៊ុន', 'HUN'],
  ['អ៊ុក', 'OUK'],
  ['ស្រ៊ុន', 'SRUN'],
  ['ប៉ែន', 'PEN'],
  ['ឡុង', 'LONG'],
  ['គង់', 'KONG'],
  ['មាស', 'MEAS'],
  ['ជា', 'CHEA'],
  ['ព្រំ', 'PRUM'],
  ['យឹម', 'YIM'],
  ['រស់', 'ROS'],
  ['ឈឹម', 'CHHIM'],
  ['នួន', 'NUON'],
  ['វង្ស', 'VONG'],
  ['ទេព', 'TEP'],
  ['ម៉ៅ', 'MAO'],
  ['អ៊ិន', 'IN'],
  ['ខៀវ', 'KHIEV'],
  ['ផាន់', 'PHAN'],
  ['ឌិន', 'DIN'],
];
const VILLAGES = ['17100206', '17100401', '17100103', '17100210', '17100404', '17100105'];
/** How many of them have been here already. */
const SEEN = 9;
const DEPARTMENTS = ['general', 'maternity', 'paediatrics', 'general', 'emergency', 'dental'] as const;

/** A name as long as paper and screens meet them, with every height and depth that Khmer letters have. */
export const LONG_NAME = {
  nameKm: 'ព្រះអង្គម្ចាស់ ស៊ីសុវត្ថិ្ថ មុនីរ៉ែតចន្ធូស្រ៊ន់ពិសិដ្ឋឧត្តម្ភ',
  nameLatin: 'SISOWATH MONIRETH SREYSROAN PISETH OUDOMPHEAP RATTANAK',
};

function sokha(index: number): Registration {
  const [familyKm, familyLatin] = FAMILIES[index % FAMILIES.length] ?? ['ជា', 'CHEA'];
  return {
    nameKm: `${familyKm} សុខា`,
    nameLatin: `${familyLatin} SOKHA`,
    sex: index % 3 === 0 ? 'male' : 'female',
    birthDate: `${1952 + ((index * 7) % 70)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + ((index * 5) % 28)).padStart(2, '0')}`,
    birthDatePrecision: 'day',
    phone: index % 2 === 0 ? `012 3${String(index).padStart(2, '0')} 6${String(index).padStart(2, '0')}` : null,
    villageCode: VILLAGES[index % VILLAGES.length] ?? null,
    isSomebodyElse: true,
  };
}

async function visit(clerk: Clerk, patientId: string, index: number): Promise<string> {
  const isShown = index % 4 !== 3;
  const { check } = await clerk.ask('eligibility.check', {
    ...{ patientId, isIdentityShown: isShown, vouchedReason: isShown ? null : 'អ្នកជិតខាងស្គាល់' },
    hefCard: index % 3 === 0 ? { group: 'poor', validFrom: '2026-01-01', validTo: '2027-12-31' } : null,
  });
  const department = DEPARTMENTS[index % DEPARTMENTS.length] ?? 'general';
  const opened = await clerk.ask('visits.open', { patientId, checkId: check.id, department });
  return opened.visit.id;
}

/** Somebody whom neither the lists nor the centre know: what the desk answers for the time being is changed afterwards. */
async function meetStranger(clerk: Clerk): Promise<void> {
  const { patient } = await clerk.ask('patients.register', {
    ...{ nameKm: 'ឃួន ពៅ', nameLatin: 'KHUON POV', sex: 'male', birthDate: '1979-02-14', birthDatePrecision: 'day' },
    identifiers: [{ kind: 'nssf', raw: '9300000-0000017' }],
  });
  await visit(clerk, patient.id, SEEN + 1);
}

/** A desk at nine in the morning: two dozen people known, nine of them seen, each kind of visit in the list. */
export async function spendMorning(clerk: Clerk): Promise<void> {
  const visitIds: string[] = [];
  for (const [index] of FAMILIES.entries()) {
    const { patient } = await clerk.ask('patients.register', sokha(index));
    if (index < SEEN) visitIds.push(await visit(clerk, patient.id, index));
  }
  const [first = '', second = '', third = '', fourth = ''] = visitIds;
  await clerk.ask('visits.close', { visitId: first, outcome: 'recovered' });
  await clerk.ask('visits.close', { visitId: second, outcome: 'improved', dischargeType: 'refer-out' });
  await clerk.ask('visits.close', { visitId: third, outcome: 'unchanged' });
  await clerk.ask('visits.cancel', { visitId: fourth, reason: 'អ្នកជំងឺត្រឡប់ទៅផ្ទះវិញមុនពេលពិនិត្យ' });
}

/** Somebody under a number that is another person's in the register: the centre sets this patient aside. */
async function meetWrongNumber(clerk: Clerk): Promise<void> {
  await clerk.ask('patients.register', {
    ...{ nameKm: 'អ៊ុក ពិសិដ្ឋ', nameLatin: 'OUK PISETH', sex: 'male', birthDate: '1951-08-09', birthDatePrecision: 'day' },
    identifiers: [{ kind: 'nssf', raw: '1000000-0000009' }],
  });
}

/** A tenth visit, of somebody with a long name, and an eleventh, of a stranger; and a number that was misread. */
export async function meetOthers(clerk: Clerk): Promise<void> {
  const { patient } = await clerk.ask('patients.register', {
    ...LONG_NAME,
    ...{ sex: 'male', birthDate: '1944', birthDatePrecision: 'year', villageCode: '17100401' },
  });
  await visit(clerk, patient.id, SEEN);
  await meetStranger(clerk);
  await meetWrongNumber(clerk);
}
