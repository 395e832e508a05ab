import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Patient } from '../../shared/patients/record.ts';
import { FEED_MAX, type FeedRecord, type WireChange } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aCheck, aPatient, aVisit, enrolBody, nth, said, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const HLC = Date.parse('2026-03-01T01:00:00.000Z');

describe.each(engines.filter(({ missing }) => missing === null))('the feed of a facility on $name', (engine) => {
  let centre: TestCentre;
  beforeAll(async () => {
    centre = await TestCentre.start(engine);
  });
  afterAll(() => centre.stop());

  async function desksOf(count: number): Promise<TestDesk[]> {
    const facility = `F${randomUUID().slice(0, 4).toUpperCase()}`;
    await centre.addFacility(facility);
    const desks: TestDesk[] = [];
    while (desks.length < count) {
      const code = await centre.enrolCode(facility);
      desks.push(await TestDesk.enrol(centre.url, enrolBody({ protocol: 3, mode: 'real', code })));
    }
    return desks;
  }
  const tell = async (desk: TestDesk, changes: readonly WireChange[]) =>
    (await desk.sync(changes, { protocol: 3 })).verdicts.map(said);
  /** Everything after a number that this desk is told, page by page. */
  async function heard(desk: TestDesk, after = 0): Promise<FeedRecord[]> {
    const all: FeedRecord[] = [];
    for (;;) {
      const { records } = await desk.sync([], { protocol: 3, recordsAfter: all.at(-1)?.feedSeq ?? after });
      all.push(...(records?.list ?? []));
      if (records?.hasMore !== true) return all;
    }
  }
  const contentOf = ({ content }: FeedRecord) => JSON.parse(content) as Patient;

  test('tells each desk what the others sent, in the order in which it was accepted, and nothing that needs fixing', async () => {
    const [one, two] = await desksOf(2);
    const patient = aPatient();
    const [visit, check] = [aVisit(patient), aCheck(patient)];
    const sent = [
      one?.change('patient', patient),
      one?.change('eligibility-check', check),
      one?.change('patient', aPatient({ nameKm: null, nameLatin: null })),
      one?.change('visit', visit),
    ].filter((change) => change !== undefined);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    expect(await tell(one, sent)).toEqual(['accepted', 'accepted', 'needs-fixing name-missing', 'accepted']);
    const told = await heard(two);
    expect(told.map(({ kind, recordId, deskNumber, deviceId }) => [kind, recordId, deskNumber, deviceId])).toEqual([
      ['patient', patient.id, one.deskNumber, one.deviceId],
      ['eligibility-check', check.id, one.deskNumber, one.deviceId],
      ['visit', visit.id, one.deskNumber, one.deviceId],
    ]);
    expect(told.map(({ feedSeq }) => feedSeq)).toEqual([1, 2, 4]);
    expect(nth(told, 0)).toMatchObject({ hash: nth(sent, 0).hash, content: nth(sent, 0).content, losers: [] });
    expect(await heard(one)).toEqual([]);
    const { records } = await two.sync([], { protocol: 3, recordsAfter: 4 });
    expect(records).toEqual({ through: 4, hasMore: false, list: [] });
    expect((await two.sync([], { protocol: 3 })).records).toBeNull();
    expect((await two.sync([], { protocol: 1 })).records).toBeNull();
  });

  test('tells much of it page by page', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patients = Array.from({ length: FEED_MAX + 30 }, () => aPatient());
    for (let from = 0; from < patients.length; from += 300) {
      const some = patients.slice(from, from + 300).map((patient) => one.change('patient', patient));
      await tell(one, some);
    }
    const { records } = await two.sync([], { protocol: 3, recordsAfter: 0 });
    expect([records?.list.length, records?.hasMore, records?.through]).toEqual([FEED_MAX, true, FEED_MAX]);
    expect((await heard(two)).map(({ recordId }) => recordId)).toEqual(patients.map(({ id }) => id));
  });

  test('merges what two desks changed into the same, whichever came first', async () => {
    const edits: [Partial<Patient>, Partial<Patient>][] = [
      [{ nameLatin: 'Sok Sophea' }, { phone: '012 345 678' }],
      [{ nameLatin: 'Sok Sophea' }, { nameLatin: 'Ly Borey', phone: '077 111 222' }],
      [{ birthDate: '1991-01-01', birthDatePrecision: 'year' }, { birthDate: '1990-05-21' }],
      [
        { nameLatin: 'Sok Sophea', nameKm: null },
        { villageCode: null, sex: 'male' },
      ],
    ];
    for (const [index, [left, right]] of edits.entries()) {
      const results: unknown[] = [];
      for (const isSwapped of [false, true]) {
        const [one, two] = await desksOf(2);
        if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
        const patient = aPatient({ patientNumber: `SAME-1-00000${index}-X`, id: `patient-${index}` });
        const base = one.change('patient', patient, { hlc: HLC });
        await tell(one, [base]);
        const second = (desk: TestDesk, change: Partial<Patient>, hlc: number) =>
          tell(desk, [desk.change('patient', { ...patient, ...change, version: 2 }, { base, hlc })]);
        const steps = [() => second(one, left, HLC + 1_000), () => second(two, right, HLC + 2_000)];
        for (const step of isSwapped ? steps.reverse() : steps) expect(await step()).toEqual(['accepted']);
        const told = await heard(one);
        const merged = nth(told, told.length - 1);
        expect(merged).toMatchObject({ deviceId: 'centre', version: 3, deskNumber: 0 });
        results.push([contentOf(merged), merged.losers]);
        expect((await heard(two)).at(-1)).toEqual(merged);
      }
      expect(results[0], `edit ${index}`).toEqual(results[1]);
    }
  });

  test('keeps what lost, with whose it was and when', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const base = one.change('patient', patient, { hlc: HLC });
    await tell(one, [base]);
    const edited = { ...patient, nameKm: 'លី បូរី', version: 2 };
    await tell(one, [one.change('patient', edited, { base, hlc: HLC + 1 })]);
    await tell(two, [two.change('patient', { ...edited, nameKm: 'ចាន់ ដារ៉ា' }, { base, hlc: HLC + 2 })]);
    const merged = nth(await heard(one), 0);
    expect(contentOf(merged).nameKm).toBe('ចាន់ ដារ៉ា');
    expect(merged.losers).toEqual([
      { field: 'nameKm', value: '"លី បូរី"', deskNumber: one.deskNumber, madeAt: '2026-03-01T01:00:00.000Z' },
    ]);
  });

  test('takes versions in any order, again and under another name, and has each once', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const first = one.change('patient', patient, { hlc: HLC });
    const second = one.change(
      'patient',
      { ...patient, phone: '012 000 001', version: 2 },
      { base: first, hlc: HLC + 1 },
    );
    const third = one.change(
      'patient',
      { ...patient, phone: '012 000 002', version: 3 },
      { base: second, hlc: HLC + 2 },
    );
    expect(await tell(one, [first])).toEqual(['accepted']);
    const other = two.change('patient', { ...patient, sex: 'male', version: 2 }, { base: first, hlc: HLC + 3 });
    expect(await tell(two, [other])).toEqual(['accepted']);
    expect(await tell(one, [third])).toEqual(['try-later waits-for-version']);
    expect(await tell(one, [second, third])).toEqual(['accepted', 'accepted']);
    expect(await tell(one, [third, second, first])).toEqual(['already-had', 'already-had', 'already-had']);
    // Another desk that writes the very same has written it too, and there is nothing to merge.
    const twice = { incarnation: 'e'.repeat(32), seq: 1 };
    expect(await tell(two, [{ ...second, ...twice }])).toEqual(['accepted']);
    expect(await tell(two, [{ ...second, ...twice }])).toEqual(['already-had']);
    const merged = (await heard(one)).filter(({ deviceId }) => deviceId === 'centre');
    expect(merged.map(({ version }) => version)).toEqual([3, 4]);
    expect(contentOf(nth(merged, 1))).toMatchObject({ phone: '012 000 002', sex: 'male' });
    expect(merged.flatMap(({ losers }) => losers)).toEqual([]);
  });

  test('takes a correction of a refused version that another desk has changed meanwhile', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const first = one.change('patient', patient, { hlc: HLC });
    const wrong = one.change('patient', { ...patient, phone: '012 1', birthDate: '', version: 2 }, { base: first });
    expect(await tell(one, [first, wrong])).toEqual(['accepted', 'needs-fixing birth-date-wrong']);
    const other = two.change('patient', { ...patient, sex: 'male', version: 2 }, { base: first, hlc: HLC });
    expect(await tell(two, [other])).toEqual(['accepted']);
    const right = one.change('patient', { ...patient, phone: '012 1', version: 3 }, { base: wrong, hlc: HLC });
    expect(await tell(one, [right])).toEqual(['accepted']);
    expect(contentOf(nth(await heard(one), 1))).toMatchObject({ phone: '012 1', sex: 'male', version: 4 });
  });

  test('goes on from a version that was damaged on its way', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const first = one.change('patient', patient);
    const damaged = { ...first, content: first.content.replace('female', 'femal!') };
    const again = one.change('patient', { ...patient, version: 2 }, { base: first });
    expect(await tell(one, [damaged, again])).toEqual(['needs-fixing hash-wrong', 'try-later waits-for-version']);
    expect(await tell(one, [again])).toEqual(['accepted']);
    expect((await heard(two)).map(({ version }) => version)).toEqual([2]);
  });

  test('is no surer of a clock that is far ahead than of when the change came', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const base = one.change('patient', patient, { hlc: HLC });
    await tell(one, [base]);
    const far = one.change('patient', { ...patient, phone: '012 9', version: 2 }, { base, hlc: HLC * 2 });
    await tell(one, [far]);
    centre.clock.ms += 60_000;
    const later = two.change('patient', { ...patient, phone: '012 1', version: 2 }, { base, hlc: centre.clock.ms });
    await tell(two, [later]);
    expect(contentOf(nth(await heard(one), 0)).phone).toBe('012 1');
  });

  test('counts what each device sent by the newest version of each record', async () => {
    const [one, two] = await desksOf(2);
    if (one === undefined || two === undefined) throw new Error('two desks were enrolled');
    const patient = aPatient();
    const first = one.change('patient', patient);
    const gone = {
      id: patient.id,
      version: 2,
      patientId: patient.id,
      withdrawn: { reason: 'twice', at: 'x', by: 'y' },
    };
    const bad = one.change('patient', aPatient({ nameKm: ' ' }));
    const damaged = { ...one.change('patient', aPatient()), hash: '0'.repeat(64) };
    await tell(one, [first, bad, damaged, one.change('patient', gone, { base: first })]);
    await tell(two, [two.change('patient', aPatient())]);
    const { result } = await centre.command('counts', { facility: one.facility });
    const none = { splitFrom: null, entered: 0, accepted: 0, needsFixing: 0, withdrawn: 0 };
    expect(result).toEqual({
      desks: [
        { ...none, device: one.deviceId, deskNumber: one.deskNumber, entered: 3, needsFixing: 2, withdrawn: 1 },
        { ...none, device: two.deviceId, deskNumber: two.deskNumber, entered: 1, accepted: 1 },
      ],
    });
    // Nobody holds the number of a patient who was withdrawn.
    const next = aPatient({ patientNumber: patient.patientNumber });
    expect(await tell(two, [two.change('patient', next)])).toEqual(['accepted']);
  });
});
