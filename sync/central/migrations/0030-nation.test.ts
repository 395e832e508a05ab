import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../shared/base/json.ts';
import { createFrameTools } from '../../node/frame-tools.ts';
import type { CentreDb } from '../db.ts';
import { dump } from '../dump.ts';
import { openPglite } from '../node/pglite.ts';
import { openPostgres } from '../node/postgres.ts';
import { TestCentre } from '../tests/centre.ts';
import { aCheck, aPatient, aVisit, TestDesk } from '../tests/desk.ts';
import { startEngines } from '../tests/engines.ts';
import { firstLight } from './0010-first-light.ts';
import { cover } from './0020-cover.ts';
import { migrate } from './index.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const FIRST = '1'.repeat(32);
const SECOND = '2'.repeat(32);
const DEVICE = '018f0000-0000-7000-8000-000000000001';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Old {
  incarnation: string;
  seq: number;
  kind: string;
  record: { id: string; version: number };
  at: string;
  code?: string;
}

async function keep(db: CentreDb, one: Old): Promise<void> {
  const { incarnation, seq, kind, record, at, code = null } = one;
  const content = canonicalJson(record);
  const outcome = code === null ? 'accepted' : 'needs-fixing';
  await db.write(async (tx) => {
    await tx.run(
      `INSERT INTO change (facility, device, incarnation, seq, kind, "recordId", version, hash, content, "madeAt",
         "receivedAt", outcome, code, field, sentence)
       VALUES ('OLD01', $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, NULL, $12)`,
      [
        ...[DEVICE, incarnation, seq, kind, record.id, record.version, sha256(content), content, at, outcome, code],
        code === null ? null : 'Do it again.',
      ],
    );
    await tx.run(
      `INSERT INTO record (facility, kind, "recordId", version, device, hash, content, state, code, "receivedAt")
       VALUES ('OLD01', $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (facility, kind, "recordId") DO UPDATE
         SET version = excluded.version, hash = excluded.hash, content = excluded.content, state = excluded.state,
           code = excluded.code WHERE excluded.version > record.version`,
      [kind, record.id, record.version, DEVICE, sha256(content), content, outcome, code, at],
    );
  });
}

describe.each(engines)('a store of before the nation on $name', (engine) => {
  test.skipIf(engine.missing !== null)('keeps every change with its content, and goes on from there', async () => {
    const store = await engine.freshStore();
    const db = await (store.databaseUrl === null
      ? openPglite(join(store.data, 'store'))
      : openPostgres(store.databaseUrl, () => {}));
    await migrate(db, [firstLight, cover]);
    const token = 'a'.repeat(64);
    const patient = aPatient();
    const again = { ...patient, version: 2, phone: '012345678' };
    const misnamed = aPatient({ nameKm: null });
    const visit = aVisit(patient);
    const check = aCheck(patient);
    const early = '2026-03-01T01:00:00.000Z';
    const late = '2026-03-02T01:00:00.000Z';
    await db.write(async (tx) => {
      await tx.script(`
        UPDATE centre SET mode = 'real';
        INSERT INTO facility (code, "nameKm", "nameLatin", level, "isPublic", "madeAt")
          VALUES ('OLD01', 'ក', 'Old', 'MPA', true, '${early}'), ('OLD02', 'ខ', 'Empty', 'MPA', true, '${early}')`);
      await tx.run(
        `INSERT INTO device ("deviceId", facility, "deskNumber", "tokenHash", program, "enrolledAt")
         VALUES ($1, 'OLD01', 1, $2, 'old', $3)`,
        [DEVICE, sha256(token), early],
      );
      await tx.script(`
        INSERT INTO recheck (device, seq, facility, "checkId", "decidedAt", "rulesetId", "asOf", decision)
          VALUES ('${DEVICE}', 1, 'OLD01', '${check.id}', '${early}', 'kh-2026-01', '2026-03-01',
            '{"outcome":"eligible","payer":"nssf","reasons":[]}');
        INSERT INTO "openCheck" VALUES ('OLD01', '${check.id}', '${DEVICE}', 0);
        INSERT INTO seen VALUES ('OLD01', '12345678901234', 1);
        INSERT INTO "patientKey" VALUES ('OLD01', 'patient-number', '${patient.patientNumber}', '${patient.id}');
        INSERT INTO "setAside" VALUES ('OLD01', '${DEVICE}', '${FIRST}', 9, 'x', 'conflict', NULL, '{"a":1}', 'key-reused',
          NULL, 'Save it again.', '${early}')`);
    });
    const old: Old[] = [
      { incarnation: FIRST, seq: 1, kind: 'patient', record: patient, at: early },
      { incarnation: FIRST, seq: 2, kind: 'eligibility-check', record: check, at: early },
      { incarnation: FIRST, seq: 3, kind: 'visit', record: visit, at: early },
      { incarnation: SECOND, seq: 1, kind: 'patient', record: again, at: late },
      { incarnation: SECOND, seq: 2, kind: 'patient', record: misnamed, at: late, code: 'name-missing' },
    ];
    for (const one of old) await keep(db, one);
    await migrate(db);
    const lines = [];
    for await (const line of dump({ db, frames: createFrameTools() }, true)) lines.push(line);
    await db.close();
    const newest = lines.filter(({ kind }) => ['patient', 'visit', 'eligibility-check'].includes(kind));
    expect(newest.map(({ id, version, state, content }) => ({ id, version, state, content }))).toEqual(
      expect.arrayContaining([
        { id: patient.id, version: 2, state: 'accepted', content: again },
        { id: misnamed.id, version: 1, state: 'needs-fixing', content: misnamed },
        { id: visit.id, version: 1, state: 'accepted', content: visit },
        { id: check.id, version: 1, state: 'accepted', content: check },
      ]),
    );
    expect(newest).toHaveLength(4);
    const changes = lines
      .filter(({ kind }) => kind === 'change')
      .map(({ content }) => content as Record<string, unknown>);
    expect(
      changes.map(({ no, incarnation, seq, receivedAt, content }) => [no, incarnation, seq, receivedAt, content]),
    ).toEqual(old.map(({ incarnation, seq, record, at }, index) => [index + 1, incarnation, seq, at, record]));
    expect(lines.filter(({ kind }) => kind === 'recheck' || kind === 'conflict')).toHaveLength(2);

    const centre = new TestCentre(store);
    await centre.start();
    const desk = new TestDesk(centre.url, DEVICE, { token, deskNumber: 1, facility: 'OLD01' });
    desk.incarnation = FIRST;
    const repeated = [
      desk.change('patient', patient),
      desk.change('eligibility-check', check),
      desk.change('visit', visit),
    ];
    const fresh = desk.change('visit', aVisit(patient));
    const reused = { ...desk.change('visit', aVisit(patient)), seq: 2 };
    expect(await desk.verdicts([...repeated, fresh, reused])).toEqual([
      ...['already-had', 'already-had', 'already-had', 'accepted'],
      'needs-fixing key-reused',
    ]);
    expect((await desk.sync([], { protocol: 2 })).rechecks).toHaveLength(1);
    await centre.stop();
  });
});
