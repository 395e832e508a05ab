import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../shared/base/hash.ts';
import { PRACTICE_MEMBERS } from './practice-members.ts';
import { TestCentre } from './tests/centre.ts';
import { aCheck, aPatient, aRound, aVisit, nth, said, TestDesk, withNssf } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

describe.each(engines)('the centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'takes changes', () => {
    let centre: TestCentre;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
    });
    afterAll(async () => centre.stop());

    const stored = async (device: string) => {
      const lines = (await centre.dump(true)).filter((line) => line.device === device && line.kind !== 'device');
      return lines.map(({ kind, state }) => `${kind} ${state}`).sort();
    };

    test('stores each change once, however often it comes', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const round = aRound(desk);
      expect(await desk.verdicts(round)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(await desk.verdicts(round)).toEqual(['already-had', 'already-had', 'already-had']);
      expect(await desk.verdicts([...round, ...round])).toEqual(Array(6).fill('already-had'));
      expect(await stored(desk.deviceId)).toEqual(
        ['change', 'change', 'change', 'eligibility-check', 'patient', 'visit'].map((kind) => `${kind} accepted`),
      );
    });

    test('stores each change once when the same batch comes ten times at once', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const round = Array.from({ length: 10 }, () => aRound(desk)).flat();
      const replies = await Promise.all(Array.from({ length: 10 }, () => desk.verdicts(round)));
      const accepted = round.map((_, index) => replies.filter((reply) => reply[index] === 'accepted').length);
      expect(accepted).toEqual(Array(30).fill(1));
      expect(replies.flat().filter((outcome) => outcome === 'already-had')).toHaveLength(270);
      const changes = (await stored(desk.deviceId)).filter((line) => line.startsWith('change'));
      expect(changes).toHaveLength(30);
    });

    test('keeps the newest version of a record, and every version in the history', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient();
      const open = aVisit(patient);
      const closed = {
        ...open,
        version: 2,
        status: 'closed',
        outcome: 'recovered',
        dischargeType: 'authorised',
      } as const;
      const changes = [desk.change('patient', patient), desk.change('visit', open), desk.change('visit', closed)];
      const [sent, first, second] = [nth(changes, 0), nth(changes, 1), nth(changes, 2)];
      expect(await desk.verdicts([sent, second])).toEqual(['accepted', 'accepted']);
      expect(await desk.verdicts([first])).toEqual(['accepted']);
      const lines = (await centre.dump(true)).filter(
        ({ id, content }) => id === open.id || JSON.stringify(content).includes(open.id),
      );
      const visit = lines.filter(({ kind }) => kind === 'visit');
      expect(visit).toEqual([
        { kind: 'visit', id: open.id, version: 2, device: desk.deviceId, state: 'accepted', content: closed },
      ]);
      expect(lines.filter(({ kind }) => kind === 'change')).toHaveLength(2);
    });

    test('answers a repeat of what needs fixing with the very same words', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const change = desk.change('patient', aPatient({ nameKm: null, nameLatin: ' ' }));
      const first = nth((await desk.sync([change])).verdicts, 0);
      const again = nth((await desk.sync([change])).verdicts, 0);
      expect(first).toMatchObject({ outcome: 'needs-fixing', code: 'name-missing', field: 'nameKm' });
      expect(again).toEqual(first);
      expect(await stored(desk.deviceId)).toEqual(['change needs-fixing', 'patient needs-fixing']);
    });

    test('sets another change under a taken key aside and says so', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const first = desk.change('patient', aPatient());
      const other = { ...desk.change('patient', aPatient()), seq: first.seq };
      expect(await desk.verdicts([first, other])).toEqual(['accepted', 'needs-fixing key-reused']);
      expect(await desk.verdicts([other, first])).toEqual(['needs-fixing key-reused', 'already-had']);
      expect(await stored(desk.deviceId)).toEqual(['change accepted', 'conflict needs-fixing', 'patient accepted']);
    });

    test('knows a version again under another key, as after a restored backup', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient();
      const bad = aPatient({ nameKm: null });
      expect(await desk.verdicts([desk.change('patient', patient), desk.change('patient', bad)])).toEqual([
        'accepted',
        'needs-fixing name-missing',
      ]);
      desk.incarnation = 'f'.repeat(32);
      const again = [desk.change('patient', patient), desk.change('patient', bad)];
      const differing = desk.change('patient', { ...patient, phone: '012345678' });
      expect(await desk.verdicts([...again, differing])).toEqual([
        'already-had',
        'needs-fixing name-missing',
        'needs-fixing version-taken',
      ]);
      const lines = (await centre.dump()).filter(({ id }) => id === patient.id);
      expect(lines.map(({ content }) => content)).toEqual([patient]);
    });

    test('lets a visit and a check wait for their patient, and takes them after him', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient();
      const waiting = [desk.change('visit', aVisit(patient)), desk.change('eligibility-check', aCheck(patient))];
      const sent = desk.change('patient', patient);
      const late = Array(2).fill('try-later waits-for-patient');
      expect(await desk.verdicts(waiting)).toEqual(late);
      expect(await desk.verdicts([...waiting, sent])).toEqual([...late, 'accepted']);
      expect(await desk.verdicts(waiting)).toEqual(['accepted', 'accepted']);
    });

    test('takes visits of a patient who has to be corrected', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const misnamed = aPatient({ nameKm: null });
      const damaged = aPatient();
      const broken = { ...desk.change('patient', damaged), hash: '0'.repeat(64) };
      const changes = [desk.change('patient', misnamed), desk.change('visit', aVisit(misnamed)), broken];
      expect(await desk.verdicts([...changes, desk.change('visit', aVisit(damaged))])).toEqual([
        'needs-fixing name-missing',
        'accepted',
        'needs-fixing hash-wrong',
        'accepted',
      ]);
      expect(await desk.verdicts([desk.change('visit', aVisit(damaged))])).toEqual(['accepted']);
    });

    test('takes a whole copy of a damaged change under the same key', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const whole = desk.change('patient', aPatient());
      expect(await desk.verdicts([{ ...whole, content: `${whole.content} ` }])).toEqual(['needs-fixing hash-wrong']);
      expect(await desk.verdicts([whole])).toEqual(['accepted']);
    });

    test('stores a poisoned record raw and everything around it as usual', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const content = '{"id":"x","version":1,"nul":"\0"}';
      const poison = { ...desk.change('patient', aPatient()), content, hash: sha256Hex(content) };
      const strange = { ...desk.change('patient', aPatient()), recordId: 'a\0b' };
      const sent = [...aRound(desk), poison, strange, ...aRound(desk)];
      const good = Array(3).fill('accepted');
      const poisoned = Array(2).fill('needs-fixing not-storable');
      expect(await desk.verdicts(sent)).toEqual([...good, ...poisoned, ...good]);
      const had = Array(3).fill('already-had');
      expect(await desk.verdicts(sent)).toEqual([...had, ...poisoned, ...had]);
      const aside = (await centre.dump()).filter(
        ({ kind, device }) => kind === 'quarantine' && device === desk.deviceId,
      );
      expect(aside.map((line) => (line.content as { change: unknown }).change)).toEqual([poison, strange]);
    });

    test('answers misshapen changes one by one', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const [patient] = aRound(desk);
      const large = desk.change('patient', aPatient({ nameKm: 'ក'.repeat(70_000) }));
      const odd = { ...desk.change('patient', aPatient()), version: 'one', surplus: true };
      expect(await desk.verdicts([large, odd, patient])).toEqual([
        'needs-fixing record-too-large',
        'needs-fixing record-misshapen',
        'accepted',
      ]);
      const nameless = await desk.send([{ seq: 1 }]);
      expect(nameless).toMatchObject({ status: 400, body: { code: 'invalid' } });
    });

    test('keeps kinds and shapes that it does not know', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient();
      const changes = [
        desk.change('parcel', { id: 'c1', version: 1 }),
        desk.change('patient', { id: 'p1', version: 1 }),
        { ...desk.change('patient', patient), version: 7 },
        { ...desk.change('patient', { ...aPatient(), id: 'p3' }), content: 'no json', hash: sha256Hex('no json') },
      ];
      const { verdicts } = await desk.sync(changes);
      expect(verdicts.map((verdict) => `${said(verdict)} ${verdict.field}`)).toEqual([
        'needs-fixing kind-unknown null',
        'needs-fixing schema-unknown patientNumber',
        'needs-fixing record-mismatch version',
        'needs-fixing schema-unknown null',
      ]);
      expect(verdicts.every(({ sentence }) => /^[A-Z].*\.$/.test(sentence ?? ''))).toBe(true);
      const line = (await centre.dump()).find(({ kind }) => kind === 'parcel');
      expect(line).toMatchObject({ id: 'c1', state: 'needs-fixing', content: { id: 'c1', version: 1 } });
    });

    test('refuses the number of another person of the register, but no marriage and no misspelling', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const member = nth(PRACTICE_MEMBERS, 3);
      const number = member.nssfNumber;
      const same = { nameKm: member.nameKm, nameLatin: null };
      const other = { nameKm: 'យិន បូរី', nameLatin: 'YIN BOREY' };
      const year = Number(member.birthDate.slice(0, 4));
      const taken = nth(
        (await desk.sync([desk.change('patient', withNssf(number, { ...other, birthDate: '2001-01-01' }))])).verdicts,
        0,
      );
      expect(taken).toMatchObject({
        outcome: 'needs-fixing',
        code: 'nssf-number-of-another-person',
        field: 'identifiers.nssf',
      });
      expect(taken.sentence).toContain('card');
      const aged = { birthDate: `${year + 2}-01-01`, birthDatePrecision: 'age' } as const;
      for (const [facts, expected] of [
        [{ ...same, birthDate: '2001-01-01' }, 'accepted'],
        [{ ...other, birthDate: `${year}-12-31` }, 'needs-fixing identifier-taken'],
        [{ ...other, ...aged }, 'needs-fixing identifier-taken'],
      ] as const) {
        expect(await desk.verdicts([desk.change('patient', withNssf(number, facts))])).toEqual([expected]);
      }
    });

    test('gives a number to one patient of the facility, until its holder lets go of it', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const other = await TestDesk.enrol(centre.url);
      const holder = aPatient({ identifiers: [{ kind: 'pmrs', raw: 'PM-77', normalised: 'PM77' }] });
      const claimant = aPatient({ identifiers: [{ kind: 'pmrs', raw: 'pm 77', normalised: 'PM77' }] });
      const twin = aPatient({ patientNumber: holder.patientNumber });
      expect(await desk.verdicts([desk.change('patient', holder)])).toEqual(['accepted']);
      const { verdicts } = await other.sync([other.change('patient', claimant), other.change('patient', twin)]);
      expect(verdicts.map((verdict) => `${said(verdict)} ${verdict.field}`)).toEqual([
        'needs-fixing identifier-taken identifiers.pmrs',
        'needs-fixing patient-number-taken patientNumber',
      ]);
      const changes = [
        desk.change('patient', { ...holder, version: 2, identifiers: [] }),
        desk.change('patient', { ...claimant, version: 2 }),
      ];
      expect(await desk.verdicts(changes)).toEqual(['accepted', 'accepted']);
      const household = { kind: 'hef', raw: '0099', normalised: '0099' } as const;
      const family = [aPatient({ identifiers: [household] }), aPatient({ identifiers: [household] })];
      expect(await desk.verdicts(family.map((one) => desk.change('patient', one)))).toEqual(['accepted', 'accepted']);
    });

    test('gives a number that two desks claim at once to one of them', async () => {
      const desks = await Promise.all(Array.from({ length: 4 }, () => TestDesk.enrol(centre.url)));
      const claims = desks.map((desk) => {
        const identifiers = [{ kind: 'national-id', raw: '123456789', normalised: '123456789' }] as const;
        return desk.verdicts([desk.change('patient', aPatient({ identifiers: [...identifiers] }))]);
      });
      const outcomes = (await Promise.all(claims)).flat().sort();
      expect(outcomes).toEqual(['accepted', ...Array(3).fill('needs-fixing identifier-taken')]);
    });

    test('checks what the desk checks, and the village', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient();
      const twice = ['1', '2'].map((raw) => ({ kind: 'pmrs' as const, raw, normalised: raw }));
      const closed = { status: 'closed', dischargeType: 'authorised' } as const;
      const changes = [
        desk.change('patient', patient),
        desk.change('patient', aPatient({ villageCode: '17100101' })),
        desk.change('patient', aPatient({ villageCode: '99999999' })),
        desk.change('patient', aPatient({ birthDate: '2026-02-30' })),
        desk.change('patient', aPatient({ identifiers: [{ kind: 'nssf', raw: '12', normalised: '12' }] })),
        desk.change('patient', aPatient({ identifiers: twice })),
        desk.change('visit', aVisit(patient, { ...closed, outcome: 'deceased' })),
        desk.change('visit', aVisit(patient, { ...closed, outcome: null })),
        desk.change('visit', aVisit(patient, { status: 'cancelled', cancelReason: ' ' })),
      ];
      expect(await desk.verdicts(changes)).toEqual([
        'accepted',
        'accepted',
        'needs-fixing village-unknown',
        'needs-fixing birth-date-wrong',
        'needs-fixing identifier-wrong',
        'needs-fixing identifier-twice',
        'needs-fixing outcome-contradicts',
        'needs-fixing outcome-missing',
        'needs-fixing reason-missing',
      ]);
    });

    test('never logs what was sent', async () => {
      const desk = await TestDesk.enrol(centre.url);
      const patient = aPatient({ nameKm: 'ឈ្មោះសម្ងាត់', phone: '099887766' });
      const broken = { ...desk.change('patient', patient), recordId: 'x\0' };
      await desk.sync([desk.change('patient', patient), broken]);
      await desk.send(['099887766']);
      const logged = JSON.stringify(centre.logged);
      expect(logged).toContain('change-quarantined');
      expect(logged).not.toContain('099887766');
      expect(logged).not.toContain('ឈ្មោះសម្ងាត់');
      expect(logged).not.toContain(desk.token);
    });
  });
});
