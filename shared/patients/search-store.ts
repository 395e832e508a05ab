import type { ReadDb, SqlParams } from '../base/db.ts';
import { villagesStartingWith } from '../facility/store.ts';
import { normalisePhone } from './identifiers.ts';
import { parsePatientNumber } from './patient-number.ts';
import type { SearchWish } from './search-rules.ts';

export type MatchedBy = 'patient-number' | 'identifier' | 'phone' | 'name' | 'village';
export interface Found {
  patientId: string;
  matchedBy: MatchedBy;
}

/** Past this many index rows a name is too common to rank: the clerk is told that there is more. */
const NAME_ROWS_MAX = 400;
const LAST_CODE_POINT = '\u{10ffff}';
const DIGITS_MIN = 3;

/**
 * Patients for what was typed, best first: an exact number, then numbers that start so, then names (narrowed by birth
 * year or date), then villages. Every step is a range of an index with a limit, so that the worst text costs little.
 */
export function findPatients(db: ReadDb, wish: SearchWish, text: string, limit: number): Found[] {
  const found = new Map<string, MatchedBy>();
  const add = (ids: readonly string[], matchedBy: MatchedBy) => {
    for (const id of ids) if (!found.has(id) && found.size < limit) found.set(id, matchedBy);
  };
  const number = parsePatientNumber(text);
  if (number.ok)
    add(
      ids(db, 'SELECT id AS patientId FROM patient WHERE patientNumber = @n', { n: number.number }),
      'patient-number',
    );
  if (wish.compact.length >= DIGITS_MIN && /\d/.test(wish.compact)) {
    add(byIdentifier(db, wish, limit), 'identifier');
    add(byPhone(db, wish, limit), 'phone');
    add(byPatientNumberPrefix(db, text, limit), 'patient-number');
  }
  if (wish.words.length > 0) add(byName(db, wish, limit), 'name');
  else if (wish.birthDate !== null || wish.birthYears !== null) add(byBirth(db, wish, limit), 'name');
  if (found.size === 0 && wish.words.length > 0) add(byVillage(db, wish, limit), 'village');
  return [...found].map(([patientId, matchedBy]) => ({ patientId, matchedBy }));
}

function ids(db: ReadDb, sql: string, params: SqlParams): string[] {
  return db.all(sql, params).map((row) => String(row.patientId));
}

function byIdentifier(db: ReadDb, wish: SearchWish, limit: number): string[] {
  // An NSSF number is kept as its 14 digits, the other kinds as upper-case letters and digits.
  const prefixes = new Set([wish.compact]);
  if (wish.digits.length >= 14) prefixes.add(wish.digits.slice(0, 14));
  return [...prefixes].flatMap((from) =>
    ids(
      db,
      'SELECT patientId FROM patientIdentifier WHERE normalised >= @from AND normalised < @to ORDER BY normalised LIMIT @limit',
      { from, to: from + LAST_CODE_POINT, limit },
    ),
  );
}

function byPhone(db: ReadDb, wish: SearchWish, limit: number): string[] {
  if (wish.words.some((word) => !/^\d+$/.test(word))) return [];
  return phonePrefixes(wish.digits).flatMap((from) =>
    ids(
      db,
      'SELECT id AS patientId FROM patient WHERE phoneKey >= @from AND phoneKey < @to ORDER BY phoneKey LIMIT @limit',
      { from, to: from + LAST_CODE_POINT, limit },
    ),
  );
}

/**
 * What a phone number that begins with these digits begins with where it is kept, with the country's code in place of
 * the leading 0. Two, where 855 may be the country's code or the number's own beginning.
 */
function phonePrefixes(digits: string): string[] {
  const whole = normalisePhone(digits);
  const afterCode = /^(?:00)?8550?(\d*)$/.exec(digits)?.[1];
  const begun = digits.startsWith('0') ? `+855${digits.slice(1)}` : digits;
  return [...new Set([whole ?? begun, ...(afterCode === undefined ? [] : [`+855${afterCode}`])])];
}

