import type { Facility } from '../../shared/facility/record.ts';
import type { CentreReadDb } from './db.ts';
import { CentreFault } from './faults.ts';
import { hasVillages, unknownPlaces } from './places.store.ts';
import type { VillageRange } from './seen.store.ts';

const PLACES_MAX = 20;
const PLACE_CODE = /^(\d{2}){1,4}$/;

/** The places that a facility serves: codes of the gazetteer, most often districts, separated by commas. */
export function servedPlaces({ placeCode }: Pick<Facility, 'placeCode'>): string[] {
  const codes = (placeCode ?? '')
    .split(',')
    .map((code) => code.trim())
    .filter((code) => PLACE_CODE.test(code))
    .sort();
  // A place inside another one of the list adds nothing, and would give its members twice.
  return codes.filter((code, index) => !codes.some((other, at) => at < index && code.startsWith(other)));
}

export function villageRanges(codes: readonly string[]): VillageRange[] {
  return codes.map((code) => ({ low: code, high: `${code}~` }));
}

/** The codes as they are stored. Throws `CentreFault`. */
export async function readPlaceCodes(db: CentreReadDb, text: string): Promise<string> {
  const codes = text.split(',').map((code) => code.trim());
  const wrong = codes.find((code) => !PLACE_CODE.test(code));
  if (wrong !== undefined) {
    throw new CentreFault(
      `"${wrong}" is no place code: give districts of four digits, like 0102, several of them separated by commas.`,
    );
  }
  if (codes.length > PLACES_MAX) throw new CentreFault(`A facility serves at most ${PLACES_MAX} places.`);
  const [unknown] = (await hasVillages(db)) ? await unknownPlaces(db, codes) : [];
  if (unknown !== undefined)
    throw new CentreFault(`The gazetteer of this centre has no place with the code ${unknown}.`);
  return [...new Set(codes)].join(',');
}
