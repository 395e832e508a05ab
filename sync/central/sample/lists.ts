import { cellsOf } from '../csv.ts';
import { type Name, type Names, SMALL_NAMES } from './names.ts';

/** Names from a file `part,name_km,name_latin,sex`; given names of no stated sex are anybody's. The small lists fill in. */
export function namesFrom(csv: string): Names {
  const rows = rowsOf(csv);
  const named = (part: string, sex: string): Name[] =>
    rows
      .filter(([rowPart, , , rowSex]) => rowPart === part && (rowSex === '' || rowSex === undefined || rowSex === sex))
      .map(([, khmer = '', latin = '']) => [khmer, latin] as const);
  return {
    family: [...SMALL_NAMES.family, ...named('family', '')],
    givenFemale: [...SMALL_NAMES.givenFemale, ...named('given', 'female')],
    givenMale: [...SMALL_NAMES.givenMale, ...named('given', 'male')],
  };
}

/** The village codes of a gazetteer file `code,level,unit,name_km,name_latin`. */
export function villagesFrom(csv: string): string[] {
  return rowsOf(csv)
    .filter(([, level]) => level === 'village')
    .map(([code = '']) => code);
}

function rowsOf(csv: string): string[][] {
  return csv
    .split(/\r?\n/)
    .slice(1)
    .map((line) => cellsOf(line) ?? [])
    .filter((cells) => cells.length > 1);
}
