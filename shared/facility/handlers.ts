import { searchFold } from '../base/text.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { facilityContract } from './contract.ts';
import type { Host } from './host.ts';
import { placeWithPath, villagesStartingWith } from './store.ts';

export const facilityHandlers: Handlers<typeof facilityContract, Host> = {
  'places.search': (db, input) => {
    const fold = searchFold(input.text);
    if (fold === '') return { places: [] };
    const places = villagesStartingWith(db, fold, input.limit).flatMap((code) => placeWithPath(db, code) ?? []);
    return { places };
  },
};
