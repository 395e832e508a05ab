import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { must } from '../../shared/base/assert.ts';
import { keepAnswers } from '../../shared/claims/feed-store.ts';
import { contract } from '../../shared/contract.ts';
import { keepRecheck } from '../../shared/eligibility/recheck-store.ts';
import { keepConflict } from '../../shared/exchange/conflict-store.ts';
import { keepVerdict, newestChange } from '../../shared/outbox/store.ts';
import type { Ask } from '../../shared/wire/contract.ts';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';
import type { Registration } from '../support/people.ts';

const BOREY: Registration = {
  nameKm: 'លី បូរី',
  nameLatin: 'Ly Borey',
  sex: 'male',
  birthDate: '1962-07-07',
  birthDatePrecision: 'day',
  identifiers: [{ kind: 'nssf', raw: '4000000-0000001-1' }],
};

interface Step {
  name: string;
  input(): Record<string, unknown>;
  other(): Record<string, unknown>;
  /** What has to be there first: what no clerk can make, or what is no command. */
  before?(db: SqliteDb, clerk: Clerk): void | Promise<void>;
  keep?(value: Record<string, { id: string }>): void;
}

/** What only a centre says: that the newest version of a record needs fixing. */
function refuseNewest(db: SqliteDb, recordId: string): void {
  const { seq, incarnation } = must(newestChange(db, 'visit', recordId), 'the visit was saved');
  const verdict = { code: 'hash-wrong', field: null, sentence: 'It was damaged.' };
  db.write((tx) =>
    keepVerdict(tx, { seq, incarnation, state: 'needs-fixing', ...verdict }, '2026-03-10T02:10:00.000Z'),
  );
}

/** What only a centre says: that a claim is denied. */
function denyClaim(db: SqliteDb, claimId: string): void {
  const at = '2026-03-10T02:10:00.000Z';
  const said = { faults: [], amountRiel: 0, at, by: 'centre', note: null };
  db.write((tx) =>
    keepAnswers(tx, { through: 1, list: [{ seq: 1, claimId, version: 2, result: 'denied', ...said }] }, at),
  );
}

const CLOSED = '2026-02';

/** A visit of the month before, and the digest of that month as it is looked at before it is closed. */
async function digestOfClosed(clerk: Clerk, patientId: string): Promise<string> {
  const wish = { patientId, isIdentityShown: true, serviceDate: `${CLOSED}-27` };
  const { check } = await clerk.ask('eligibility.check', wish);
  const { visit } = await clerk.ask('visits.open', { patientId, checkId: check.id });
  await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
  const { report } = await clerk.ask('month.report', { month: CLOSED });
  expect(report.visits.closed).toBe(1);
  return report.digest;
}

/** Every command of the contract, each on what the one before it made. */
function stepsOf(kept: { patientId: string; checkId: string; visitId: string; digest: string }): Step[] {
  return [
    {
      name: 'patients.register',
      input: () => ({ ...BOREY }),
      other: () => ({ ...BOREY, phone: '012 111 222' }),
      keep: ({ patient }) => {
        kept.patientId = patient?.id ?? '';
      },
    },
    {
      name: 'eligibility.check',
      input: () => ({ patientId: kept.patientId, isIdentityShown: true }),
      other: () => ({ patientId: kept.patientId, isIdentityShown: false }),
      keep: ({ check }) => {
        kept.checkId = check?.id ?? '';
      },
    },
    {
      name: 'visits.open',
      input: () => ({ patientId: kept.patientId, checkId: kept.checkId }),
      other: () => ({ patientId: kept.patientId, checkId: kept.checkId, department: 'eye' }),
      keep: ({ visit }) => {
        kept.visitId = visit?.id ?? '';
      },
    },
    {
      name: 'eligibility.override',
      input: () => ({ checkId: kept.checkId, payer: 'self', reason: 'pays for himself' }),
      other: () => ({ checkId: kept.checkId, payer: 'self', reason: 'another reason' }),
    },
    {
      name: 'eligibility.markSeen',
      before: (db) =>
        db.write((tx) => {
          const word = { decidedAt: '2026-03-11T01:00:00.000Z', rulesetId: 'kh-2026-01', asOf: '2026-03-10' };
          const decision = { outcome: 'not-eligible' as const, payer: 'self' as const, reasons: ['Q_SHORT' as const] };
          keepRecheck(tx, { seq: 1, checkId: kept.checkId, ...word, decision });
        }),
      input: () => ({ checkId: kept.checkId }),
      other: () => ({ checkId: 'another one' }),
    },
    {
      name: 'visits.close',
      input: () => ({ visitId: kept.visitId, outcome: 'recovered' }),
      other: () => ({ visitId: kept.visitId, outcome: 'improved' }),
    },
    {
      name: 'claims.correct',
      input: () => ({ claimId: kept.visitId, version: 1, documents: ['referral-letter'] }),
      other: () => ({ claimId: kept.visitId, version: 1, patientPaidRiel: 500 }),
    },
    {
      name: 'claims.appeal',
      before: (db) => denyClaim(db, kept.visitId),
      input: () => ({ claimId: kept.visitId, version: 2, reason: 'it was an emergency' }),
      other: () => ({ claimId: kept.visitId, version: 2, reason: 'another reason' }),
    },
    {
      name: 'visits.open',
      input: () => ({ patientId: kept.patientId, checkId: kept.checkId, secondVisitReason: 'came back' }),
      other: () => ({ patientId: kept.patientId, checkId: kept.checkId, secondVisitReason: 'another reason' }),
      keep: ({ visit }) => {
        kept.visitId = visit?.id ?? '';
      },
    },
    {
      name: 'visits.cancel',
      input: () => ({ visitId: kept.visitId, reason: 'left the queue' }),
      other: () => ({ visitId: kept.visitId, reason: 'another reason' }),
    },
    {
      name: 'visits.correct',
      input: () => ({ visitId: kept.visitId, version: 2, department: 'eye' }),
      other: () => ({ visitId: kept.visitId, version: 2, department: 'dental' }),
    },
    {
      name: 'patients.correct',
      input: () => ({ ...BOREY, patientId: kept.patientId, version: 1, phone: '012 111 222' }),
      other: () => ({ ...BOREY, patientId: kept.patientId, version: 1, phone: '012 333 444' }),
    },
    {
      name: 'changes.resend',
      before: (db) => refuseNewest(db, kept.visitId),
      input: () => ({ kind: 'visit', recordId: kept.visitId }),
      other: () => ({ kind: 'patient', recordId: kept.patientId }),
    },
    {
      name: 'patients.settleConflict',
      before: (db) =>
        db.write((tx) => {
          const at = '2026-03-10T02:10:00.000Z';
          const record = { kind: 'patient' as const, recordId: kept.patientId, version: 2, field: 'nameLatin' };
          const values = { kept: 'Ly Borey', other: 'Ly Borei', deskNumber: 3, needsPerson: true };
          keepConflict(tx, { ...record, ...values, madeAt: at, arrivedAt: at });
        }),
      input: () => ({ conflictId: 1, take: 'other' }),
      other: () => ({ conflictId: 1, take: 'kept' }),
    },
    {
      name: 'changes.withdraw',
      input: () => ({ kind: 'visit', recordId: kept.visitId, reason: 'written twice' }),
      other: () => ({ kind: 'visit', recordId: kept.visitId, reason: 'another reason' }),
    },
    {
      name: 'desk.confirmDate',
      input: () => ({ day: '2026-03-10' }),
      other: () => ({ day: '2026-03-11' }),
    },
    {
      name: 'desk.seeLives',
      input: () => ({}),
      other: () => ({ through: 1 }),
    },
    {
      name: 'desk.setLinePrice',
      input: () => ({ rielPerMb: 400 }),
      other: () => ({ rielPerMb: null }),
    },
    {
      name: 'month.close',
      before: async (_db, clerk) => {
        kept.digest = await digestOfClosed(clerk, kept.patientId);
      },
      input: () => ({ month: CLOSED, digest: kept.digest }),
      other: () => ({ month: CLOSED, digest: '0'.repeat(64) }),
    },
    {
      name: 'month.reopen',
      input: () => ({ month: CLOSED, reason: 'a slip was found' }),
      other: () => ({ month: CLOSED, reason: 'two slips were found' }),
    },
  ];
}

