import { type Day, dayAt, msOf } from '../../shared/base/time.ts';
import type { CentreReadDb } from './db.ts';
import { readSettings } from './settings.store.ts';

/** As of when the register can be asked, and in which state it is. */
export interface RegisterState {
  asOf: Day;
  version: number;
}

/**
 * Null while no import has come to its end: who is missing from half a register is not missing. While a later import
 * runs, the answer is as of the one before it.
 */
export async function registerState(db: CentreReadDb): Promise<RegisterState | null> {
  const { registerCompleteAt, registerVersion } = await readSettings(db);
  return registerCompleteAt === null ? null : { asOf: dayAt(msOf(registerCompleteAt)), version: registerVersion };
}
