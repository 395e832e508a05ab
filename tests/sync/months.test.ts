import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { DAY_MS } from '../../shared/base/time.ts';
import type { MonthSeen } from '../../sync/central/months.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { MORNING_MS } from '../support/clock.ts';
import { type DeskAtCentre, enrolDesk } from '../support/desk-at-centre.ts';
import { seededDice } from '../support/dice.ts';
import { seen } from '../support/export-desk.ts';
import { FACILITY } from '../support/facility.ts';

const MARCH = '2026-03';
const MINUTE_MS = 60_000;
const dice = seededDice(31);
let engines: Engine[];
let centre: TestCentre;
const desks: DeskAtCentre[] = [];
beforeAll(async () => {
  engines = await startEngines();
  centre = await TestCentre.start(must(engines[0], 'PGlite is always there'));
  centre.clock.ms = MORNING_MS;
  await centre.addFacility('KT01', { level: FACILITY.level });
  for (const _ of [1, 2]) desks.push(await enrolDesk(centre.url, await centre.enrolCode('KT01')));
  await pass(0);
});
afterAll(async () => {
  for (const desk of desks) await desk.close();
  await centre?.stop();
  for (const engine of [...engines].reverse()) await engine.stop();
});

async function pass(ms: number): Promise<void> {
  centre.clock.ms += ms;
  for (const { clock, clerk } of desks) {
    clock.advance(ms);
    await clerk.signIn('chan', '730264');
  }
}

async function meetAll(): Promise<void> {
  for (const desk of [...desks, ...desks]) {
    await pass(MINUTE_MS);
    await desk.meet();
  }
}

async function close({ clerk }: DeskAtCentre): Promise<void> {
  const { report } = await clerk.ask('month.report', { month: MARCH });
  await clerk.ask('month.close', { month: MARCH, digest: report.digest });
}

/** As the centre has it: desk, whether it counts, claims told, claims before and after the closing, all told. */
async function seenAtCentre() {
  const { lines } = await centre.command('month', { facility: 'KT01' });
  return lines
    .map((line) => JSON.parse(line) as MonthSeen)
    .sort((a, b) => a.deskNumber - b.deskNumber)
    .map(({ deskNumber, isInForce, told, counted, adjustments, agrees, isAllTold }) => {
      return { deskNumber, isInForce, claims: [told.claims, counted.claims, adjustments.claims], agrees, isAllTold };
    });
}

it('a month that two desks closed counts once at the centre, and is whole again when it was opened and closed anew', async () => {
  const [one, two] = [must(desks[0], 'a desk'), must(desks[1], 'another')];
  await seen(one.clerk, dice, '2026-03-09');
  await seen(one.clerk, dice, '2026-03-10');
  await meetAll();
  await seen(two.clerk, dice, '2026-03-10');
  await pass(25 * DAY_MS);
  await close(one);
  await pass(MINUTE_MS);
  await close(two);
  await meetAll();
  // The second desk told of three; what counts is the first, which did not have the third.
  expect(await seenAtCentre()).toEqual([
    { deskNumber: 1, isInForce: true, claims: [2, 2, 1], agrees: true, isAllTold: false },
    { deskNumber: 2, isInForce: false, claims: [3, 2, 1], agrees: false, isAllTold: false },
  ]);
  for (const { clerk } of [one, two]) {
    await clerk.ask('month.reopen', { month: MARCH, reason: 'a whole day was forgotten' });
    await meetAll();
  }
  await close(one);
  await meetAll();
  expect(await seenAtCentre()).toEqual([
    { deskNumber: 1, isInForce: true, claims: [3, 3, 0], agrees: true, isAllTold: true },
    { deskNumber: 2, isInForce: false, claims: [3, 3, 0], agrees: true, isAllTold: true },
  ]);
});
