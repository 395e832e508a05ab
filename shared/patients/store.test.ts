import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { openTestDb } from '../../tests/support/desk.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { DESK_MAX, hasSilentExchange, parsePatientNumber } from './patient-number.ts';
import { nextPatientNumber } from './store.ts';

describe('the next patient number', () => {
  let folder: string;
  let db: SqliteDb;
  beforeAll(() => {
    folder = newFolder('patients');
    db = openTestDb(folder);
  });
  afterAll(() => {
    db.close();
    removeFolder(folder);
  });
  const countersOf = (facility: string, desk: number, count: number) => {
    db.script("DELETE FROM setting WHERE key = 'patientCounter'");
    return Array.from({ length: count }, () => {
      const read = parsePatientNumber(db.write((tx) => nextPatientNumber(tx, facility, desk)));
      return read.ok ? read.counter : 0;
    });
  };

  it('leaves out those in which two exchanged neighbours would go unnoticed', () => {
    const counters = countersOf('KT04', 2, 300);
    expect(counters.filter((counter) => hasSilentExchange({ facility: 'KT04', desk: 2, counter }))).toEqual([]);
    expect(counters.at(-1)).toBeGreaterThan(300);
    expect(counters.at(-1)).toBeLessThan(340);
    expect(new Set(counters).size).toBe(300);
  });

  it('is given where no counter can help, because the neighbours stand in the code and the desk', () => {
    for (const counter of [1, 2, 3, 99]) expect(hasSilentExchange({ facility: 'PRAC1', desk: 56, counter })).toBe(true);
    expect(countersOf('PRAC1', 56, 5)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is given at every desk of a facility', () => {
    for (const facility of ['PRAC1', 'KT04', 'PP014'])
      for (let desk = 1; desk <= DESK_MAX; desk += 1) expect(countersOf(facility, desk, 2)[0]).toBeGreaterThan(0);
  });
});
