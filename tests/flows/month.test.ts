import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { instantOf } from '../../shared/base/time.ts';
import { keepAnswers, restateSent } from '../../shared/claims/feed-store.ts';
import { monthCloseById } from '../../shared/month/close-store.ts';
import { lineText } from '../../shared/month/day-rules.ts';
import type { MonthClose } from '../../shared/month/record.ts';
import { keepVerdict } from '../../shared/outbox/store.ts';
import type { Clerk } from '../support/asks.ts';
import type { TestDesk } from '../support/desk.ts';
import { seededDice } from '../support/dice.ts';
import { type MonthDesk, openMonthDesk } from '../support/month-desk.ts';
import { somebody } from '../support/people.ts';

const MARCH = '2026-03';
const APRIL = '2026-04';

describe('a month', () => {
  let desk: TestDesk;
  let manager: Clerk;
  let seen: MonthDesk['seen'];
  let reportOf: MonthDesk['reportOf'];
  let close: MonthDesk['close'];
  let waitUntil: MonthDesk['waitUntil'];
  beforeEach(async () => {
    ({ desk, manager, seen, reportOf, close, waitUntil } = await openMonthDesk());
  });
  afterEach(() => desk.close());

  function answered(claimId: string, result: 'denied' | 'accepted', seq = 1): void {
    const at = instantOf(desk.clock.nowMs());
    desk.db.write((tx) => {
      for (const { seq: of, incarnation } of tx.all("SELECT seq, incarnation FROM change WHERE state = 'waiting'")) {
        const change = { seq: Number(of), incarnation: String(incarnation) };
        keepVerdict(tx, { ...change, state: 'accepted', code: null, field: null, sentence: null }, at);
      }
      restateSent(tx, claimId, at);
      const answer = { seq, claimId, version: 1, result, faults: [], amountRiel: 0, at, by: 'centre', note: null };
      keepAnswers(tx, { through: seq, list: [answer] }, at);
    });
  }

  it('counts what is there, with every line and zero', async () => {
    const visitId = await seen('2026-03-09');
    await seen('2026-03-10');
    const { report, before, lastYear } = await manager.ask('month.report', { month: MARCH });
    expect(report).toMatchObject({
      ...{
        month: MARCH,
        state: 'open',
        revision: 0,
        closing: null,
        reopening: null,
        linesCount: 2,
        payableRiel: 8_000,
      },
      standing: { visits: { entered: 2, waiting: 2 }, claims: { entered: 2, waiting: 2, accepted: 0 } },
      visits: { total: 2, open: 0, closed: 2, cancelled: 0 },
      cover: { eligible: 2, provisional: 0, overturned: 0 },
      claims: {
        claimed: { claims: 2, amountRiel: 8_000 },
        summary: [
          {
            payer: 'hef',
            paymentCode: 'PATY-0000N09',
            category: 'outpatient',
            unitRiel: 4_000,
            cases: 2,
            quantity: 2,
            amountRiel: 8_000,
            held: 0,
          },
        ],
      },
      adjustments: [],
    });
    expect(report.byDay).toHaveLength(31);
    expect(report.byDay.filter(({ visits }) => visits > 0).map(({ day }) => day)).toEqual(['2026-03-09', '2026-03-10']);
    expect(
      report.sections.every(
        ({ cells, rowKeys, columnKeys }) =>
          cells.length === rowKeys.length && cells.every((row) => row.length === columnKeys.length),
      ),
    ).toBe(true);
    expect({ before, lastYear }).toEqual({ before: null, lastYear: null });
    const { lines, total, visits } = await manager.ask('month.lines', { month: MARCH });
    expect({ total, visits }).toEqual({ total: 2, visits: 2 });
    expect(lines.map(({ position, serviceDate, claimedRiel }) => ({ position, serviceDate, claimedRiel }))).toEqual([
      { position: 1, serviceDate: '2026-03-09', claimedRiel: 4_000 },
      { position: 2, serviceDate: '2026-03-10', claimedRiel: 4_000 },
    ]);
    expect(lines[0]?.visitId).toBe(visitId);
  });

  it('counts somebody in the band of his completed years, up to the day before his birthday', async () => {
    const born = async (birthDate: string) => {
      const { patient } = await manager.ask('patients.register', {
        ...somebody(seededDice(4)),
        sex: 'male',
        birthDate,
      });
      const asked = { patientId: patient.id, serviceDate: '2026-03-09', isIdentityShown: true };
      const { check } = await manager.ask('eligibility.check', asked);
      await manager.ask('visits.open', { patientId: patient.id, checkId: check.id });
    };
    // Fifteen today, and tomorrow: 5,479 days and one less, of which four were leap days.
    for (const birthDate of ['2011-03-09', '2011-03-10']) await born(birthDate);
    const report = await reportOf(MARCH);
    const men = report.byAgeSex.filter(({ male }) => male > 0).map(({ band, male }) => [band, male]);
    expect(men).toEqual([
      ['y5-14', 1],
      ['y15-24', 1],
    ]);
    const { rowKeys, columnKeys, cells } = must(
      report.sections.find(({ section }) => section.code === 'opd'),
      'the pack has it',
    );
    const counted = ['y5-14', 'y15-24'].map((band) => cells[rowKeys.indexOf(band)]?.[columnKeys.indexOf('male')]);
    expect(counted).toEqual([1, 1]);
  });

  it('shows the lines behind each figure', async () => {
    const first = await seen('2026-03-02');
    await seen('2026-03-09');
    const { report } = await manager.ask('month.report', { month: MARCH });
    const count = async (wish: object) => (await manager.ask('month.lines', { month: MARCH, wish })).total;
    for (const { payer, visits } of report.byPayer) expect(await count({ payer })).toBe(visits);
    for (const { band, female, male } of report.byAgeSex) {
      expect(await count({ ageBand: band, sex: 'female' })).toBe(female);
      expect(await count({ ageBand: band, sex: 'male' })).toBe(male);
    }
    for (const { state, claims } of report.claims.byState) expect(await count({ claimState: state })).toBe(claims);
    expect(await count({ coverOutcome: 'eligible' })).toBe(report.cover.eligible);
    expect(await count({ isOverturned: true })).toBe(report.cover.overturned);
    expect(await count({ isClaimed: true })).toBe(report.claims.claimed.claims);
    expect(await count({ syncState: 'waiting' })).toBe(2);
    const { lines, total } = await manager.ask('month.lines', { month: MARCH, wish: { day: '2026-03-09' } });
    expect({ total, positions: lines.map(({ position }) => position) }).toEqual({ total: 1, positions: [2] });
    await manager.ask('changes.withdraw', { kind: 'visit', recordId: first, reason: 'entered twice' });
    expect(await count({ payer: 'hef' })).toBe(1);
    expect(await count({})).toBe(2);
    expect(await count({ syncState: 'waiting' })).toBe(2);
  });

  it('has the same digest for the same records, and another for others', async () => {
    await seen('2026-03-09');
    const { digest } = await reportOf(MARCH);
    desk.clock.advance(60_000);
    expect((await reportOf(MARCH)).digest).toBe(digest);
    await seen('2026-03-09');
    expect((await reportOf(MARCH)).digest).not.toBe(digest);
    const { lines } = await manager.ask('month.lines', { month: MARCH });
    const { position: _, ...line } = lines[0] ?? { position: 0 };
    expect(lineText(line as Parameters<typeof lineText>[0])).toBe(canonicalJson(line));
  });

  it('is closed as it was looked at, and never otherwise', async () => {
    await seen('2026-03-09');
    expect(await manager.refused('month.close', { month: MARCH, digest: 'x' })).toBe('month-not-over');
    expect(await manager.refused('month.report', { month: APRIL })).toBe('month-not-begun');
    await waitUntil('2026-04-02');
    const { digest } = await reportOf(MARCH);
    await seen('2026-03-30');
    expect(await manager.refused('month.close', { month: MARCH, digest })).toBe('changed-meanwhile');
    const closed = await close(MARCH);
    expect(closed).toMatchObject({ state: 'closed', revision: 1, closing: { by: 'staff-chan', byName: 'Chan' } });
    expect(await manager.refused('month.close', { month: MARCH, digest })).toBe('already-closed');
    const officer = desk.clerk();
    await officer.signIn('rith', '159357');
    expect((await officer.ask('month.report', { month: MARCH })).report).toEqual(closed);
    expect(await officer.fault('month.close', { month: MARCH, digest })).toBe('forbidden');
    expect(await officer.ask('month.list', {})).toEqual({
      months: [
        {
          month: MARCH,
          state: 'closed',
          digest: closed.digest,
          closedAt: closed.closing?.at,
          closedByDesk: 2,
          isKeptHere: true,
          isReopenedHere: true,
        },
      ],
    });
    const row = desk.db.get("SELECT recordId, content FROM change WHERE kind = 'month-close' AND state = 'waiting'");
    expect(monthCloseById(desk.db, String(row?.recordId))).toEqual(JSON.parse(String(row?.content)));
    expect(JSON.parse(String(row?.content))).toMatchObject({
      ...{ version: 1, month: MARCH, revision: 1, isOpenAgain: false, digest: closed.digest, visits: 2, claims: 2 },
      ...{
        claimedRiel: 8_000,
        adjustmentsRiel: 0,
        counted: [{ month: MARCH, payer: 'hef', visits: 2, claims: 2, amountRiel: 8_000 }],
      },
    });
    expect(desk.db.all("SELECT action, staffId FROM audit WHERE action LIKE 'month%'")).toEqual([
      { action: 'month-closed', staffId: 'staff-chan' },
    ]);
  });

  it('takes in what changed of a closed one, by why, and once', async () => {
    await seen('2026-03-03');
    const withdrawn = await seen('2026-03-04');
    const decided = await seen('2026-03-05');
    const moved = await seen('2026-03-06');
    const within = await seen('2026-03-07');
    await waitUntil('2026-04-02');
    const closed = await close(MARCH);
    const { lines } = await manager.ask('month.lines', { month: MARCH });

    await seen('2026-03-20');
    await manager.ask('changes.withdraw', { kind: 'visit', recordId: withdrawn, reason: 'entered twice' });
    answered(decided, 'denied');
    await manager.ask('visits.correct', { visitId: moved, version: 2, serviceDate: '2026-04-01' });
    await manager.ask('visits.correct', { visitId: within, version: 2, serviceDate: '2026-03-08' });

    const change = { month: MARCH, payer: 'hef', records: 2, visits: 1, claims: 1, amountRiel: 4_000 };
    const less = { ...change, visits: -1, claims: -1, amountRiel: -4_000 };
    const adjustments = [
      { ...change, why: 'late' },
      { ...less, why: 'corrected' },
      { ...less, why: 'withdrawn' },
      { ...less, why: 'decided', records: 1, visits: 0 },
    ];
    const april = await reportOf(APRIL);
    expect(april.adjustments).toEqual(adjustments);
    expect(april).toMatchObject({
      visits: { total: 1 },
      claims: { claimed: { amountRiel: 4_000 } },
      payableRiel: -4_000,
    });
    expect(await reportOf(MARCH)).toEqual(closed);
    expect((await manager.ask('month.lines', { month: MARCH })).lines).toEqual(lines);

    await waitUntil('2026-05-02');
    const shut = await close(APRIL);
    expect(shut.adjustments).toEqual(adjustments);
    expect((await reportOf('2026-05')).adjustments).toEqual([]);
    const { before } = await manager.ask('month.report', { month: '2026-05' });
    expect(before).toEqual({ month: APRIL, visits: 1, claims: 1, amountRiel: 4_000 });
  });

  it('is opened again with a reason, the last one only, and closed anew', async () => {
    await seen('2026-03-09');
    await waitUntil('2026-04-02');
    await seen('2026-04-01');
    const first = await close(MARCH);
    await waitUntil('2026-05-02');
    await close(APRIL);
    const reason = 'a whole day was forgotten';
    expect(await manager.refused('month.reopen', { month: '2026-02', reason })).toBe('not-closed');
    expect(await manager.refused('month.reopen', { month: MARCH, reason })).toBe('later-month-closed');
    await manager.ask('month.reopen', { month: APRIL, reason });
    await manager.ask('month.reopen', { month: MARCH, reason });
    expect(await reportOf(MARCH)).toMatchObject({
      ...{ state: 'reopened', revision: 1, closing: null, digest: first.digest },
      reopening: { by: 'staff-chan', byName: 'Chan', reason },
    });
    await waitUntil('2026-05-03');
    await seen('2026-03-28');
    expect(await reportOf(APRIL)).toMatchObject({ adjustments: [] });
    expect(await manager.refused('month.close', { month: APRIL, digest: 'x' })).toBe('earlier-month-open');
    const again = await close(MARCH);
    expect(again).toMatchObject({ state: 'closed', revision: 2, visits: { total: 2 }, reopening: null });
    const versions = desk.db
      .all("SELECT content FROM change WHERE kind = 'month-close' AND label = @MARCH ORDER BY version", { MARCH })
      .map(({ content }) => JSON.parse(String(content)) as MonthClose);
    expect(versions.map((of) => [of.version, of.revision, of.isOpenAgain, of.reason])).toEqual([
      [1, 1, false, null],
      [2, 1, true, reason],
      [3, 2, false, null],
    ]);
    expect(
      desk.db.all("SELECT action FROM audit WHERE action LIKE 'month%' ORDER BY seq").map(({ action }) => action),
    ).toEqual(['month-closed', 'month-closed', 'month-reopened', 'month-reopened', 'month-closed']);
  });

  it('is closed on the day that it is, whatever a clock without a battery says', async () => {
    await seen('2026-03-09');
    await waitUntil('2026-04-02');
    desk.clock.set(Date.parse('2000-01-01T00:00:00.000Z'));
    const { asOf, closing } = await close(MARCH);
    expect([asOf.slice(0, 10), closing?.at.slice(0, 10)]).toEqual(['2026-04-02', '2026-04-02']);
  });
});
