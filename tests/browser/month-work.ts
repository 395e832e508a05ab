import type { SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import type { Clerk } from '../support/asks.ts';
import { seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';

type Service = (typeof SERVICE_CATEGORIES)[number];
const SERVICES: readonly Service[] = [
  'outpatient',
  'outpatient',
  'outpatient',
  'emergency',
  'outpatient',
  'delivery',
  'outpatient',
  'birth-spacing',
  'outpatient',
  'general-check-up',
];

/**
 * The visits of some weeks, one after the other on days of a month: most with an equity card, some who pay themselves; all
 * but a few are closed.
 * @param days the days of service, each with how many come on it
 */
export async function spendMonth(clerk: Clerk, days: readonly (readonly [string, number])[]): Promise<void> {
  const dice = seededDice(5);
  let visits = 0;
  for (const [serviceDate, count] of days) {
    for (let index = 0; index < count; index += 1) {
      visits += 1;
      const service = SERVICES[visits % SERVICES.length] ?? 'outpatient';
      const told = somebody(dice);
      const sex = service === 'delivery' ? 'female' : told.sex;
      const registration = { ...told, sex, identifiers: [] };
      const { patient } = await clerk.ask('patients.register', registration);
      const hasCard = visits % 4 !== 3;
      const { check } = await clerk.ask('eligibility.check', {
        ...{ patientId: patient.id, serviceDate, serviceCategory: service, isIdentityShown: true },
        hefCard: hasCard ? { group: 'poor', validFrom: '2020-01-01', validTo: '2039-12-31' } : null,
      });
      const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
      if (visits % 9 === 0) continue;
      await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    }
  }
}
