import { isDay } from '../../shared/base/time.ts';
import type { Dhis2Mapping, Dimension, ReferencePack, ReportSection } from '../../shared/claims/pack.record.ts';
import { LINES_MAX, QUANTITY_MAX, RIEL_MAX } from '../../shared/claims/record.ts';
import { sectionKeys } from '../../shared/month/section-rules.ts';

/** So that the dearest claim that can be written is a sum that can be written. */
const RATE_RIEL_MAX = RIEL_MAX / (LINES_MAX * QUANTITY_MAX);

/** At least. */
const DAYS_A_YEAR = 365;
const BAND_DAYS_MAX = DAYS_A_YEAR - 1;

/** What cannot be used of a pack, and what two rows of it say against each other: one of them would count in silence. */
export function wrongInPack(pack: ReferencePack): string | null {
  return wrongInText(pack) ?? doubledIn(pack) ?? wrongInRates(pack) ?? wrongInBands(pack) ?? wrongInMapping(pack);
}

function wrongInText(pack: ReferencePack): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(pack.id)) return 'id cannot be used (letters, digits, dots and dashes)';
  return hasUnreadable(pack) ? 'there are characters in it that nobody can read' : null;
}

function hasUnreadable(value: unknown): boolean {
  if (typeof value === 'string') return /[\p{Cc}\p{Cs}]/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnreadable);
}

function doubledIn({ rates, categories, checklist, paymentCodes, ageBands, sections, dhis2 }: ReferencePack) {
  const lists: Record<string, readonly string[]> = {
    rates: rates.map(({ payer, level, category }) => `${payer} ${level} ${category}`),
    categories: categories.map(({ code }) => code),
    checklist: checklist.map(({ code }) => code),
    paymentCodes: paymentCodes.map(({ payer, for: of }) => `${payer} ${of}`),
    ageBands: ageBands.map(({ code }) => code),
    sections: sections.map(({ code }) => code),
    // A figure may go to several places, and to each of them once.
    'dhis2.elements': (dhis2?.elements ?? []).map(({ section, row, column, dataElement, categoryOptionCombo }) =>
      [section, row, column ?? '-', dataElement, categoryOptionCombo ?? '-'].join(' '),
    ),
  };
  for (const [list, keys] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [index, key] of keys.entries()) {
      if (seen.has(key)) return `${list}.${index} is there twice (${key})`;
      seen.add(key);
    }
  }
  return null;
}

function wrongInRates({ rates, categories }: ReferencePack): string | null {
  const dear = rates.findIndex(({ amountRiel }) => amountRiel > RATE_RIEL_MAX);
  if (dear >= 0) return `rates.${dear}.amountRiel cannot be used (at most ${RATE_RIEL_MAX})`;
  const known = new Set(categories.map(({ code }) => code));
  const nowhere = rates.findIndex(({ category }) => !known.has(category));
  return nowhere < 0 ? null : `rates.${nowhere} is for a category that it does not have (${rates[nowhere]?.category})`;
}

/** A band is looked for from the oldest on, and years are counted in years: 365 days may be one of them or none. */
function wrongInBands({ ageBands }: ReferencePack): string | null {
  let last = -1;
  for (const [index, band] of ageBands.entries()) {
    const isInDays = 'fromDays' in band;
    if (isInDays && band.fromDays > BAND_DAYS_MAX)
      return `ageBands.${index}.fromDays cannot be used (at most ${BAND_DAYS_MAX}; from a year on it is fromYears)`;
    const days = isInDays ? band.fromDays : band.fromYears * DAYS_A_YEAR;
    if (index === 0 && days !== 0) return 'ageBands.0 has to begin at birth (fromDays 0)';
    if (days <= last) return `ageBands.${index} has to begin after the one before it (${band.code})`;
    last = days;
  }
  return null;
}

/** A figure without a place is named in the report; a place without a figure would stay empty for ever in silence. */
function wrongInMapping(pack: ReferencePack): string | null {
  const sections = new Map(pack.sections.map((section) => [section.code, section]));
  for (const [index, element] of (pack.dhis2?.elements ?? []).entries()) {
    const wrong = wrongInElement(pack, sections.get(element.section), element);
    if (wrong !== null) return `dhis2.elements.${index} is for a ${wrong}`;
  }
  return null;
}

function wrongInElement(
  pack: ReferencePack,
  section: ReportSection | undefined,
  { section: code, row, column }: Dhis2Mapping['elements'][number],
): string | null {
  if (section === undefined) return `section that it does not have (${code})`;
  if (!hasKey(pack, section, section.rows, row)) return `row that section ${code} does not have (${row})`;
  const isThere =
    section.columns === null ? column === null : column !== null && hasKey(pack, section, section.columns, column);
  return isThere ? null : `column that section ${code} does not have (${column ?? 'none'})`;
}

function hasKey({ ageBands, validFrom }: ReferencePack, section: ReportSection, dimension: Dimension, key: string) {
  // A table of days has those of its month, whichever that is.
  const month = dimension === 'day' && isDay(key) ? key.slice(0, 7) : validFrom.slice(0, 7);
  return sectionKeys(section, dimension, month, ageBands).includes(key);
}
