import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKey } from '../../electron/node/folder.ts';
import { PRACTICE_PEOPLE } from '../../electron/node/practice.ts';
import { faultOfSqlite, openSqlite } from '../../electron/node/sqlite.ts';
import { createCore } from '../../shared/core.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { clerkOver } from '../support/asks.ts';
import { hostWithoutLine } from '../support/desk.ts';
import { type Spread, spreadOf, timed } from '../support/timings.ts';

export interface InsideTimes {
  save: Spread;
  search: Record<string, Spread>;
}

/** The same asks without a port between: what the core and its database take by themselves. */
export async function insideDesk(
  data: string,
  patients: readonly Patient[],
  texts: Record<string, string[]>,
): Promise<InsideTimes> {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    const { serve } = createCore({
      db,
      clock: { nowMs: () => Date.now() },
      random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
      host: hostWithoutLine(),
      log: () => undefined,
      faultOf: faultOfSqlite,
    });
    const clerk = clerkOver(serve);
    const [somebody] = PRACTICE_PEOPLE;
    if (somebody === undefined) throw new Error('nobody works in practice');
    await clerk.signIn(somebody.name, somebody.pin);
    const search: Record<string, Spread> = {};
    for (const [kind, kindTexts] of Object.entries(texts)) {
      search[kind] = spreadOf(await timed(kindTexts, (text) => clerk.ask('patients.search', { text })));
    }
    const wishes: { patientId: string; checkId: string }[] = [];
    for (const { id } of patients) {
      const { check } = await clerk.ask('eligibility.check', { patientId: id, isIdentityShown: true });
      wishes.push({ patientId: id, checkId: check.id });
    }
    const save = spreadOf(await timed(wishes, (wish) => clerk.ask('visits.open', wish)));
    return { save, search };
  } finally {
    db.close();
  }
}
