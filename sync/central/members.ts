import { must } from '../../shared/base/assert.ts';
import { addMonths, type Day, isDay, isMonth } from '../../shared/base/time.ts';
import { nssfKey } from '../../shared/patients/identifiers.ts';
import type { RosterRow } from '../protocol/files.ts';
import type { Member } from './members.store.ts';

/** The columns that every register file has, in the order in which `make-members` writes them. */
export const MEMBER_COLUMNS = [
  'nssf_number',
  'name_km',
  'name_latin',
  'sex',
  'birth_date',
  'birth_date_precision',
  'village_code',
  'class',
  'relation',
  'principal_nssf_number',
  'is_disabled_or_chronic',
  'is_marriage_registered',
  'is_active',
  'valid_from',
  'valid_to',
  'paid_months',
] as const;
/** Columns that a register file may lack, which is as if they were empty. */
export const MEMBER_OPTIONAL_COLUMNS = ['contribution_group'] as const;
export type MemberColumn = (typeof MEMBER_COLUMNS)[number] | (typeof MEMBER_OPTIONAL_COLUMNS)[number];

/** A row of the register: what a desk needs to decide, and what the centre alone does. */
export type RegisterRow = RosterRow & Pick<Member, 'contributionGroup'>;

const NAME_CHARS_MAX = 120;
const NUMBER_CHARS_MAX = 40;
const PAID_MONTHS_MAX = 600;
const GROUP_CODE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._/-]{0,39}$/u;
const FIRST_MONTH = '1990-01';

/** Why a row is refused. Never repeats what the cell says: it is about a person. */
export class RowRefused extends Error {
  override name = 'RowRefused';
  readonly column: string | null;

  constructor(column: string | null, reason: string) {
    super(reason);
    this.column = column;
  }
}

/** A row of the register, with its key. */
export function memberOf(row: RegisterRow): Member {
  const key = must(nssfKey(row.nssfNumber), 'a row of the roster has an NSSF number');
  return { ...row, nssfKey: key, paidMonths: row.paidMonths.join(';') };
}

/** The row of a member as it travels to the desks. */
export function rosterRowOf({ nssfKey: _, contributionGroup: _group, paidMonths, ...member }: Member): RosterRow {
  return { ...member, paidMonths: paidMonths === '' ? [] : paidMonths.split(';') };
}

/** Reads one row of a register file. `cell` gives the trimmed text of a column. Throws `RowRefused`. */
export function readMember(cell: (column: MemberColumn) => string, today: Day): Member {
  const nssfNumber = cell('nssf_number');
  const key = nssfKey(nssfNumber);
  if (key === null) throw new RowRefused('nssf_number', 'is not an NSSF number (nnnnnnn-nnnnnnn-x)');
  const nameKm = name(cell('name_km'), 'name_km');
  const nameLatin = name(cell('name_latin'), 'name_latin');
  if (nameKm === null && nameLatin === null) throw new RowRefused('name_km', 'a name is needed, in Khmer or in Latin');
  const memberClass = oneOf(cell('class'), CLASSES, 'class');
  const validFrom = optionalDay(cell('valid_from'), 'valid_from');
  const validTo = optionalDay(cell('valid_to'), 'valid_to');
  if (validFrom !== null && validTo !== null && validTo < validFrom) {
    throw new RowRefused('valid_to', 'is before valid_from');
  }
  return {
    ...{ nssfKey: key, nssfNumber: nssfNumber.slice(0, NUMBER_CHARS_MAX), nameKm, nameLatin },
    sex: oneOf(cell('sex'), ['female', 'male'] as const, 'sex'),
    ...birth(cell('birth_date'), cell('birth_date_precision'), today),
    villageCode: village(cell('village_code')),
    class: memberClass,
    relation: relation(cell('relation'), memberClass),
    principalNssfNumber: principal(cell('principal_nssf_number')),
    isDisabledOrChronic: flag(cell('is_disabled_or_chronic'), 'is_disabled_or_chronic'),
    isMarriageRegistered: flag(cell('is_marriage_registered'), 'is_marriage_registered'),
    isActive: flag(cell('is_active'), 'is_active'),
    ...{ validFrom, validTo },
    paidMonths: months(cell('paid_months'), today),
    contributionGroup: group(cell('contribution_group')),
  };
}

