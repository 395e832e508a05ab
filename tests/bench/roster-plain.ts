import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { dropCaches, percentiles } from './roster-figures.ts';
import { allMembers, benchMember } from './roster-members.ts';

/** The same members in a plain, unencrypted table, as one would write it without thinking of size or thieves. */
export function measurePlain(file: string, count: number) {
  const startedMs = performance.now();
  const db = new Database(file);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.exec(`CREATE TABLE member (id TEXT PRIMARY KEY, nssfNumber TEXT UNIQUE, birthDate TEXT, class TEXT, relation TEXT,
    isDisabledOrChronic INTEGER, isMarriageRegistered INTEGER, isActive INTEGER, validFrom TEXT, validTo TEXT,
    paidMonths TEXT, updatedAt TEXT)`);
  const insert = db.prepare('INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const id = (index: number) => `0199a6c0-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
  const flag = (is: boolean) => (is ? 1 : 0);
  let index = 0;
  db.exec('BEGIN');
  for (const one of allMembers(count)) {
    const flags = [flag(one.isDisabledOrChronic), flag(one.isMarriageRegistered), flag(one.isActive)];
    insert.run(
      ...[id(index), one.nssfKey, one.birthDate, one.class, one.relation, ...flags],
      ...[one.validFrom, one.validTo, one.paidMonths.join(';'), '2026-10-01T00:00:00.000Z'],
    );
    index += 1;
  }
  db.exec('COMMIT');
  const seconds = (performance.now() - startedMs) / 1000;
  const find = db.prepare('SELECT * FROM member WHERE nssfNumber = ?');
  const times: number[] = [];
  let hits = 0;
  for (let turn = 0; turn < 20_000; turn += 1) {
    const { nssfKey } = benchMember((turn * 7919 * 31) % count);
    const before = performance.now();
    if (find.get(nssfKey) !== undefined) hits += 1;
    times.push(performance.now() - before);
  }
  db.close();
  return {
    cold: measureCold(file, count),
    fileMB: statSync(file).size / 1e6,
    buildSeconds: seconds,
    hits: hits / 20_000,
    lookupMs: percentiles(times),
  };
}

/** As the roster's own cold look-ups are measured, so that the disk of the moment is in both. */
function measureCold(file: string, count: number) {
  const times: number[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    if (!dropCaches()) return null;
    const db = new Database(file, { readonly: true });
    const find = db.prepare('SELECT * FROM member WHERE nssfNumber = ?');
    const { nssfKey } = benchMember((turn * 7919 * 31) % count);
    const before = performance.now();
    find.get(nssfKey);
    times.push(performance.now() - before);
    db.close();
  }
  return percentiles(times);
}