describe.each(PORTS)('a command sent twice, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  const kept = { patientId: '', checkId: '', visitId: '', digest: '' };
  const steps = stepsOf(kept);
  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('chan', '730264');
  });
  afterAll(() => desk.close());

  it('covers every command but signing out, which ends the session it came with', () => {
    const commands = Object.entries(contract as Record<string, Ask>).filter(([, ask]) => ask.kind === 'command');
    const covered = new Set([...steps.map(({ name }) => name), 'staff.signOut']);
    expect(new Set(commands.map(([name]) => name))).toEqual(covered);
  });

  it('is done once, answers the same, and refuses its id to anything else', async () => {
    for (const [index, { name, input, other, before: prepare, keep }] of steps.entries()) {
      await prepare?.(desk.db, clerk);
      const id = `step-${index}`;
      const first = await clerk.reply(name, input(), { id });
      if (!first.ok) throw new Error(`${name} said no: ${JSON.stringify(first)}`);
      const before = rowCounts(desk.db);
      desk.clock.advance(5_000);
      const repeats = await Promise.all([clerk.reply(name, input(), { id }), clerk.reply(name, input(), { id })]);
      expect(repeats, name).toEqual([first, first]);
      expect(await clerk.fault(name, other(), { id }), name).toBe('invalid');
      expect(await clerk.fault('visits.cancel', { visitId: 'none', reason: 'none at all' }, { id })).toBe('invalid');
      expect(rowCounts(desk.db), name).toEqual(before);
      keep?.(first.value as Record<string, { id: string }>);
    }
  });

  it('belongs to who sent it: nobody else gets the reply', async () => {
    const other = desk.clerk();
    await other.signIn('vanna', '481920');
    expect(await other.fault('patients.register', BOREY, { id: 'step-0' })).toBe('invalid');
    const stranger = desk.clerk();
    expect(await stranger.fault('patients.register', BOREY, { id: 'step-0' })).toBe('unauthorised');
  });

  it('is tried again after a refusal, because a refusal wrote nothing', async () => {
    const wish = { patientId: kept.patientId, checkId: kept.checkId };
    const id = 'refused-first';
    const second = await clerk.refused('visits.open', wish, { id });
    expect(second).toBe('visit-already-open');
    expect(await clerk.refused('visits.open', wish, { id })).toBe('visit-already-open');
    const { visit } = await clerk.ask('visits.open', { ...wish, secondVisitReason: 'a reason' }, { id });
    expect(visit.secondVisitReason).toBe('a reason');
  });

  it('does the work of eight at once only once', async () => {
    const wish: Registration = { ...BOREY, nameKm: null, nameLatin: 'Eight At Once', identifiers: [] };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => clerk.reply('patients.register', wish, { id: 'eight' })),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect((await clerk.ask('patients.search', { text: 'eight at once' })).hits).toHaveLength(1);
  });
});
