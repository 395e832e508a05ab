import type { MonthReport } from '../../shared/month/record.ts';
import type { Clerk } from './asks.ts';
import { openTestDesk, type TestDesk } from './desk.ts';
import { seededDice } from './dice.ts';
import { seen } from './export-desk.ts';

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
    seen: (serviceDate) => seen(manager, dice, serviceDate),
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
