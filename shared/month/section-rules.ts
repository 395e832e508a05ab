import { addDays, addMonths, ageOn, daysBetween, type Month } from '../base/time.ts';
import type { AgeBand, Dimension, Measure, ReferencePack, ReportSection } from '../claims/pack.record.ts';
import type { ClaimDetails } from '../claims/record.ts';
import { PAYERS, SERVICE_CATEGORIES } from '../eligibility/record.ts';
import { DEPARTMENTS, DISCHARGE_TYPES, VISIT_OUTCOMES, VISIT_TYPES } from '../visits/record.ts';
import type { VisitFacts } from './figures.record.ts';

/** For dimensions in which a visit that is still open says nothing. */
export const NOT_SAID = 'none';

/** The band of somebody's age on the day of service: the last that has begun. */
export function ageBandOf(
  { birthDate, serviceDate }: Pick<VisitFacts, 'birthDate' | 'serviceDate'>,
  bands: readonly AgeBand[],
): string {
  const [days, years] = [daysBetween(birthDate, serviceDate), ageOn(birthDate, serviceDate)];
  const hasBegun = (band: AgeBand) => ('fromDays' in band ? band.fromDays <= days : band.fromYears <= years);
  return (bands.findLast(hasBegun) ?? bands[0])?.code ?? NOT_SAID;
}

/** What a visit says in a dimension. */
export function saidOf(visit: VisitFacts, dimension: Dimension, ageBand: string): string {
  switch (dimension) {
    case 'sex':
      return visit.sex;
    case 'age-band':
      return ageBand;
    case 'payer':
      return visit.payer;
    case 'service':
      return visit.service;
    case 'department':
      return visit.department;
    case 'visit-type':
      return visit.visitType;
    case 'outcome':
      return visit.outcome ?? NOT_SAID;
    case 'discharge':
      return visit.discharge ?? NOT_SAID;
    case 'new-or-return':
      return visit.isReturn ? 'return' : 'new';
    case 'referred':
      return referredOf(visit);
    case 'day':
      return visit.serviceDate;
  }
}

function referredOf({ isReferredIn, discharge }: VisitFacts): string {
  const isOut = discharge === 'refer-out';
  if (isReferredIn) return isOut ? 'in-and-out' : 'in';
  return isOut ? 'out' : 'no';
}

/** All values of a dimension, in the order of a table; `day` has the days of the month. */
export function keysOf(dimension: Dimension, month: Month, bands: readonly AgeBand[]): readonly string[] {
  switch (dimension) {
    case 'sex':
      return ['female', 'male'];
    case 'age-band':
      return bands.map(({ code }) => code);
    case 'payer':
      return PAYERS;
    case 'service':
      return SERVICE_CATEGORIES;
    case 'department':
      return DEPARTMENTS;
    case 'visit-type':
      return VISIT_TYPES;
    case 'outcome':
      return [...VISIT_OUTCOMES, NOT_SAID];
    case 'discharge':
      return [...DISCHARGE_TYPES, NOT_SAID];
    case 'new-or-return':
      return ['new', 'return'];
    case 'referred':
      return ['no', 'in', 'out', 'in-and-out'];
    case 'day':
      return daysOf(month);
  }
}

export function daysOf(month: Month): string[] {
  const days: string[] = [];
  const end = `${addMonths(month, 1)}-01`;
  for (let day = `${month}-01`; day < end; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The keys of a section's table: those of its dimension that its condition lets through. */
export function sectionKeys(
  section: ReportSection,
  dimension: Dimension,
  month: Month,
  bands: readonly AgeBand[],
): string[] {
  const wanted = section.where[dimension];
  return keysOf(dimension, month, bands).filter((key) => wanted === undefined || wanted.includes(key));
}

/**
 * What a visit adds to a measure. A stay that nobody wrote down counts as one day, and so does one that ended on the day
 * it began; births are what the claim says.
 */
export function measured(measure: Measure, visit: VisitFacts): number {
  const { claimDetails: details } = visit;
  switch (measure) {
    case 'visits':
      return 1;
    case 'deaths':
      return visit.outcome === 'deceased' ? 1 : 0;
    case 'live-births':
      return details?.liveBirths ?? 0;
    case 'still-births':
      return details?.stillBirths ?? 0;
    case 'bed-days':
      return visit.visitType === 'inpatient' ? stayDays(details) : 0;
  }
}

function stayDays(details: ClaimDetails | null): number {
  if (details === null || details.admittedOn === null || details.dischargedOn === null) return 1;
  return Math.max(1, daysBetween(details.admittedOn, details.dischargedOn));
}

/** Where a visit adds to a section, or null where it does not belong. `column` is empty where the section has one. */
export function cellOf(
  section: ReportSection,
  visit: VisitFacts,
  ageBand: string,
): { row: string; column: string } | null {
  for (const [dimension, values] of Object.entries(section.where)) {
    if (values !== undefined && !values.includes(saidOf(visit, dimension as Dimension, ageBand))) return null;
  }
  return {
    row: saidOf(visit, section.rows, ageBand),
    column: section.columns === null ? '' : saidOf(visit, section.columns, ageBand),
  };
}

/** Without a pack there are no sections and no bands, and the figures that need none are counted all the same. */
export type CountingPack = Pick<ReferencePack, 'id' | 'ageBands' | 'returnWithinDays' | 'sections'>;
