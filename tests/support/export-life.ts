import { addDays } from '../../shared/base/time.ts';
import type { Dhis2Mapping, ReferencePack, ReportSection } from '../../shared/claims/pack.record.ts';
import { savePacks } from '../../shared/claims/pack-store.ts';
import { BUILT_IN_PACKS } from '../../shared/claims/packs.ts';
import { claimById } from '../../shared/claims/store.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { PAYERS, SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import { writeCheck } from '../../shared/eligibility/store.ts';
import { DISCHARGE_TYPES, VISIT_TYPES } from '../../shared/visits/record.ts';
import { visitById } from '../../shared/visits/store.ts';
import { hostWithoutLine } from './desk.ts';
import { type ExportingDesk, exportsToBe, tellSealingKey } from './export-desk.ts';
import { FACILITY } from './facility.ts';
import { beginLife, STEPS, today, type World } from './month-life.ts';

/** A facility in which anything may happen, and that writes files of its months. */
export type ExportingLife = World & Pick<ExportingDesk, 'manager' | 'exports' | 'close'>;

export async function beginExportingLife(seed: number): Promise<ExportingLife> {
  const files = exportsToBe();
  const world = await beginLife(seed, { ...hostWithoutLine(), exports: files.host });
  const exports = files.of(world.desk);
  tellSealingKey(world.desk);
  world.desk.db.write((tx) => savePacks(tx, { id: 'packs-1', seq: 1, packs: [PACK] }));
  const close = async () => {
    await exports.close();
    await world.desk.close();
  };
  return { ...world, manager: world.clerk, exports, close };
}

/** What the desk may do besides: what files tell and a month's own sums do not look at. */
export const MORE_STEPS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  ...STEPS,
  async describe({ clerk, visits, dice, desk }) {
    const visit = visits.length === 0 ? null : visitById(desk.db, dice.pick(visits));
    if (visit === null) return;
    await clerk.reply('visits.correct', {
      ...{ visitId: visit.id, version: visit.version, visitType: dice.pick(VISIT_TYPES) },
      referredFrom: dice.below(2) === 0 ? 'another health centre' : null,
      ...(visit.status === 'closed' ? { dischargeType: dice.pick(DISCHARGE_TYPES) } : {}),
    });
  },
  async detail({ clerk, visits, dice, desk }) {
    const kept = visits.length === 0 ? null : claimById(desk.db, dice.pick(visits));
    if (kept === null) return;
    const { id: claimId, version, serviceFrom } = kept.claim;
    const categories = PACK.categories.map(({ code }) => code).filter(() => dice.below(4) === 0);
    await clerk.reply('claims.correct', {
      ...{ claimId, version },
      ...(categories.length === 0
        ? {}
        : { lines: categories.map((category) => ({ category, quantity: 1 + dice.below(3) })) }),
      details: {
        liveBirths: dice.below(3),
        stillBirths: dice.below(2),
        admittedOn: addDays(serviceFrom, -dice.below(4)),
        dischargedOn: serviceFrom,
      },
    });
  },
  /** What the centre sent back is sent again, or appealed against. */
  async mend({ clerk, dice, desk }) {
    const rows = desk.db.all(
      `SELECT claim.id, claim.version, claim.state FROM claim JOIN visit ON visit.id = claim.visitId
       WHERE claim.state IN ('returned', 'denied') ORDER BY visit.serviceDate, deskNumber, dayNumber`,
    );
    if (rows.length === 0) return;
    const { id, version, state } = dice.pick(rows);
    const of = { claimId: String(id), version: Number(version) };
    if (state === 'denied') await clerk.reply('claims.appeal', { ...of, reason: 'the card was shown and is valid' });
    else await clerk.reply('claims.correct', { ...of, details: { diagnosis: `A0${dice.below(10)}` } });
  },
  /** Somebody comes a second time on a day, and with a check that rests on other than the card: on staff, or on an old list. */
  async again(world) {
    const { clerk, dice, desk, visits } = world;
    const model = visits.length === 0 ? null : visitById(desk.db, dice.pick(visits));
    // A day further back takes no check any more.
    if (model === null || model.serviceDate < addDays(today(world), -50)) return;
    const { patientId, serviceDate, serviceCategory, department } = model;
    const { check } = await clerk.ask('eligibility.check', {
      ...{ patientId, serviceDate, serviceCategory, isIdentityShown: true },
    });
    const isOverridden = dice.below(2) === 0;
    world.seq += 1;
    const old = eligibilityCheck.parse({
      ...{ ...check, id: `check-old-${world.seq}`, nssfKey: '20000000000019' },
      facts: { ...check.facts, snapshot: { ...check.facts.snapshot, source: 'roster' } },
      decision: { ...check.decision, reasons: [...check.decision.reasons, 'SNAPSHOT_STALE'] },
    });
    if (!isOverridden) desk.db.write((tx) => writeCheck(tx, old));
    const payer = check.decision.payer === 'hef' ? 'undecided' : 'hef';
    const told = isOverridden
      ? (await clerk.ask('eligibility.override', { checkId: check.id, payer, reason: 'the manager knows the family' }))
          .check
      : old;
    const reply = await clerk.reply('visits.open', {
      ...{ patientId, checkId: told.id, department, secondVisitReason: 'came again for the result' },
    });
    if (reply.ok) visits.push((reply.value as { visit: { id: string } }).visit.id);
  },
};

const [FIRST_PACK] = BUILT_IN_PACKS;
if (FIRST_PACK === undefined) throw new Error('the program comes with a pack');

const section = (told: Pick<ReportSection, 'code' | 'rows'> & Partial<ReportSection>): ReportSection => ({
  ...{ words: { km: told.code, en: told.code, fr: told.code }, measure: 'visits', columns: null, where: {} },
  ...told,
});

/** The program's own sections, and some by what those do not count by. */
const SECTIONS = [
  ...FIRST_PACK.sections,
  section({ code: 'days', rows: 'day' }),
  section({ code: 'ends', rows: 'outcome', columns: 'service' }),
  section({ code: 'stays', rows: 'visit-type', columns: 'discharge', measure: 'bed-days' }),
  section({
    code: 'births',
    rows: 'age-band',
    columns: 'new-or-return',
    measure: 'live-births',
    where: { sex: ['female'] },
  }),
];

const uid = (letter: string, number: number) => `${letter}${String(number).padStart(10, '0')}`;

/** Some sections have places of their own, one adds all its figures up in one place, and the others have none. */
function mappingOf(pack: ReferencePack): Dhis2Mapping {
  const bands = pack.ageBands.map(({ code }) => code);
  const table = (code: string, rows: readonly string[], columns: readonly (string | null)[], isShared = false) =>
    rows.flatMap((row, at) =>
      columns.map((column, place) => ({
        ...{ section: code, row, column },
        dataElement: uid('E', pack.sections.findIndex((one) => one.code === code) + 1),
        categoryOptionCombo: isShared ? null : uid('C', at * 50 + place + 1),
      })),
    );
  return {
    dataSet: uid('D', 1),
    orgUnits: { [FACILITY.code]: uid('O', 1) },
    elements: [
      ...table('opd', bands, ['female', 'male']),
      ...table('services', SERVICE_CATEGORIES, PAYERS),
      ...table('live-births', PAYERS, [null]),
      ...table('new-return', ['new', 'return'], PAYERS, true),
    ],
  };
}

const UNMAPPED_PACK: ReferencePack = { ...FIRST_PACK, id: 'kh-test', sections: SECTIONS };
export const PACK: ReferencePack = { ...UNMAPPED_PACK, dhis2: mappingOf(UNMAPPED_PACK) };
