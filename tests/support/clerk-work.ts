import type { Clerk } from './asks.ts';
import type { Dice } from './dice.ts';
import { type Registration, somebody } from './people.ts';

export interface Served {
  patientId: string;
  checkId: string;
  visitId: string;
}

/** One person from the door to the slip: registered, checked, and a visit opened. Three changes. */
export async function serve(clerk: Clerk, registration: Registration): Promise<Served> {
  const { patient } = await clerk.ask('patients.register', registration);
  const { check } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
  const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
  return { patientId: patient.id, checkId: check.id, visitId: visit.id };
}

export async function serveMany(clerk: Clerk, dice: Dice, count: number): Promise<Served[]> {
  const served: Served[] = [];
  for (let index = 0; index < count; index += 1) served.push(await serve(clerk, somebody(dice)));
  return served;
}
