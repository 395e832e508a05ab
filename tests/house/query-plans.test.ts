import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Db, SqlParams } from '../../shared/base/db.ts';
import { savePacks } from '../../shared/claims/pack-store.ts';
import { BUILT_IN_PACKS } from '../../shared/claims/packs.ts';
import { refreshStale } from '../../shared/claims/save-store.ts';
import { createCore } from '../../shared/core.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { openLanes } from '../../sync/desk/lanes.ts';
import { actOfNobody } from '../../sync/desk/nobody.ts';
import { type Clerk, clerkOver } from '../support/asks.ts';
import { claimCentreOf } from '../support/claim-centre.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from '../support/desk.ts';

/** Tables that grow with the years; the others stay small. */
const BIG = [
  'patient',
  'patientIdentifier',
  'patientNameKey',
  'rosterMember',
  'eligibilityCheck',
  'visit',
  'claim',
  'claimEvent',
  'claimAnswer',
  'change',
  'audit',
  'reply',
  'place',
  'recheck',
  'withdrawal',
  'monthDayFigures',
  'monthBookLine',
];

interface Ran {
  sql: string;
  params: SqlParams;
}

/** Notes what runs through a database. */
function listening(db: Db, ran: Ran[]): Db {
  const noted =
    <T>(run: (sql: string, params?: SqlParams) => T) =>
    (sql: string, params: SqlParams = {}): T => {
      ran.push({ sql, params });
      return run(sql, params);
    };
  return {
    all: noted(db.all),
    get: noted(db.get),
    script: db.script,
    write: (work) => db.write((tx) => work({ ...tx, all: noted(tx.all), get: noted(tx.get), run: noted(tx.run) })),
  };
}

/** Indexes over the few rows that somebody or something still has to look at. */
const OF_A_FEW = ['claim_needing_person', 'claim_stale'];

/** The first rows in the order of an index, and no more; or an index that holds few. */
function isShortRead(sql: string, detail: string): boolean {
  const index = /^SCAN \w+ USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1];
  if (index === undefined) return false;
  return OF_A_FEW.includes(index) || /ORDER BY [\w. ,]+ LIMIT @limit OFFSET @offset$/.test(sql);
}

/** Looking whether there is any row at all reads one. */
const LOOKS_FOR_ANY = /^SELECT \w+ FROM \w+ LIMIT 1$/;

