import { must } from '../../shared/base/assert.ts';
import { instantOf } from '../../shared/base/time.ts';
import { PACK } from '../../shared/claims/claim.fixture.ts';
import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import { savePacks } from '../../shared/claims/pack-store.ts';
import { refreshStale } from '../../shared/claims/save-store.ts';
import type { TonleContract } from '../../shared/contract.ts';
import type { InputOf, OutputOf } from '../../shared/wire/contract.ts';
import { actOfNobody } from '../../sync/desk/nobody.ts';
import type { Clerk } from './asks.ts';
import { type ClaimCentre, claimCentreOf } from './claim-centre.ts';
import { openTestDesk, type TestDesk } from './desk.ts';
import type { Registration } from './people.ts';

/** In the roster, and paid up. */
export const SOPHEAP: Registration = {
  ...{ nameKm: 'ស៊ិន សុភាព', nameLatin: 'SIN SOPHEAP', sex: 'female', birthDate: '1991-04-02', birthDatePrecision: 'day' },
  identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក' }],
  isSomebodyElse: true,
};
/** In no list. */
export const STRANGER: Registration = {
  ...{ nameLatin: 'Keo Strange', sex: 'female', birthDate: '1990-05-20', birthDatePrecision: 'day' },
  identifiers: [{ kind: 'nssf', raw: '4000000-0000009-1' }],
  isSomebodyElse: true,
};

type CheckAsk = Partial<InputOf<TonleContract['eligibility.check']>>;

/** A visit from the door to the discharge, and with that a claim of the same id. */
export interface ClosedVisit {
  claimId: string;
  checkId: string;
  patientId: string;
  patientNumber: string;
}

/** A desk with its clerk, and what a centre would say to it of claims. */
export interface ClaimDesk {
  desk: TestDesk;
  clerk: Clerk;
  centre: ClaimCentre;
  closedVisit(who: Registration, ask?: CheckAsk, isOpen?: boolean): Promise<ClosedVisit>;
  /** The centre publishes this in the place of the pack. */
  receive(changed: Partial<ReferencePack>): void;
  /** The desk judges what it has by the packs that came. */
  judge(): void;
  /** Both. */
  publish(changed: Partial<ReferencePack>): void;
  get(claimId: string): Promise<OutputOf<TonleContract['claims.get']>>;
  stateOf(claimId: string): Promise<string>;
  codesOf(claimId: string): Promise<string[]>;
  statesOf(claimId: string): Promise<string[]>;
}

export async function openClaimDesk(): Promise<ClaimDesk> {
  const desk = await openTestDesk('memory');
  const clerk = desk.clerk();
  await clerk.signIn('vanna', '481920');
  let publications = 0;
  const get = (claimId: string) => clerk.ask('claims.get', { claimId });
  const receive = (changed: Partial<ReferencePack>) => {
    publications += 1;
    const pack = { ...PACK, id: `pack-${publications}`, ...changed };
    desk.db.write((tx) => savePacks(tx, { id: `packs-${publications}`, seq: publications, packs: [pack] }));
  };
  const judge = () => {
    const act = must(actOfNobody(desk.db, instantOf(desk.clock.nowMs())), 'the program runs');
    desk.db.write((tx) => refreshStale(tx, act, 100));
  };
  return {
    ...{ desk, clerk, centre: claimCentreOf(desk), receive, judge, get },
    closedVisit: (who, ask = {}, isOpen = false) => closedVisit(clerk, who, ask, isOpen),
    publish(changed) {
      receive(changed);
      judge();
    },
    stateOf: async (claimId) => (await get(claimId)).listed.state,
    codesOf: async (claimId) => (await get(claimId)).listed.faults.map(({ code }) => code),
    statesOf: async (claimId) => (await get(claimId)).events.map(({ state, by }) => `${state} ${by}`),
  };
}

async function closedVisit(clerk: Clerk, who: Registration, ask: CheckAsk, isOpen: boolean): Promise<ClosedVisit> {
  const found = (await clerk.ask('patients.search', { text: String(who.nameLatin) })).hits[0]?.patient;
  const patient = found ?? (await clerk.ask('patients.register', who)).patient;
  const { check } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true, ...ask });
  const opened = { patientId: patient.id, checkId: check.id, secondVisitReason: 'came again' };
  const { visit } = await clerk.ask('visits.open', opened);
  if (!isOpen) await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
  return { claimId: visit.id, checkId: check.id, patientId: patient.id, patientNumber: patient.patientNumber };
}