function byPatientNumberPrefix(db: ReadDb, text: string, limit: number): string[] {
  const from = text.trim().toUpperCase();
  if (!/^[A-Z0-9]{2,8}-/.test(from)) return [];
  return ids(
    db,
    'SELECT id AS patientId FROM patient WHERE patientNumber >= @from AND patientNumber < @to ORDER BY patientNumber LIMIT @limit',
    { from, to: from + LAST_CODE_POINT, limit },
  );
}

function birthClause(wish: SearchWish): { sql: string; params: SqlParams } {
  if (wish.birthDate !== null) {
    const year = Number(wish.birthDate.slice(0, 4));
    return { sql: 'AND birthYear BETWEEN @yearFrom AND @yearTo', params: { yearFrom: year, yearTo: year } };
  }
  if (wish.birthYears === null) return { sql: '', params: {} };
  return {
    sql: 'AND birthYear BETWEEN @yearFrom AND @yearTo',
    params: { yearFrom: wish.birthYears.from, yearTo: wish.birthYears.to },
  };
}

/** Patients with these words in their name; a text in both scripts names one person twice, so both have to fit. */
function byName(db: ReadDb, wish: SearchWish, limit: number): string[] {
  const scripts = [wish.words.filter(isKhmer), wish.words.filter((word) => !isKhmer(word))].filter(
    (words) => words.length > 0,
  );
  const [first = [], ...others] = scripts.map((words) => named(db, words, wish));
  const rest = others.map((found) => new Set(found));
  return rankByDate(
    db,
    first.filter((id) => rest.every((found) => found.has(id))),
    wish,
    limit,
  );
}

const isKhmer = (word: string) => /\p{Script=Khmer}/u.test(word);

/**
 * Names whose rotated key starts with the longest word, because it leaves the fewest rows, and holds every other word's
 * beginning.
 */
function named(db: ReadDb, words: readonly string[], wish: SearchWish): string[] {
  const [lead, ...others] = [...words].sort((a, b) => b.length - a.length);
  if (lead === undefined) return [];
  const birth = birthClause(wish);
  const params: SqlParams = { from: lead, to: lead + LAST_CODE_POINT, rowsMax: NAME_ROWS_MAX, ...birth.params };
  const containing = others.slice(0, 4).map((word, index) => {
    params[`word${index}`] = ` ${word}`;
    return `AND instr(' ' || key, @word${index}) > 0`;
  });
  return ids(
    db,
    `SELECT DISTINCT patientId FROM patientNameKey
     WHERE key >= @from AND key < @to ${birth.sql} ${containing.join(' ')} LIMIT @rowsMax`,
    params,
  );
}

/** The exact birth date first, then who was here last. */
function rankByDate(db: ReadDb, patientIds: string[], wish: SearchWish, limit: number): string[] {
  return ids(
    db,
    `SELECT patient.id AS patientId FROM json_each(@ids) AS wanted JOIN patient ON patient.id = wanted.value
     ORDER BY patient.birthDate = @birthDate DESC, patient.lastVisitOn DESC, patient.patientNumber LIMIT @limit`,
    { ids: JSON.stringify(patientIds), birthDate: wish.birthDate ?? '', limit },
  );
}

function byBirth(db: ReadDb, wish: SearchWish, limit: number): string[] {
  const from = wish.birthDate ?? `${wish.birthYears?.from ?? 0}-01-01`;
  const to = wish.birthDate ?? `${wish.birthYears?.to ?? 0}-12-31`;
  return ids(
    db,
    'SELECT id AS patientId FROM patient WHERE birthDate BETWEEN @from AND @to ORDER BY birthDate LIMIT @limit',
    {
      from,
      to,
      limit,
    },
  );
}

function byVillage(db: ReadDb, wish: SearchWish, limit: number): string[] {
  const villages = villagesStartingWith(db, wish.words.join(' '), 20);
  return ids(
    db,
    `SELECT patient.id AS patientId FROM json_each(@codes) AS wanted JOIN patient ON patient.villageCode = wanted.value
     ORDER BY patient.lastVisitOn DESC LIMIT @limit`,
    { codes: JSON.stringify(villages), limit },
  );
}
