import { cpSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PatientIdentifier } from '../../shared/patients/record.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { MORNING_MS } from '../support/clock.ts';
import { copyDb, type DeskAtCentre, enrolDesk, openCopy } from '../support/desk-at-centre.ts';
import type { Registration } from '../support/people.ts';

const PERSON: Registration = {
  ...{ nameKm: 'ចាន់ ដារ៉ា', nameLatin: 'Chan Dara', sex: 'male', birthDate: '1985-11-02', birthDatePrecision: 'day' },
  ...{ phone: '012 345 678', isSomebodyElse: true },
};
const nssf = (raw: string): Pick<PatientIdentifier, 'kind' | 'raw'>[] => [{ kind: 'nssf', raw }];

/** Copies of one database, and what the centre refused of one of them. `holder` is another desk, whose number it was. */
describe('what needs fixing, where a desk was restored or copied more than once', () => {
  let engines: Engine[];
  let centre: TestCentre;
  let facility: string;
  let holder: DeskAtCentre;
  let first: DeskAtCentre;
  let made = 0;
  const open: DeskAtCentre[] = [];

  beforeAll(async () => {
    engines = await startEngines();
    const [pglite] = engines;
    if (pglite === undefined) throw new Error('PGlite is always there');
    centre = await TestCentre.start(pglite);
    centre.clock.ms = MORNING_MS;
  });
  beforeEach(async () => {
    made += 1;
    facility = `CP${made}`;
    await centre.addFacility(facility);
    holder = await enrolDesk(centre.url, await centre.enrolCode(facility));
    first = await enrolDesk(centre.url, await centre.enrolCode(facility));
    open.push(holder, first);
    for (const desk of [holder, first]) await desk.meet();
  });
  afterEach(async () => {
    for (const desk of open.splice(0).reverse()) await desk.close();
  });
  afterAll(async () => {
    await centre?.stop();
    for (const engine of [...engines].reverse()) await engine.stop();
  });

  /** A PC on a copy of the first desk's database. */
  async function copyOf(file: string): Promise<DeskAtCentre> {
    centre.clock.ms += 60_000;
    const own = `${file}-${open.length}`;
    cpSync(file, own);
    const copy = await openCopy(own, first.folder, centre.clock.ms);
    open.push(copy);
    return copy;
  }
  const attention = async ({ clerk }: DeskAtCentre) =>
    (await clerk.ask('sync.status', {})).attention.map(({ recordId, code }) => [recordId, code]);
  /** Somebody whose number the centre refuses: a patient of another desk has it, of whom this one has not heard yet. */
  async function refusedAt(desk: DeskAtCentre): Promise<string> {
    made += 1;
    const identifiers = nssf(`2233445-54433${10 + made}-1`);
    await holder.clerk.ask('patients.register', { ...PERSON, identifiers });
    await holder.meet();
    const { patient } = await desk.clerk.ask('patients.register', { ...PERSON, nameLatin: 'Sok Taken', identifiers });
    await desk.meet();
    expect(await attention(desk)).toContainEqual([patient.id, 'identifier-taken']);
    return patient.id;
  }
  const correct = (desk: DeskAtCentre, patientId: string, version: number, change: Partial<Registration>) =>
    desk.clerk.ask('patients.correct', { ...PERSON, nameLatin: 'Sok Taken', patientId, version, ...change });
  /** Both ends count alike what needs fixing there. */
  async function expectToFix(desk: DeskAtCentre, ids: readonly string[]): Promise<void> {
    expect((await attention(desk)).sort()).toEqual(ids.map((id) => [id, 'identifier-taken']).sort());
    const { result } = await centre.command('counts', { facility });
    const { desks } = result as { desks: { device: string; needsFixing: number }[] };
    const there = desks.find(({ device }) => device === desk.deviceId())?.needsFixing ?? 0;
    const { needsFixing, waiting } = (await desk.clerk.ask('sync.status', {})).counts;
    expect([needsFixing, there, waiting]).toEqual([ids.length, ids.length, 0]);
  }
  /** The first desk's database as it is now, and then some work, so that whoever goes on from here is a copy. */
  async function backUp(name: string): Promise<string> {
    const file = copyDb(first, name);
    await first.clerk.ask('patients.register', { ...PERSON, nameLatin: 'Keo After' });
    await first.meet();
    return file;
  }
  const nameAt = async ({ clerk }: DeskAtCentre, patientId: string) =>
    (await clerk.ask('patients.get', { patientId })).patient.nameLatin;

  it('is in the list of a PC that was restored a second time, from before it got the name that it was refused under', async () => {
    const file = await backUp('old.db');
    const second = await copyOf(file);
    await second.meet();
    const id = await refusedAt(second);
    const third = await copyOf(file);
    await third.meet();
    expect(new Set([first, second, third].map((desk) => desk.deviceId())).size).toBe(3);
    await expectToFix(third, [id]);
    await correct(third, id, 1, { identifiers: [] });
    await third.meet();
    await expectToFix(third, []);
    await holder.meet();
    expect(await nameAt(holder, id)).toBe('Sok Taken');
  });

  it('is in the list of a PC that was restored from too old a backup first, and is back under its name', async () => {
    const tooOld = await backUp('too-old.db');
    const newest = copyDb(first, 'newest.db');
    const second = await copyOf(tooOld);
    await second.meet();
    const id = await refusedAt(second);
    const again = await copyOf(newest);
    await again.meet();
    expect(again.deviceId()).toBe(first.deviceId());
    await expectToFix(again, [id]);
  });

  it('came by whichever way after the restore, and is in the list all the same', async () => {
    const file = await backUp('old.db');
    const second = await copyOf(file);
    await second.meet();
    await holder.clerk.ask('patients.register', { ...PERSON, identifiers: nssf('3344556-6554433-1') });
    await holder.meet();
    const { patient } = await second.clerk.ask('patients.register', {
      ...{ ...PERSON, nameLatin: 'Sok Taken', identifiers: nssf('3344556-6554433-1') },
    });
    const late = second.request();
    const third = await copyOf(file);
    await third.meet();
    await second.ask(late);
    await third.meet();
    await expectToFix(third, [patient.id]);
  });

  it('is settled at both of two copies that run, whichever fixes it', async () => {
    const other = await copyOf(await backUp('clone.db'));
    await other.meet();
    const [mine, theirs] = [await refusedAt(first), await refusedAt(other)];
    for (const desk of [first, other]) await desk.meet();
    await expectToFix(first, [mine, theirs]);
    await expectToFix(other, [mine, theirs]);
    // The one by who made it, the other by who was told of it.
    for (const id of [mine, theirs]) await correct(first, id, 1, { identifiers: [] });
    for (const desk of [first, other]) await desk.meet();
    await expectToFix(first, []);
    await expectToFix(other, []);
    expect(await nameAt(other, mine)).toBe('Sok Taken');
  });

  it('is merged where both fix it, and what lost is shown at both', async () => {
    const other = await copyOf(await backUp('clone.db'));
    await other.meet();
    const id = await refusedAt(first);
    await other.meet();
    await correct(first, id, 1, { identifiers: [], nameLatin: 'Sok One' });
    await correct(other, id, 1, { identifiers: [], nameLatin: 'Sok Other' });
    for (const desk of [first, other, first, other]) await desk.meet();
    await expectToFix(first, []);
    await expectToFix(other, []);
    const [shown, ...others] = await Promise.all([first, other].map((desk) => nameAt(desk, id)));
    expect(others).toEqual([shown]);
    for (const { clerk } of [first, other]) {
      const { conflicts } = await clerk.ask('patients.conflicts', { patientId: id });
      expect(conflicts.map(({ field, kept, other: lost }) => [field, [kept, lost].sort()])).toContainEqual([
        'nameLatin',
        ['Sok One', 'Sok Other'],
      ]);
    }
  });
});
