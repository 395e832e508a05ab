import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { unitsOfClaim } from '../../shared/claims/merge-rules.ts';
import type { Claim } from '../../shared/claims/record.ts';
import { judged } from '../../shared/claims/state-store.ts';
import { claimById } from '../../shared/claims/store.ts';
import type { Clerk } from '../support/asks.ts';
import { type ClaimCentre, fault } from '../support/claim-centre.ts';
import { type ClaimDesk, openClaimDesk, SOPHEAP, STRANGER } from '../support/claim-desk.ts';
import { rowCounts, type TestDesk } from '../support/desk.ts';

/** The same claim with another case. */
const emergency = (claim: Claim): Claim => ({
  ...claim,
  lines: [{ category: 'emergency', quantity: 1, unitRiel: 20_000, amountRiel: 20_000 }],
  totalRiel: 20_000,
});

describe('claims at the desk', () => {
  let at: ClaimDesk;
  let desk: TestDesk;
  let clerk: Clerk;
  let centre: ClaimCentre;
  beforeEach(async () => {
    at = await openClaimDesk();
    ({ desk, clerk, centre } = at);
  });
  afterEach(() => desk.close());
  const closedVisit: ClaimDesk['closedVisit'] = (...of) => at.closedVisit(...of);
  const get: ClaimDesk['get'] = (claimId) => at.get(claimId);
  const stateOf: ClaimDesk['stateOf'] = (claimId) => at.stateOf(claimId);
  const codesOf: ClaimDesk['codesOf'] = (claimId) => at.codesOf(claimId);
  const statesOf: ClaimDesk['statesOf'] = (claimId) => at.statesOf(claimId);

  it('are made with the closing of a visit that somebody may pay, and sent and paid without a click', async () => {
    const { claimId, checkId, patientId, patientNumber } = await closedVisit(SOPHEAP);
    const { listed, reference } = await get(claimId);
    expect(listed).toMatchObject({
      ...{ state: 'ready', syncState: 'waiting', faults: [], needsPerson: false, patientNumber, slipNumber: '2-001' },
      claim: {
        ...{
          id: claimId,
          version: 1,
          visitId: claimId,
          patientId,
          checkId,
          facilityCode: 'KT04',
          facilityLevel: 'MPA',
        },
        ...{ payer: 'nssf', paymentCode: 'PATY-0000G3E', memberNumber: '20000000000001', totalRiel: 6_000 },
        lines: [{ category: 'outpatient', quantity: 1, unitRiel: 6_000, amountRiel: 6_000 }],
      },
    });
    expect(reference.rates.every(({ payer, level }) => payer === 'nssf' && level === 'MPA')).toBe(true);
    centre.takeAll();
    expect(await stateOf(claimId)).toBe('sent');
    centre.sayAnswers([centre.answer(claimId, 1, 'accepted')]);
    centre.sayAnswers([centre.answer(claimId, 1, 'paid', { by: 'officer-1', note: 'payment 17' })]);
    expect(await statesOf(claimId)).toEqual(['ready staff-vanna', 'sent centre', 'accepted centre', 'paid officer-1']);
    expect((await get(claimId)).answers.map(({ result, note }) => [result, note])).toEqual([
      ['accepted', null],
      ['paid', 'payment 17'],
    ]);
    const list = await clerk.ask('claims.list', { month: '2026-03' });
    expect(list.counts).toEqual([{ state: 'paid', claims: 1, amountRiel: 6_000 }]);
  });

  it('are not made for an open visit, a cancelled one, or one that the patient pays', async () => {
    await closedVisit(SOPHEAP, {}, true);
    const { claimId } = await closedVisit(SOPHEAP, {}, true);
    await clerk.ask('visits.cancel', { visitId: claimId, reason: 'went home' });
    await closedVisit(SOPHEAP, { serviceCategory: 'general-check-up' });
    expect((await clerk.ask('claims.list', {})).claims).toEqual([]);
  });

  it('are held while the check is open, and go by themselves when the centre decides', async () => {
    const { claimId, checkId } = await closedVisit(STRANGER);
    expect((await get(claimId)).listed).toMatchObject({ state: 'held', needsPerson: false });
    expect(await codesOf(claimId)).toEqual(['check-open']);
    centre.takeAll();
    expect(await stateOf(claimId)).toBe('held');
    centre.decide(checkId, { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] });
    expect(await stateOf(claimId)).toBe('sent');
    centre.decide(checkId, { outcome: 'not-eligible', payer: 'self', reasons: ['Q_SHORT'] });
    expect([await stateOf(claimId), await codesOf(claimId)]).toEqual(['held', ['not-covered']]);
  });

  it('are for a person where staff took an equity card on trust, which no register has', async () => {
    const card = { kind: 'hef' as const, raw: 'H-77' };
    const { patient } = await clerk.ask('patients.register', { ...STRANGER, identifiers: [card] });
    const { check: first } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    const trusted = { checkId: first.id, payer: 'hef' as const, reason: 'the equity card was shown' };
    const { check } = await clerk.ask('eligibility.override', trusted);
    const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    centre.takeAll();
    expect((await get(visit.id)).listed).toMatchObject({ state: 'held', needsPerson: true });
    expect(await codesOf(visit.id)).toEqual(['card-shown']);
    expect((await clerk.ask('claims.list', { needsPerson: true })).needsPerson).toBe(1);
    // Entered again with the card, it goes.
    const visitGone = { kind: 'visit' as const, recordId: visit.id, reason: 'entered again with the card' };
    await clerk.signIn('chan', '730264');
    await clerk.ask('changes.withdraw', visitGone);
    const hefCard = { group: 'poor' as const, validFrom: '2026-01-01', validTo: '2026-12-31' };
    const { claimId } = await closedVisit({ ...STRANGER, identifiers: [card] }, { hefCard });
    expect((await get(claimId)).listed).toMatchObject({ state: 'ready', claim: { payer: 'hef' } });
  });

  it('take over the payer that the centre has decided on when they are saved again', async () => {
    const { claimId, checkId, patientId } = await closedVisit(STRANGER);
    const card = { kind: 'hef' as const, raw: 'H-77' };
    const identifiers = [...(STRANGER.identifiers ?? []), card];
    await clerk.ask('patients.correct', { ...STRANGER, identifiers, patientId, version: 1 });
    centre.takeAll();
    centre.decide(checkId, { outcome: 'eligible', payer: 'hef', reasons: ['HEF_OK'] });
    expect((await get(claimId)).listed).toMatchObject({ state: 'held', needsPerson: true });
    expect(await codesOf(claimId)).toEqual(['payer-other']);
    const { listed } = await clerk.ask('claims.correct', { claimId, version: 1 });
    expect(listed).toMatchObject({
      state: 'ready',
      claim: { version: 2, payer: 'hef', memberNumber: 'H77', totalRiel: 4_000, asks: 'payment' },
    });
  });

  it('hold a delivery until what it needs is written down, and then ask for it', async () => {
    const { claimId } = await closedVisit(SOPHEAP, { serviceCategory: 'delivery' });
    expect(await codesOf(claimId)).toEqual(['gestation-missing', 'births-missing', 'document-missing']);
    const wrong = { gestationWeeks: 25, liveBirths: 1 };
    const first = await clerk.ask('claims.correct', { claimId, version: 1, details: wrong });
    expect(first.listed.faults.map(({ code }) => code)).toEqual(['gestation-too-short', 'document-missing']);
    const seen = { claimId, version: 2, details: { gestationWeeks: 38 }, documents: ['nssf-form-signed'] };
    const { listed } = await clerk.ask('claims.correct', seen);
    expect(listed).toMatchObject({ state: 'ready', claim: { totalRiel: 80_000, details: { liveBirths: 1 } } });
    expect(await statesOf(claimId)).toEqual(['held staff-vanna', 'held staff-vanna', 'ready staff-vanna']);
  });

  it('refuse a correction that does not fit, and write nothing', async () => {
    const { claimId } = await closedVisit(SOPHEAP);
    const before = rowCounts(desk.db);
    const refused = (more: object) => clerk.refused('claims.correct', { claimId, version: 1, ...more });
    expect(await clerk.refused('claims.correct', { claimId: 'none', version: 1 })).toBe('claim-not-found');
    expect(await refused({})).toBe('nothing-changed');
    expect(await refused({ version: 2 })).toBe('changed-meanwhile');
    expect(await refused({ lines: [{ category: 'cervical-screening', quantity: 1 }] })).toBe('category-unknown');
    expect(await refused({ documents: ['a napkin'] })).toBe('document-unknown');
    expect(await refused({ details: { dischargedOn: '2026-03-11' } })).toBe('dates-wrong');
    expect(await refused({ details: { admittedOn: '2026-03-09', dischargedOn: '2026-03-08' } })).toBe('dates-wrong');
    expect(await clerk.fault('claims.appeal', { claimId, version: 1, reason: 'long enough to read' })).toBe(
      'forbidden',
    );
    expect(rowCounts(desk.db)).toEqual(before);
    centre.sayAnswers([centre.answer(claimId, 1, 'accepted')]);
    expect(await refused({ documents: ['referral-letter'] })).toBe('already-decided');
  });

  it('that were returned are corrected and sent again, and those denied are appealed by the manager', async () => {
    const { claimId } = await closedVisit(SOPHEAP);
    centre.takeAll();
    centre.sayAnswers([centre.answer(claimId, 1, 'returned', { faults: [fault('see-note')], note: 'unreadable' })]);
    expect((await get(claimId)).listed).toMatchObject({
      state: 'returned',
      needsPerson: true,
      faults: [fault('see-note')],
    });
    const note = 'The letter is attached now.';
    const sent = await clerk.ask('claims.correct', { claimId, version: 1, documents: ['referral-letter'], note });
    expect(sent.listed).toMatchObject({
      state: 'resent',
      needsPerson: false,
      claim: { version: 2, asks: 'correction', note },
    });
    centre.takeAll();
    centre.sayAnswers([centre.answer(claimId, 2, 'denied', { faults: [fault('refused')] })]);
    expect(await clerk.refused('claims.correct', { claimId, version: 2, note: 'once more' })).toBe('claim-denied');
    await clerk.signIn('chan', '730264');
    const reason = 'The patient was unconscious.';
    expect(await clerk.refused('claims.appeal', { claimId, version: 1, reason })).toBe('changed-meanwhile');
    const { listed } = await clerk.ask('claims.appeal', { claimId, version: 2, reason });
    expect(listed).toMatchObject({ state: 'appealed', claim: { version: 3, asks: 'appeal', note: reason } });
    expect(await clerk.refused('claims.appeal', { claimId, version: 3, reason })).toBe('not-denied');
    // Whoever completes an appeal does not take it out of the officer's hands.
    const completed = await clerk.ask('claims.correct', { claimId, version: 3, patientPaidRiel: 500 });
    expect(completed.listed).toMatchObject({ state: 'appealed', claim: { version: 4, asks: 'appeal', note: reason } });
    centre.sayAnswers([centre.answer(claimId, 4, 'accepted', { by: 'officer-1' })]);
    expect(await stateOf(claimId)).toBe('accepted');
  });

  it('hear answers in any order, twice, and before their claim, and the cursor never goes back', async () => {
    const { claimId } = await closedVisit(SOPHEAP);
    centre.takeAll();
    const [first, second] = [
      centre.answer(claimId, 1, 'returned', { faults: [fault('see-note')] }),
      centre.answer(claimId, 2, 'accepted'),
    ];
    expect(centre.sayAnswers([second])).toBe(1);
    expect(await stateOf(claimId)).toBe('sent');
    await clerk.ask('claims.correct', { claimId, version: 1, documents: ['referral-letter'] });
    expect(await stateOf(claimId)).toBe('accepted');
    expect([centre.sayAnswers([first]), centre.sayAnswers([first, second])]).toEqual([1, 0]);
    expect(await stateOf(claimId)).toBe('accepted');
    expect(desk.db.get("SELECT value FROM setting WHERE key = 'answersThrough'")?.value).toBe('2');
  });

  it('are for one consultation a day; the second is held until the first is gone', async () => {
    const first = await closedVisit(SOPHEAP);
    const second = await closedVisit(SOPHEAP);
    expect([await stateOf(first.claimId), await codesOf(second.claimId)]).toEqual(['ready', ['category-twice']]);
    expect((await clerk.ask('claims.list', { needsPerson: true })).claims.map(({ claim }) => claim.id)).toEqual([
      second.claimId,
    ]);
    await clerk.ask('changes.withdraw', { kind: 'claim', recordId: first.claimId, reason: 'not ours' });
    expect([await stateOf(first.claimId), await stateOf(second.claimId)]).toEqual(['withdrawn', 'ready']);
    expect(await clerk.refused('claims.correct', { claimId: first.claimId, version: 2 })).toBe('withdrawn');
  });

  it('that the centre has accepted or paid are not withdrawn any more, whoever asks', async () => {
    const { claimId } = await closedVisit(SOPHEAP);
    const withdrawal = { kind: 'claim' as const, recordId: claimId, reason: 'not ours' };
    centre.takeAll();
    for (const said of ['accepted', 'paid'] as const) {
      centre.sayAnswers([centre.answer(claimId, 1, said)]);
      const before = rowCounts(desk.db);
      expect(await clerk.refused('changes.withdraw', withdrawal)).toBe('already-decided');
      expect([await stateOf(claimId), rowCounts(desk.db)]).toEqual([said, before]);
    }
    const denied = await closedVisit(STRANGER);
    centre.sayAnswers([centre.answer(denied.claimId, 1, 'denied', { faults: [fault('refused')] })]);
    await clerk.ask('changes.withdraw', { ...withdrawal, recordId: denied.claimId });
    expect(await stateOf(denied.claimId)).toBe('withdrawn');
  });

  it('count against each other as the centre counts them: not where one was denied', async () => {
    const first = await closedVisit(SOPHEAP);
    const second = await closedVisit(SOPHEAP);
    centre.takeAll();
    centre.sayAnswers([centre.answer(first.claimId, 1, 'denied', { faults: [fault('refused')] })]);
    expect(await stateOf(second.claimId)).toBe('sent');
    centre.sayAnswers([centre.answer(second.claimId, 1, 'accepted')]);
    await clerk.signIn('chan', '730264');
    await clerk.ask('claims.appeal', { claimId: first.claimId, version: 1, reason: 'She came for something else.' });
    expect(await codesOf(first.claimId)).toEqual(['category-twice']);
  });

  it('follow their visit to another day, and go with it when it is withdrawn', async () => {
    const first = await closedVisit(SOPHEAP);
    const second = await closedVisit(SOPHEAP);
    centre.takeAll();
    await clerk.ask('visits.correct', { visitId: first.claimId, version: 2, serviceDate: '2026-02-27' });
    expect((await get(first.claimId)).listed.claim).toMatchObject({
      version: 2,
      serviceFrom: '2026-02-27',
      asks: 'payment',
    });
    expect(await stateOf(second.claimId)).toBe('sent');
    await clerk.ask('visits.correct', { visitId: first.claimId, version: 3, department: 'eye' });
    expect((await get(first.claimId)).listed.claim.version).toBe(2);
    await clerk.ask('changes.withdraw', { kind: 'visit', recordId: first.claimId, reason: 'written twice' });
    expect(await stateOf(first.claimId)).toBe('withdrawn');
    const { counts } = await clerk.ask('claims.list', {});
    expect(counts).toEqual([
      { state: 'sent', claims: 1, amountRiel: 6_000 },
      { state: 'withdrawn', claims: 1, amountRiel: 6_000 },
    ]);
    expect((await clerk.ask('claims.list', { month: '2026-02' })).counts).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('show what lost where two desks changed one, and take it as a correction', async () => {
    const { claimId, patientId } = await closedVisit(SOPHEAP);
    centre.takeAll();
    const { claim } = (await get(claimId)).listed;
    const merged = { ...claim, version: 2, documents: ['referral-letter'], madeBy: 'somebody else' };
    const content = canonicalJson(merged);
    const other = { field: 'lines', value: JSON.stringify(unitsOfClaim(emergency(claim)).lines) };
    centre.say({
      records: {
        ...{ through: 9, hasMore: false },
        list: [
          {
            ...{ feedSeq: 9, deviceId: 'centre', deskNumber: 0, incarnation: '0'.repeat(32), seq: 9, kind: 'claim' },
            ...{ recordId: claimId, version: 2, hash: sha256Hex(content), content, madeAt: claim.madeAt, hlc: 9 },
            losers: [{ ...other, deskNumber: 3, madeAt: claim.madeAt }],
            fault: null,
          },
        ],
      },
    });
    const { conflicts } = await clerk.ask('patients.conflicts', { patientId });
    expect(conflicts).toMatchObject([
      { kind: 'claim', recordId: claimId, field: 'lines', needsPerson: true, other: 'emergency × 1' },
    ]);
    await clerk.ask('patients.settleConflict', { conflictId: conflicts[0]?.conflictId ?? 0, take: 'other' });
    expect((await get(claimId)).listed).toMatchObject({
      state: 'ready',
      claim: { version: 3, totalRiel: 20_000, documents: ['referral-letter'], lines: [{ category: 'emergency' }] },
    });
  });

  it('are held again, for a person, when the check they rest on is withdrawn', async () => {
    const { claimId, checkId } = await closedVisit(SOPHEAP);
    expect(await stateOf(claimId)).toBe('ready');
    const check = { kind: 'eligibility-check' as const, recordId: checkId, reason: 'somebody else was checked' };
    await clerk.signIn('chan', '730264');
    await clerk.ask('changes.withdraw', check);
    expect((await get(claimId)).listed).toMatchObject({ state: 'held', needsPerson: true });
    expect(await codesOf(claimId)).toEqual(['check-open']);
    // As the centre has it, which answers nothing.
    centre.takeAll();
    expect(await stateOf(claimId)).toBe('held');
  });

  it('do not go over to a decision that was withdrawn, and go back from one', async () => {
    const { claimId, checkId } = await closedVisit(SOPHEAP);
    const overridden = async (of: string) => {
      const said = { checkId: of, payer: 'hef' as const, reason: 'equity card shown at the desk' };
      return (await clerk.ask('eligibility.override', said)).check.id;
    };
    const withdraw = (recordId: string) =>
      clerk.ask('changes.withdraw', { kind: 'eligibility-check', recordId, reason: 'by mistake' });
    await withdraw(await overridden(checkId));
    const seen = { claimId, version: 1, documents: ['referral-letter'] };
    expect((await clerk.ask('claims.correct', seen)).listed).toMatchObject({
      state: 'ready',
      claim: { checkId, payer: 'nssf', documents: ['referral-letter'] },
    });
    const other = await overridden(checkId);
    const gone = await clerk.ask('claims.correct', { claimId, version: 2, documents: [] });
    expect(gone.listed.claim).toMatchObject({ checkId: other, payer: 'hef' });
    await withdraw(other);
    expect([await stateOf(claimId), await codesOf(claimId)]).toEqual(['held', ['check-open']]);
    const back = await clerk.ask('claims.correct', { claimId, version: 3 });
    expect(back.listed).toMatchObject({ state: 'ready', claim: { checkId, payer: 'nssf', totalRiel: 6_000 } });
  });

  it('take no diagnosis that nobody can read', async () => {
    const { claimId } = await closedVisit(SOPHEAP);
    for (const diagnosis of ['A\u0000', '\ud800', 'J06\u001b']) {
      const reply = await clerk.reply('claims.correct', { claimId, version: 1, details: { diagnosis } });
      expect(reply).toMatchObject({ ok: false, fault: { code: 'invalid', field: 'details.diagnosis' } });
    }
    const { listed } = await clerk.ask('claims.correct', { claimId, version: 1, details: { diagnosis: ' J06.9 ' } });
    expect(listed.claim.details.diagnosis).toBe('J06.9');
  });

  it('are kept with a state that a recount finds too', async () => {
    const { claimId } = await closedVisit(STRANGER);
    const kept = claimById(desk.db, claimId);
    expect(kept).toEqual({ claim: kept?.claim, ...(kept === null ? {} : judged(desk.db, kept.claim)) });
  });
});
