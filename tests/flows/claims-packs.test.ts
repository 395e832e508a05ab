import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACK } from '../../shared/claims/claim.fixture.ts';
import { fault } from '../support/claim-centre.ts';
import { type ClaimDesk, openClaimDesk, SOPHEAP, STRANGER } from '../support/claim-desk.ts';

describe('claims and the packs that come', () => {
  let at: ClaimDesk;
  beforeEach(async () => {
    at = await openClaimDesk();
  });
  afterEach(() => at.desk.close());

  it('without a price take what the form sends, the case that stands there with it, and no other such case', async () => {
    const { claimId } = await at.closedVisit(SOPHEAP, { serviceCategory: 'inpatient' });
    expect(await at.codesOf(claimId)).toEqual(['diagnosis-missing', 'stay-missing', 'document-missing', 'no-rate']);
    const stay = { diagnosis: 'J18.9', admittedOn: '2026-03-10', dischargedOn: '2026-03-10' };
    const sent = {
      claimId,
      version: 1,
      details: stay,
      documents: ['nssf-form-signed'],
      patientPaidRiel: 0,
      note: null,
    };
    const inpatient = { category: 'inpatient', quantity: 1 };
    const other = { ...sent, lines: [inpatient, { category: 'cervical-screening', quantity: 1 }] };
    expect(await at.clerk.refused('claims.correct', other)).toBe('category-unknown');
    const { listed } = await at.clerk.ask('claims.correct', { ...sent, lines: [inpatient] });
    expect(listed).toMatchObject({ state: 'held', claim: { version: 2, details: stay, totalRiel: 0 } });
    expect(await at.codesOf(claimId)).toEqual(['no-rate']);
  });

  it('keep a document that a later pack does not name, and are saved with it', async () => {
    const { claimId } = await at.closedVisit(SOPHEAP);
    await at.clerk.ask('claims.correct', { claimId, version: 1, documents: ['referral-letter'] });
    at.publish({ checklist: PACK.checklist.filter(({ code }) => code !== 'referral-letter') });
    const { version, documents } = (await at.get(claimId)).listed.claim;
    const { listed } = await at.clerk.ask('claims.correct', { claimId, version, documents, patientPaidRiel: 500 });
    expect(listed.claim).toMatchObject({ patientPaidRiel: 500, documents: ['referral-letter'] });
    const napkin = { claimId, version: version + 1, documents: ['referral-letter', 'a napkin'] };
    expect(await at.clerk.refused('claims.correct', napkin)).toBe('document-unknown');
    await at.clerk.ask('claims.correct', { ...napkin, documents: [] });
    const again = { ...napkin, version: version + 2, documents: ['referral-letter'] };
    expect(await at.clerk.refused('claims.correct', again)).toBe('document-unknown');
  });

  it('are sent again when a pack frees them, once, because the centre does not look at them again for it', async () => {
    const { claimId } = await at.closedVisit(SOPHEAP, { serviceCategory: 'minor-surgery' });
    const waiting = await at.closedVisit(STRANGER, { serviceCategory: 'minor-surgery' });
    at.centre.takeAll();
    expect([await at.stateOf(claimId), await at.codesOf(claimId)]).toEqual(['held', ['document-missing']]);
    const checklist = PACK.checklist.map((item) => ({ ...item, isRequired: false }));
    at.publish({ checklist });
    expect((await at.get(claimId)).listed).toMatchObject({
      state: 'ready',
      syncState: 'waiting',
      claim: { version: 2 },
    });
    // What is still held is not news to the centre.
    expect((await at.get(waiting.claimId)).listed).toMatchObject({ state: 'held', claim: { version: 1 } });
    at.centre.takeAll();
    at.publish({ checklist });
    expect((await at.get(claimId)).listed).toMatchObject({ state: 'sent', claim: { version: 2 } });
    expect(await at.statesOf(claimId)).toEqual(['held staff-vanna', 'sent centre', 'ready nobody', 'sent centre']);
  });

  it('are sent again also where something else was said of them before the desk came to judge them', async () => {
    const { claimId, checkId } = await at.closedVisit(SOPHEAP, { serviceCategory: 'minor-surgery' });
    at.centre.takeAll();
    at.receive({ checklist: [] });
    at.centre.decide(checkId, { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] });
    expect(await at.stateOf(claimId)).toBe('sent');
    at.judge();
    expect((await at.get(claimId)).listed).toMatchObject({ state: 'ready', claim: { version: 2 } });
    at.centre.takeAll();
    at.judge();
    expect((await at.get(claimId)).listed).toMatchObject({ state: 'sent', claim: { version: 2 } });
  });

  it('that a pack frees before they went are not sent twice', async () => {
    const { claimId } = await at.closedVisit(SOPHEAP, { serviceCategory: 'minor-surgery' });
    at.publish({ checklist: [] });
    expect((await at.get(claimId)).listed).toMatchObject({ state: 'ready', claim: { version: 1 } });
  });

  describe('that were returned before the desk had the new prices', () => {
    const rates = (more: number) => PACK.rates.map((rate) => ({ ...rate, amountRiel: rate.amountRiel + more }));
    const price = { code: 'amount-wrong', field: 'lines.0.amountRiel', line: 0, params: {} };

    it('are sent again at the price of their day by themselves, and never twice at one price', async () => {
      const { claimId } = await at.closedVisit(SOPHEAP);
      at.centre.takeAll();
      at.centre.sayAnswers([at.centre.answer(claimId, 1, 'returned', { faults: [price] })]);
      at.publish({ rates: rates(500) });
      const sent = { state: 'resent', needsPerson: false, claim: { version: 2, asks: 'correction', totalRiel: 6_500 } };
      expect((await at.get(claimId)).listed).toMatchObject(sent);
      at.centre.takeAll();
      at.centre.sayAnswers([at.centre.answer(claimId, 2, 'returned', { faults: [price] })]);
      at.publish({ rates: rates(500) });
      expect((await at.get(claimId)).listed).toMatchObject({
        state: 'returned',
        needsPerson: true,
        claim: { version: 2 },
      });
    });

    it('wait for a person where something else was wrong, or an officer has returned them', async () => {
      const first = await at.closedVisit(SOPHEAP);
      const second = await at.closedVisit(SOPHEAP, { serviceCategory: 'emergency' });
      at.centre.takeAll();
      at.centre.sayAnswers([
        at.centre.answer(first.claimId, 1, 'returned', { faults: [price, fault('sex-wrong', 'sex')] }),
        at.centre.answer(second.claimId, 1, 'returned', { faults: [price], by: 'officer-1' }),
      ]);
      at.publish({ rates: rates(500) });
      for (const { claimId } of [first, second]) {
        expect((await at.get(claimId)).listed).toMatchObject({ state: 'returned', claim: { version: 1 } });
      }
    });
  });
});