describe('what a clerk waits for', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let serve: Serve;
  const ran: Ran[] = [];
  let db: Db;

  beforeAll(async () => {
    desk = await openTestDesk('memory');
    db = listening(desk.db, ran);
    ({ serve } = createCore({
      db,
      clock: desk.clock,
      random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
      host: hostWithoutLine(),
      log: () => undefined,
      faultOf: () => null,
    }));
    clerk = clerkOver(serve);
    await clerk.signIn('vanna', '481920');
  });
  afterAll(() => desk.close());

  /** The lines of plans that read a big table from end to end. */
  function slowPlans(): string[] {
    const slow = new Set<string>();
    for (const { sql, params } of ran.splice(0)) {
      if (LOOKS_FOR_ANY.test(sql)) continue;
      for (const { detail } of desk.db.all(`EXPLAIN QUERY PLAN ${sql}`, params)) {
        if (isShortRead(sql, String(detail))) continue;
        const table = /^SCAN (\w+)/.exec(String(detail))?.[1] ?? '';
        if (BIG.includes(table)) slow.add(`${String(detail)}: ${sql.replace(/\s+/g, ' ')}`);
      }
    }
    return [...slow];
  }

  it('never reads a table from end to end in the loop', async () => {
    const { patient } = await clerk.ask('patients.register', {
      nameKm: 'លី បូរី',
      nameLatin: 'Ly Borey',
      sex: 'male',
      birthDate: '1962-07-07',
      birthDatePrecision: 'day',
      phone: '012 111 222',
      villageCode: '02010101',
      identifiers: [
        { kind: 'nssf', raw: '2000000-0000001-1' },
        { kind: 'hef', raw: 'HEF 1' },
      ],
    });
    const { check } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await clerk.refused('visits.open', { patientId: patient.id, checkId: check.id });
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'recovered' });
    expect(ran.length).toBeGreaterThan(30);
    expect(slowPlans()).toEqual([]);
  });

  it('never reads a table from end to end for a claim', async () => {
    const centre = claimCentreOf({ db, clock: desk.clock });
    const { claims } = await clerk.ask('claims.list', { month: '2026-03' });
    const claimId = claims[0]?.claim.id ?? '';
    await clerk.ask('claims.list', {});
    await clerk.ask('claims.list', { needsPerson: true });
    await clerk.ask('claims.list', { state: 'held' });
    await clerk.ask('claims.list', { month: '2026-03', state: 'held', needsPerson: true });
    await clerk.ask('claims.list', { serviceDate: '2026-03-10' });
    await clerk.ask('claims.list', { patientId: 'somebody' });
    await clerk.ask('claims.get', { claimId });
    await clerk.ask('claims.correct', { claimId, version: 1, documents: ['referral-letter'] });
    centre.takeAll();
    centre.sayAnswers([centre.answer(claimId, 2, 'accepted')]);
    centre.decide(claims[0]?.claim.checkId ?? '', { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] });
    db.write((tx) => {
      savePacks(tx, { id: 'packs-1', seq: 1, packs: BUILT_IN_PACKS });
      refreshStale(tx, must(actOfNobody(tx, '2026-03-10T02:10:00.000Z'), 'the program runs'), 10);
    });
    await clerk.ask('changes.withdraw', { kind: 'visit', recordId: claimId, reason: 'written twice' });
    expect(ran.length).toBeGreaterThan(50);
    expect(slowPlans()).toEqual([]);
  });

  it.each([
    'ly borey',
    'លី',
    '012 111',
    '2000000-0000001',
    'KT04-2-000001',
    '1962',
    '07/07/1962',
    'borey 63',
    'borey 1962 ly',
    'Chhak',
    '02010101',
    'nobody at all',
  ])('never reads a table from end to end in a search for %s', async (text) => {
    await clerk.ask('patients.search', { text });
    await clerk.ask('eligibility.findMembers', { text });
    await clerk.ask('places.search', { text });
    expect(slowPlans()).toEqual([]);
  });

  it('never reads a table from end to end in a list or a status', async () => {
    await clerk.ask('visits.list', {});
    await clerk.ask('visits.list', { status: 'open' });
    const { visits } = await clerk.ask('visits.list', { serviceDate: '2026-03-09' });
    expect(visits).toEqual([]);
    await clerk.ask('visits.list', { patientId: 'somebody' });
    await clerk.ask('visits.list', { patientId: 'somebody', serviceDate: '2026-03-09', status: 'closed' });
    await clerk.ask('sync.status', {});
    await clerk.ask('system.about', {});
    waitingChanges(db, 100);
    openLanes(db, 0).next(100, 1_000_000);
    expect(slowPlans()).toEqual([]);
  });

  it('never reads a table from end to end in a month', async () => {
    const manager = clerkOver(serve);
    await manager.signIn('chan', '730264');
    ran.splice(0);
    await manager.ask('month.list', {});
    const { report } = await manager.ask('month.report', { month: '2026-03' });
    await manager.ask('month.lines', { month: '2026-03', wish: { payer: 'nssf' } });
    await manager.refused('month.close', { month: '2026-03', digest: report.digest });
    desk.clock.advance(40 * 24 * 3_600_000);
    await manager.signIn('chan', '730264');
    await manager.ask('month.close', { month: '2026-03', digest: report.digest });
    await manager.ask('month.report', { month: '2026-04' });
    await manager.ask('month.reopen', { month: '2026-03', reason: 'a whole day was forgotten' });
    expect(ran.length).toBeGreaterThan(50);
    expect(slowPlans()).toEqual([]);
  });

  it('would notice a table that is read from end to end', () => {
    db.all('SELECT id FROM patient WHERE nameLatin = @name', { name: 'x' });
    expect(slowPlans()).toEqual(['SCAN patient: SELECT id FROM patient WHERE nameLatin = @name']);
  });
});
