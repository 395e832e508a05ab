import { PRACTICE_FACILITY } from '../facility/practice.record.ts';
import type { Dhis2Mapping, ReferencePack } from './pack.record.ts';
import { BUILT_IN_PACKS } from './packs.ts';

/** Identifiers of the shape that DHIS2 wants; no server knows them. */
const uid = (letter: string, number: number) => `${letter}${String(number).padStart(10, '0')}`;

/** One data element a section, one combination of options a cell. */
function practiceMapping({ ageBands, sections }: ReferencePack): Dhis2Mapping {
  const elements = sections.flatMap(({ code, rows, columns }, index) => {
    if (rows !== 'age-band' || (columns !== null && columns !== 'sex')) return [];
    const columnKeys = columns === null ? [null] : ['female', 'male'];
    return ageBands.flatMap((band, row) =>
      columnKeys.map((column, place) => ({
        ...{ section: code, row: band.code, column },
        dataElement: uid('E', index + 1),
        categoryOptionCombo: uid('C', row * 2 + place + 1),
      })),
    );
  });
  return { dataSet: uid('D', 1), orgUnits: { [PRACTICE_FACILITY.code]: uid('O', 1) }, elements };
}

/** What the practice centre publishes: the program's own packs with a mapping of which nothing is real. */
export const PRACTICE_PACKS: readonly ReferencePack[] = BUILT_IN_PACKS.map((pack) => ({
  ...pack,
  dhis2: practiceMapping(pack),
}));
