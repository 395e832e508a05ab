import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cellsOf } from '../sync/central/csv.ts';
import { MEMBER_COLUMNS, MEMBER_OPTIONAL_COLUMNS, type MemberColumn, readMember } from '../sync/central/members.ts';

const COLUMNS: readonly MemberColumn[] = [...MEMBER_COLUMNS, ...MEMBER_OPTIONAL_COLUMNS];
const PROGRAM = fileURLToPath(new URL('make-members.ts', import.meta.url));

function make(...args: string[]): { status: number | null; out: string; err: string } {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], options);
  return { status, out: stdout, err: stderr };
}

test('an invented register is good from the first row to the last, and has the mix of the real one', () => {
  const today = '2026-03-10';
  const { status, out, err } = make('--count', '5000', '--seed', '3', '--today', today);
  expect([status, err]).toEqual([0, '']);
  const [header, ...lines] = out.trimEnd().split('\n');
  expect(header).toBe(COLUMNS.join(','));
  const members = lines.map((line) => {
    const cells = cellsOf(line) ?? [];
    return readMember((column) => cells[COLUMNS.indexOf(column)] ?? '', today);
  });
  expect(new Set(members.map(({ nssfKey }) => nssfKey)).size).toBe(5000);
  const share = (named: (member: (typeof members)[number]) => boolean) => members.filter(named).length / members.length;
  expect(share((member) => member.class === 'employee')).toBeCloseTo(0.57, 1);
  expect(share((member) => member.class === 'self-employed')).toBeCloseTo(0.19, 1);
  expect(share((member) => /[\u1780-\u17a2]$/.test(member.nssfNumber))).toBeGreaterThan(0.2);
  const numbers = new Set(members.map(({ nssfNumber }) => nssfNumber));
  const dependants = members.filter((member) => member.class === 'dependant');
  expect(dependants.every(({ principalNssfNumber }) => numbers.has(principalNssfNumber ?? ''))).toBe(true);
  const ofGroups = members.filter((member) => member.contributionGroup !== null);
  expect(ofGroups.length / members.length).toBeCloseTo(0.82, 1);
  expect(new Set(ofGroups.map((member) => member.contributionGroup)).size).toBeGreaterThan(100);
});

test('a renewal adds one month to nearly everybody of a group, and changes nothing else', () => {
  const made = (...more: string[]) => make('--count', '2000', '--seed', '3', '--today', '2026-03-10', ...more).out;
  const [before, after] = [made().split('\n'), made('--renewed', '2026-06').split('\n')];
  const changed = after.filter((line, index) => line !== before[index]);
  expect(changed.length / 2000).toBeCloseTo(0.82, 1);
  for (const line of changed) expect(before).toContain(line.replace(/;?2026-06,/, ','));
  expect(make('--count', '5', '--renewed', '2026-13').err).toMatch(/--renewed has to be/);
});

test('the same seed and day make the same file, another seed another one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tonle-members-'));
  const hash = (seed: string): string => {
    const out = join(folder, `${seed}.csv`);
    expect(make('--count', '1200', '--seed', seed, '--today', '2026-03-10', '--out', out)).toMatchObject({
      status: 0,
      out: '',
    });
    return createHash('sha256').update(readFileSync(out)).digest('hex');
  };
  expect(hash('4')).toBe(hash('4'));
  expect(hash('4')).not.toBe(hash('5'));
  rmSync(folder, { recursive: true });
});

test('says in one sentence what is wrong with its options', () => {
  for (const [args, said] of [
    [['--count', '0'], /--count has to be/],
    [['--count', '5', '--seed', 'x'], /--seed has to be/],
    [['--count', '5', '--today', '2026-02-30'], /--today has to be/],
    [['--cuont', '5'], /--cuont/],
  ] as const) {
    const { status, out, err } = make(...args);
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(said);
  }
});
