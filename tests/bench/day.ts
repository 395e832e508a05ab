import type { TonleContract } from '../../shared/contract.ts';
import { SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import { VISIT_OUTCOMES } from '../../shared/visits/record.ts';
import type { InputOf } from '../../shared/wire/contract.ts';
import { sampleNumber } from '../../sync/central/sample/people.ts';
import type { Clerk } from '../support/asks.ts';
import type { Dice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';

export const REGISTER_SEED = 1;

/** What a clerk was told that it is saved, by the kind and version that the desk gave it. */
export interface Told {
  kind: string;
  id: string;
  version: number;
}

export interface DayWorld {
  clerk: Clerk;
  dice: Dice;
  members: number;
  /** Grows with every reply that said yes. */
  told: Told[];
  /** Patients of today, who may come again. */
  patients: string[];
}

type Check = InputOf<TonleContract['eligibility.check']>;
type Registration = InputOf<TonleContract['patients.register']>;

/** Somebody comes to the desk: found or registered, checked, and a visit opened; most are closed in the end. */
export async function serveSomebody(world: DayWorld): Promise<void> {
  const { clerk, dice, told } = world;
  const isKnown = world.patients.length > 0 && dice.below(12) === 0;
  const patientId = isKnown ? dice.pick(world.patients) : await register(world);
  const { check } = await clerk.ask('eligibility.check', checkOf(patientId, dice));
  told.push({ kind: 'eligibility-check', id: check.id, version: 1 });
  const { visit } = await clerk.ask('visits.open', {
    patientId,
    checkId: check.id,
    department: dice.pick(['general', 'general', 'maternity', 'medicine', 'dental'] as const),
    secondVisitReason: 'came again for the result',
  });
  told.push({ kind: 'visit', id: visit.id, version: 1 });
  const fate = dice.below(20);
  if (fate < 3) return;
  const { visit: ended } =
    fate === 3
      ? await clerk.ask('visits.cancel', { visitId: visit.id, reason: 'left before being seen' })
      : await clerk.ask('visits.close', endOf(visit.id, dice));
  told.push({ kind: 'visit', id: ended.id, version: ended.version });
}

async function register(world: DayWorld): Promise<string> {
  const reply = await world.clerk.reply('patients.register', await personAtTheDesk(world));
  if (reply.ok) {
    const { patient } = reply.value as { patient: { id: string } };
    world.told.push({ kind: 'patient', id: patient.id, version: 1 });
    world.patients.push(patient.id);
    return patient.id;
  }
  // The same card twice in a day: the clerk opens the patient that the desk names.
  if ('refusal' in reply && reply.refusal.code === 'already-registered') return String(reply.refusal.details.patientId);
  throw new Error(`nobody could be registered: ${JSON.stringify(reply)}`);
}

/** Nine in ten show a card of somebody in the register; now and then it is somebody else's. */
async function personAtTheDesk({ clerk, dice, members }: DayWorld): Promise<Registration> {
  const stranger = { ...somebody(dice), identifiers: [] };
  if (dice.below(10) === 0) return stranger;
  const number = sampleNumber(dice.below(members), REGISTER_SEED);
  const { members: found } = await clerk.ask('eligibility.findMembers', { text: number });
  const [member] = found;
  const identifiers = [{ kind: 'nssf' as const, raw: number }];
  if (member === undefined || member.birthDate === null || dice.below(50) === 0) return { ...stranger, identifiers };
  const isYear = member.birthDatePrecision === 'year';
  return {
    nameKm: member.nameKm,
    nameLatin: member.nameLatin,
    sex: member.sex ?? 'female',
    birthDate: isYear ? member.birthDate.slice(0, 4) : member.birthDate,
    birthDatePrecision: isYear ? 'year' : 'day',
    villageCode: null,
    identifiers,
    isSomebodyElse: true,
  };
}

function checkOf(patientId: string, dice: Dice): Check {
  const hasHef = dice.below(12) === 0;
  return {
    patientId,
    isIdentityShown: dice.below(15) !== 0,
    serviceCategory: dice.below(4) === 0 ? dice.pick(SERVICE_CATEGORIES) : 'outpatient',
    isEmergency: dice.below(20) === 0,
    workRelated: dice.below(25) === 0 ? 'injury' : 'no',
    hefCard: hasHef ? { group: 'poor', validFrom: null, validTo: null } : null,
  };
}

function endOf(visitId: string, dice: Dice): InputOf<TonleContract['visits.close']> {
  const outcome = dice.below(100) === 0 ? 'deceased' : dice.pick(VISIT_OUTCOMES.filter((one) => one !== 'deceased'));
  return { visitId, outcome, dischargeType: outcome === 'deceased' ? 'deceased' : 'authorised' };
}