const CLASSES = [
  'employee',
  'public-servant',
  'former-civil-servant',
  'veteran',
  'self-employed',
  'dependant',
] as const satisfies readonly RosterRow['class'][];

function name(text: string, column: MemberColumn): string | null {
  if (text === '') return null;
  if (text.length > NAME_CHARS_MAX) throw new RowRefused(column, `is longer than ${NAME_CHARS_MAX} characters`);
  if (/[\uFFFD\p{Cc}]/u.test(text)) throw new RowRefused(column, 'has broken characters; save the file as UTF-8');
  return text;
}

function oneOf<T extends string>(text: string, allowed: readonly T[], column: MemberColumn): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new RowRefused(column, `is none of ${allowed.join(', ')}`);
  return found;
}

const FILLED_FROM = { day: 10, month: 7, year: 4 } as const;

/** A day, or as much of it as the precision says; what lies beyond is filled with 01. */
function birth(text: string, precision: string, today: Day): Pick<Member, 'birthDate' | 'birthDatePrecision'> {
  const kind = precision === '' && text === '' ? 'unknown' : precision;
  const birthDatePrecision = oneOf(kind, ['day', 'month', 'year', 'unknown'] as const, 'birth_date_precision');
  if (birthDatePrecision === 'unknown') {
    if (text !== '') throw new RowRefused('birth_date_precision', 'is unknown, but there is a birth date');
    return { birthDate: null, birthDatePrecision };
  }
  const length = FILLED_FROM[birthDatePrecision];
  const birthDate = `${text.slice(0, length)}${'-01-01'.slice(length - 4)}`;
  if (text.length < length || !isDay(text.length === length ? birthDate : text)) {
    throw new RowRefused('birth_date', 'is not a day of the calendar (YYYY-MM-DD)');
  }
  if (birthDate > today || birthDate < '1890-01-01')
    throw new RowRefused('birth_date', 'is in the future or too long ago');
  return { birthDate, birthDatePrecision };
}

function village(text: string): string | null {
  if (text === '') return null;
  if (!/^\d{8}$/.test(text)) throw new RowRefused('village_code', 'is not a village code (eight digits)');
  return text;
}

function relation(text: string, memberClass: RosterRow['class']): RosterRow['relation'] {
  if (text === '') return null;
  if (memberClass !== 'dependant') throw new RowRefused('relation', 'is given, but the member is no dependant');
  return oneOf(text, ['child', 'spouse'] as const, 'relation');
}

function principal(text: string): string | null {
  if (text === '') return null;
  if (nssfKey(text) === null)
    throw new RowRefused('principal_nssf_number', 'is not an NSSF number (nnnnnnn-nnnnnnn-x)');
  return text;
}

const FLAGS: Record<string, boolean> = {
  '': false,
  '0': false,
  '1': true,
  false: false,
  true: true,
  no: false,
  yes: true,
};

function flag(text: string, column: MemberColumn): boolean {
  const read = Object.hasOwn(FLAGS, text) ? FLAGS[text] : FLAGS[text.toLowerCase()];
  if (read === undefined) throw new RowRefused(column, 'is none of true, false');
  return read;
}

function optionalDay(text: string, column: MemberColumn): Day | null {
  if (text === '') return null;
  if (!isDay(text)) throw new RowRefused(column, 'is not a day of the calendar (YYYY-MM-DD)');
  return text;
}

function group(text: string): string | null {
  if (text === '') return null;
  if (!GROUP_CODE.test(text)) {
    throw new RowRefused(
      'contribution_group',
      'is not the code of an employer or a round (at most 40 letters and digits)',
    );
  }
  return text;
}

/** Months in order, each once, joined as they are stored. A year ahead may be paid in advance; more is a slip. */
function months(text: string, today: Day): string {
  if (text === '') return '';
  const latest = addMonths(today.slice(0, 7), 12);
  const read = text.split(';').map((month) => month.trim());
  for (const month of read) {
    if (!isMonth(month)) throw new RowRefused('paid_months', 'has something that is not a month (YYYY-MM;YYYY-MM)');
    if (month < FIRST_MONTH || month > latest) throw new RowRefused('paid_months', 'has a month out of all range');
  }
  if (read.length > PAID_MONTHS_MAX) throw new RowRefused('paid_months', `has more than ${PAID_MONTHS_MAX} months`);
  return [...new Set(read)].sort().join(';');
}
