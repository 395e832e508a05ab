import type { Dhis2Mapping } from '../../../shared/claims/pack.record.ts';
import type { MonthReport, SectionFigures } from '../../../shared/month/record.ts';
import { type ExportSource, localDayOf } from './source.ts';

/** A figure of a section that the mapping gives no place. `column` is null where the section has none. */
export interface Unmapped {
  section: string;
  row: string;
  column: string | null;
  value: number;
}

interface DataValue {
  dataElement: string;
  categoryOptionCombo?: string;
  value: string;
}

/** What goes to `POST /api/dataValueSets`, as the Web API's documentation names its members. */
export interface DataValueSet {
  dataSet: string;
  /** Of a closed month: the day on which it was closed. */
  completeDate?: string;
  period: string;
  orgUnit: string;
  dataValues: DataValue[];
}

/** Whether this facility's figures have somewhere to go at all. */
export function hasPlace(mapping: Dhis2Mapping | null, facilityCode: string): mapping is Dhis2Mapping {
  return mapping !== null && Object.hasOwn(mapping.orgUnits, facilityCode);
}

/**
 * The figures that have a place. Several that share one are added, because DHIS2 keeps one value a place and the last
 * would replace the others; one that is told its place twice is there once. Zeros are sent: a figure that became zero after a correction has to replace the old one.
 */
export function dataValueSetOf(report: MonthReport, mapping: Dhis2Mapping): DataValueSet {
  const places = new Map<string, { element: DataValue; sum: number }>();
  for (const figure of figuresOf(report.sections)) {
    for (const [key, element] of placesOf(figure, mapping)) {
      const place = places.get(key) ?? { element, sum: 0 };
      place.sum += figure.value;
      places.set(key, place);
    }
  }
  return {
    dataSet: mapping.dataSet,
    // Figures that are counted anew are not those that were closed.
    ...(report.closing?.told === null ? { completeDate: localDayOf(report.closing.at) } : {}),
    period: report.month.replace('-', ''),
    orgUnit: mapping.orgUnits[report.facility.code] ?? '',
    dataValues: [...places.values()].map(({ element, sum }) => ({ ...element, value: String(sum) })),
  };
}

/** Where a figure goes, each place once. */
function placesOf(figure: Unmapped, mapping: Dhis2Mapping): Map<string, DataValue> {
  const elements = mapping.elements.filter((element) => isOf(element, figure));
  return new Map(
    elements.map(({ dataElement, categoryOptionCombo }) => [
      `${dataElement}/${categoryOptionCombo ?? ''}`,
      { dataElement, ...(categoryOptionCombo === null ? {} : { categoryOptionCombo }), value: '' },
    ]),
  );
}

/** What the file does not say, for the page on quality: every figure that is not zero and has no place. */
export function unmappedOf(report: MonthReport, mapping: Dhis2Mapping): Unmapped[] {
  return figuresOf(report.sections).filter(
    (figure) => figure.value !== 0 && !mapping.elements.some((element) => isOf(element, figure)),
  );
}

export function* dhis2Of({ report, mapping }: ExportSource): Generator<Uint8Array> {
  if (!hasPlace(mapping, report.facility.code)) throw new Error('a mapping is there before a file of it is made');
  yield Buffer.from(`${JSON.stringify(dataValueSetOf(report, mapping), null, 2)}\n`, 'utf8');
}

function figuresOf(sections: readonly SectionFigures[]): Unmapped[] {
  return sections.flatMap(({ section, rowKeys, columnKeys, cells }) =>
    rowKeys.flatMap((row, at) =>
      (cells[at] ?? []).map((value, column) => ({
        section: section.code,
        row,
        column: section.columns === null ? null : (columnKeys[column] ?? null),
        value,
      })),
    ),
  );
}

function isOf(element: Dhis2Mapping['elements'][number], figure: Unmapped): boolean {
  return element.section === figure.section && element.row === figure.row && element.column === figure.column;
}
