import type { MonthReport } from '../../shared/month/record.ts';
import type { Clerk } from './asks.ts';
import { openTestDesk, type TestDesk } from './desk.ts';
import { seededDice } from './dice.ts';
import { somebody } from './people.ts';

const HEF_CARD = { group: 'poor', validFrom: '2020-01-01', validTo: '2030-01-01' } as const;

/** A desk whose manager closes months. */
export interface MonthDesk {
  desk: TestDesk;
  manager: Clerk;
  /** Somebody with a card of the fund is seen on a day and goes home: a claim of 4,000 riel. Returns the visit's id. */
  seen(serviceDate: string): Promise<string>;
  reportOf(month: string): Promise<MonthReport>;
  /** Closes a month as it is now. */
  close(month: string): Promise<MonthReport>;
  /** Until the morning of that day. */
  waitUntil(day: string): Promise<void>;
}

export async function openMonthDesk(): Promise<MonthDesk> {
  const desk = await openTestDesk('memory');
  const manager = desk.clerk();
  const dice = seededDice(9);
  await manager.signIn('chan', '730264');
  const reportOf: MonthDesk['reportOf'] = async (month) => (await manager.ask('month.report', { month })).report;
  return {
    ...{ desk, manager, reportOf },
    async seen(serviceDate) {
      const { patient } = await manager.ask('patients.register', {
        ...somebody(dice),
        identifiers: [{ kind: 'hef', raw: `HEF ${dice.below(1e9)}` }],
      });
      const { check } = await manager.ask('eligibility.check', {
        ...{ patientId: patient.id, serviceDate, isIdentityShown: true, hefCard: HEF_CARD },
      });
      const { visit } = await manager.ask('visits.open', { patientId: patient.id, checkId: check.id });
      await manager.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
      return visit.id;
    },
    async close(month) {
      const { digest } = await reportOf(month);
      return (await manager.ask('month.close', { month, digest })).report;
    },
    async waitUntil(day) {
      desk.clock.advance(Date.parse(`${day}T03:00:00.000Z`) - desk.clock.nowMs());
      await manager.signIn('chan', '730264');
    },
  };
}
