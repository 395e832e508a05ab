import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimState } from '../../shared/claims/record.ts';
import type { ClaimsCounted } from '../../sync/central/claim-office.ts';
import { MEMBER_COLUMNS } from '../../sync/central/members.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import type { Clerk } from '../support/asks.ts';
import { MORNING_MS } from '../support/clock.ts';
import { type DeskAtCentre, enrolDesk } from '../support/desk-at-centre.ts';
import { FACILITY } from '../support/facility.ts';
import type { Registration } from '../support/people.ts';
import { bring } from '../support/stick-desk.ts';
import { stickRoom } from '../support/stick-room.ts';

const MINUTE_MS = 60_000;
/** In the desks' roster, and paid up. */
const SOPHEAP: Registration = {
  ...{ nameKm: 'ស៊ិន សុភាព', nameLatin: 'SIN SOPHEAP', sex: 'female', birthDate: '1991-04-02', birthDatePrecision: 'day' },
  ...{ identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក' }], isSomebodyElse: true },
};
/** In no roster; the register comes to know her. */
const STRANGER: Registration = {
  ...{ nameLatin: 'Keo Strange', sex: 'female', birthDate: '1990-05-20', birthDatePrecision: 'day' },
  ...{ identifiers: [{ kind: 'nssf', raw: '4000000-0000009-1' }], isSomebodyElse: true },
};

/** A visit from the door to the discharge, and with that a claim of the same id. */
async function closedVisit(clerk: Clerk, patientId: string): Promise<string> {
  const { check } = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
  const opened = { patientId, checkId: check.id, secondVisitReason: 'came again' };
  const { visit } = await clerk.ask('visits.open', opened);
  await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
  return visit.id;
}
const registered = async ({ clerk }: { clerk: Clerk }, who: Registration): Promise<string> =>
  (await clerk.ask('patients.register', who)).patient.id;
const get = ({ clerk }: { clerk: Clerk }, claimId: string) => clerk.ask('claims.get', { claimId });
const stateAt = async (desk: { clerk: Clerk }, claimId: string): Promise<ClaimState> =>
  (await get(desk, claimId)).listed.state;
const statesAt = async (desk: { clerk: Clerk }, claimId: string): Promise<string[]> =>
  (await get(desk, claimId)).events.map(({ state }) => state);

describe('claims of two desks and their centre', () => {
  let engines: Engine[];
  let centre: TestCentre;
  let one: DeskAtCentre;
  let two: DeskAtCentre;
  let facilities = 0;
  beforeAll(async () => {
    engines = await startEngines();
    const [pglite] = engines;
    if (pglite === undefined) throw new Error('PGlite is always there');
    centre = await TestCentre.start(pglite);
    centre.clock.ms = MORNING_MS;
  });
  afterAll(async () => {
    await one?.close();
    await two?.close();
    await centre?.stop();
    for (const engine of [...engines].reverse()) await engine.stop();
  });
  let code = '';
  beforeEach(async () => {
    await one?.close();
    await two?.close();
    facilities += 1;
    code = `KT${String(facilities).padStart(2, '0')}`;
    await centre.addFacility(code, { level: FACILITY.level });
    one = await enrolDesk(centre.url, await centre.enrolCode(code));
    two = await enrolDesk(centre.url, await centre.enrolCode(code));
  });

  /** Both desks meet the centre until each has what the other sent. */
  async function meetAll(): Promise<void> {
    for (const desk of [one, two, one]) {
      for (const { clock } of [one, two]) clock.advance(MINUTE_MS);
      centre.clock.ms += MINUTE_MS;
      await desk.meet();
    }
  }
  /** What each desk and the centre count of a month, by state. */
  async function countedEverywhere() {
    const { result } = await centre.command('claims', { facility: code, month: '2026-03', state: null });
    const atDesks = [];
    for (const { clerk } of [one, two]) atDesks.push((await clerk.ask('claims.list', { month: '2026-03' })).counts);
    return { centre: (result as ClaimsCounted).states, desks: atDesks };
  }
  /** The register comes to know her, and that she is paid up. */
  function knowStranger(): Promise<unknown> {
    const row =
      '4000000-0000009-1,,Keo Strange,female,1990-05-20,day,,employee,,,false,false,true,,,2025-12;2026-01;2026-02';
    return centre.command('import-members', {}, [MEMBER_COLUMNS.join(','), row, ''].join('\n'));
  }
  const decide = async (claimId: string, result: string, reason: string | null = null) => {
    const { version } = (await get(one, claimId)).listed.claim;
    return centre.command('decide-claim', {
      ...{ facility: code, claimId, version, result, code: reason, by: 'Chea Sophal', note: 'seen by the officer' },
    });
  };

  it('go from a closed visit to the payment without a click, and both desks say the same', async () => {
    const claimId = await closedVisit(one.clerk, await registered(one, SOPHEAP));
    expect(await stateAt(one, claimId)).toBe('ready');
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['accepted', 'accepted']);
    const month = { facility: code, month: '2026-03' };
    await centre.command('pay-claims', { ...month, by: 'Chea Sophal', payment: 'P-2026-03' });
    await meetAll();
    expect(await statesAt(one, claimId)).toEqual(['ready', 'sent', 'accepted', 'paid']);
    expect((await get(two, claimId)).answers.map(({ result, by, note }) => [result, by, note])).toEqual([
      ['accepted', 'centre', null],
      ['paid', 'Chea Sophal', 'P-2026-03'],
    ]);
    const paid = [{ state: 'paid', claims: 1, amountRiel: 6000 }];
    expect(await countedEverywhere()).toEqual({ centre: paid, desks: [paid, paid] });
  });

  it('are held while the register is asked, and accepted by themselves when it knows', async () => {
    const claimId = await closedVisit(one.clerk, await registered(one, STRANGER));
    expect(await stateAt(one, claimId)).toBe('held');
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['held', 'held']);
    expect((await countedEverywhere()).centre).toEqual([{ state: 'held', claims: 1, amountRiel: 6000 }]);
    await knowStranger();
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['accepted', 'accepted']);
    const accepted = [{ state: 'accepted', claims: 1, amountRiel: 6000 }];
    expect(await countedEverywhere()).toEqual({ centre: accepted, desks: [accepted, accepted] });
  });

  it('that the centre asks of another payer are put right at any desk, not only where the check was made', async () => {
    const { patient } = await one.clerk.ask('patients.register', STRANGER);
    const { check } = await one.clerk.ask('eligibility.check', {
      ...{ patientId: patient.id, isIdentityShown: false, isEmergency: true },
    });
    const { visit } = await one.clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await one.clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    const claimId = visit.id;
    await meetAll();
    await knowStranger();
    await meetAll();
    expect((await get(two, claimId)).listed).toMatchObject({
      ...{ state: 'returned', faults: [{ code: 'payer-other', params: { payer: 'nssf' } }] },
      claim: { payer: 'undecided', version: 1 },
    });
    const { listed } = await two.clerk.ask('claims.correct', { claimId, version: 1 });
    expect(listed.claim).toMatchObject({ payer: 'nssf', version: 2, totalRiel: 6_000 });
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['accepted', 'accepted']);
  });

  it('are returned by an officer, corrected, sent again and decided by an officer', async () => {
    const claimId = await closedVisit(one.clerk, await registered(one, SOPHEAP));
    await meetAll();
    await decide(claimId, 'returned', 'see-note');
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['returned', 'returned']);
    const { listed } = await two.clerk.ask('claims.correct', { claimId, version: 1, patientPaidRiel: 500 });
    expect([listed.state, listed.claim.asks]).toEqual(['resent', 'correction']);
    await meetAll();
    // The rules find nothing wrong, and found nothing before: what he asked for only he can see.
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['resent', 'resent']);
    await decide(claimId, 'accepted', null);
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['accepted', 'accepted']);
    expect((await get(one, claimId)).answers.map(({ version, result, by }) => `${version} ${result} ${by}`)).toEqual([
      ...['1 accepted centre', '1 returned Chea Sophal', '2 accepted Chea Sophal'],
    ]);
  });

  it('are denied, appealed and decided by an officer', async () => {
    const claimId = await closedVisit(one.clerk, await registered(one, SOPHEAP));
    await meetAll();
    await decide(claimId, 'denied', 'refused');
    await meetAll();
    expect(await stateAt(one, claimId)).toBe('denied');
    expect(await one.clerk.refused('claims.correct', { claimId, version: 1, patientPaidRiel: 500 })).toBe(
      'claim-denied',
    );
    // The claim follows its visit to another day, and what the officer said of it goes along.
    await one.clerk.ask('visits.correct', { visitId: claimId, version: 2, serviceDate: '2026-03-08' });
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['denied', 'denied']);
    expect((await get(two, claimId)).answers.map(({ version, result, by }) => `${version} ${result} ${by}`)).toEqual([
      ...['1 accepted centre', '1 denied Chea Sophal', '2 denied Chea Sophal'],
    ]);
    await one.clerk.signIn('chan', '730264');
    await one.clerk.ask('claims.appeal', { claimId, version: 2, reason: 'The receipt of the employer is here.' });
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['appealed', 'appealed']);
    expect((await countedEverywhere()).centre).toEqual([{ state: 'appealed', claims: 1, amountRiel: 6000 }]);
    await decide(claimId, 'accepted');
    await meetAll();
    expect([await stateAt(one, claimId), await stateAt(two, claimId)]).toEqual(['accepted', 'accepted']);
  });

  it('of one patient at two desks on one day: the second goes when the first’s visit is withdrawn', async () => {
    const patientId = await registered(one, SOPHEAP);
    await meetAll();
    const first = await closedVisit(one.clerk, patientId);
    two.clock.advance(MINUTE_MS);
    const second = await closedVisit(two.clerk, patientId);
    await meetAll();
    await meetAll();
    expect([await stateAt(one, first), await stateAt(one, second)]).toEqual(['accepted', 'returned']);
    expect([await stateAt(two, first), await stateAt(two, second)]).toEqual(['accepted', 'returned']);
    const withdrawal = { recordId: first, reason: 'the other desk has seen her' };
    expect(await one.clerk.refused('changes.withdraw', { kind: 'claim', ...withdrawal })).toBe('already-decided');
    // With a visit that was none goes what is asked for it.
    await one.clerk.ask('changes.withdraw', { kind: 'visit', ...withdrawal });
    await meetAll();
    await meetAll();
    expect([await stateAt(two, first), await stateAt(two, second)]).toEqual(['withdrawn', 'accepted']);
    const { centre: there, desks } = await countedEverywhere();
    expect(there).toEqual([
      { state: 'accepted', claims: 1, amountRiel: 6000 },
      { state: 'withdrawn', claims: 1, amountRiel: 6000 },
    ]);
    expect(desks).toEqual([there, there]);
  });

  it('of a visit that one desk closed and the other withdrew are denied, and both desks and the centre say so', async () => {
    const patientId = await registered(one, SOPHEAP);
    for (const isClosedFirst of [true, false]) {
      const { check } = await one.clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
      const { visit } = await one.clerk.ask('visits.open', {
        patientId,
        checkId: check.id,
        secondVisitReason: 'again',
      });
      await meetAll();
      await one.clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
      await two.clerk.signIn('chan', '730264');
      const gone = { kind: 'visit' as const, recordId: visit.id, reason: 'the wrong patient' };
      await two.clerk.ask('changes.withdraw', gone);
      await (isClosedFirst ? one : two).meet();
      await meetAll();
      await meetAll();
      for (const desk of [one, two]) {
        const { listed } = await get(desk, visit.id);
        expect([listed.state, listed.faults.map(({ code }) => code)]).toEqual(['denied', ['visit-missing']]);
      }
    }
    const denied = [{ state: 'denied', claims: 2, amountRiel: 12_000 }];
    expect(await countedEverywhere()).toEqual({ centre: denied, desks: [denied, denied] });
  });

  it('are stored and answered once, however often they are sent and whatever answers are lost', async () => {
    const claimId = await closedVisit(one.clerk, await registered(one, SOPHEAP));
    for (let round = 0; round < 3; round += 1) await one.ask(one.request());
    await meetAll();
    await meetAll();
    expect((await get(two, claimId)).answers.map(({ seq, result }) => `${seq} ${result}`)).toEqual(['1 accepted']);
    const stored = (await centre.dump(true)).filter(({ kind, content }) => {
      return kind === 'change' && (content as { recordId: string; kind: string }).recordId === claimId;
    });
    // The visit has the same id: opened, closed, and the claim.
    expect(stored.map(({ content }) => (content as { kind: string }).kind).sort()).toEqual(['claim', 'visit', 'visit']);
  });
});

describe('claims of a desk without a line', () => {
  const room = stickRoom(53);

  it('go out on a stick, and the answers come back on it', async () => {
    const desk = room.desk;
    await desk.contact();
    const patientId = await registered(desk, {
      ...SOPHEAP,
      ...{ nameKm: 'សុខ សុភា', nameLatin: 'SOK SOPHEA', birthDate: '1990-05-20' },
      identifiers: [{ kind: 'nssf', raw: '1000000-0000001-ក' }],
    });
    const claimId = await closedVisit(desk.clerk, patientId);
    desk.place = desk.path('claims.tonle');
    await desk.clerk.ask('sticks.export', {});
    const stick = readFileSync(desk.place);
    expect((await get(desk, claimId)).answers).toEqual([]);
    const { answer } = await bring(room.centre.url, stick);
    const again = await bring(room.centre.url, stick);
    await room.take(answer);
    await room.take(again.answer);
    expect(await stateAt(desk, claimId)).toBe('accepted');
    expect((await get(desk, claimId)).answers).toHaveLength(1);
  });
});
