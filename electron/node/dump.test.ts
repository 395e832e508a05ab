import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serve } from '../../tests/support/clerk-work.ts';
import { openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import { seededDice } from '../../tests/support/dice.ts';
import { somebody } from '../../tests/support/people.ts';
import { dumpLines } from './dump.ts';
import { openSqlite } from './sqlite.ts';

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk('memory');
});
afterEach(() => desk.close());

it('writes every version of every record, and no secret', async () => {
  const clerk = desk.clerk();
  await clerk.signIn('vanna', '481920');
  const { patientId, checkId, visitId } = await serve(clerk, { ...somebody(seededDice(1)), identifiers: [] });
  await clerk.ask('visits.close', { visitId, outcome: 'improved' });
  const text = [...dumpLines(desk.db)];
  const lines = text.map(
    (line) => JSON.parse(line) as { kind: string; id: string; version: number; state: string; device: string },
  );
  expect(
    lines.filter(({ state }) => state !== 'local').map(({ kind, id, version, state }) => [kind, id, version, state]),
  ).toEqual([
    ['patient', patientId, 1, 'waiting'],
    ['eligibility-check', checkId, 1, 'waiting'],
    ['visit', visitId, 1, 'waiting'],
    ['visit', visitId, 2, 'waiting'],
    ['claim', visitId, 1, 'waiting'],
  ]);
  expect(new Set(lines.map(({ device }) => device)).size).toBe(1);
  expect(lines.filter(({ kind }) => kind === 'staff')).toHaveLength(3);
  expect(lines.filter(({ kind }) => kind === 'audit').length).toBeGreaterThanOrEqual(5);
  expect(text.join('\n')).not.toMatch(new RegExp(`argon2|deviceToken|${clerk.session}`));
});

it('reads beside a desk that goes on writing', async () => {
  const clerk = desk.clerk();
  await clerk.signIn('vanna', '481920');
  const dice = seededDice(2);
  for (let index = 0; index < 5; index += 1) await clerk.ask('patients.register', somebody(dice));
  const beside = openSqlite(join(desk.folder, 'desk.db'), new Uint8Array(32).fill(7), 'all');
  const lines = dumpLines(beside);
  lines.next();
  await clerk.ask('patients.register', somebody(dice));
  expect([...lines].filter((line) => line.includes('"kind":"patient"'))).toHaveLength(6);
  beside.close();
});
