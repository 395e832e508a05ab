import { utf8Pieces } from '../bytes.ts';
import { columnName, escaped, inSheet, type Sheet, STYLES, type Style, sheetXml } from './sheet.ts';
import { zipOf } from './zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** What offices in Cambodia have; where it is missing the program takes its own Khmer font. */
const FONT = 'Khmer OS Battambang';

/** The bytes of a workbook (Office Open XML, ECMA-376), made sheet by sheet and row by row. */
export function workbookOf(sheets: readonly Sheet[], about: { title: string; asOf: string }): Iterable<Uint8Array> {
  const part = (name: string, texts: Iterable<string>) => ({ name, content: utf8Pieces(texts) });
  return zipOf([
    part('[Content_Types].xml', [contentTypes(sheets)]),
    part('_rels/.rels', [relationships([`${OFFICE}/officeDocument`, 'xl/workbook.xml'], CORE)]),
    part('docProps/core.xml', [coreProperties(about)]),
    part('xl/workbook.xml', [workbook(sheets)]),
    part('xl/_rels/workbook.xml.rels', [
      relationships(...sheets.map((_, at) => [`${OFFICE}/worksheet`, `worksheets/sheet${at + 1}.xml`] as const), [
        `${OFFICE}/styles`,
        'styles.xml',
      ]),
    ]),
    part('xl/styles.xml', [styles()]),
    ...sheets.map((sheet, at) => part(`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet))),
  ]);
}

const CORE = [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'] as const;

function relationships(...targets: readonly (readonly [type: string, target: string])[]): string {
  const rows = targets.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${rows.join('')}</Relationships>`;
}

function contentTypes(sheets: readonly Sheet[]): string {
  const type = (part: string, name: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-${name}+xml"/>`;
  const ofSheet = 'officedocument.spreadsheetml.worksheet';
  return (
    `${XML}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    type('/xl/workbook.xml', 'officedocument.spreadsheetml.sheet.main') +
    type('/xl/styles.xml', 'officedocument.spreadsheetml.styles') +
    type('/docProps/core.xml', 'package.core-properties') +
    `${sheets.map((_, at) => type(`/xl/worksheets/sheet${at + 1}.xml`, ofSheet)).join('')}</Types>`
  );
}

function coreProperties({ title, asOf }: { title: string; asOf: string }): string {
  const at = new Date(asOf).toISOString().replace(/\.\d+Z$/, 'Z');
  return (
    `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<dc:title>${escaped(title)}</dc:title><dc:creator>Tonle</dc:creator>` +
    `<dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created></cp:coreProperties>`
  );
}

function workbook(sheets: readonly Sheet[]): string {
  const list = sheets.map(({ name }, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  const defined = (name: string, at: number, range: string) =>
    `<definedName name="_xlnm.${name}" localSheetId="${at}">${escaped(inSheet(sheets[at]?.name ?? '', range))}</definedName>`;
  const areas = sheets.flatMap(({ printedColumns }, at) =>
    printedColumns === null ? [] : [defined('Print_Area', at, `$A:$${columnName(printedColumns - 1)}`)],
  );
  const titles = sheets.map(({ frozenRows }, at) => defined('Print_Titles', at, `$${frozenRows}:$${frozenRows}`));
  return (
    `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>` +
    `<sheets>${list.join('')}</sheets><definedNames>${[...areas, ...titles].join('')}</definedNames><calcPr fullCalcOnLoad="1"/></workbook>`
  );
}

interface Look {
  font?: 'bold' | 'title' | 'small' | 'warning';
  fill?: 'header' | 'total';
  hasBorder?: true;
  format?: 'integer' | 'day' | 'share';
  align?: 'center' | 'wrap' | 'left' | 'right';
}

const LOOKS: Readonly<Record<Style, Look>> = {
  plain: {},
  title: { font: 'title' },
  heading: { font: 'bold' },
  header: { font: 'bold', fill: 'header', hasBorder: true, align: 'center' },
  text: { hasBorder: true, align: 'wrap' },
  line: { hasBorder: true, align: 'left' },
  number: { hasBorder: true, format: 'integer', align: 'right' },
  day: { hasBorder: true, format: 'day', align: 'right' },
  totalText: { font: 'bold', fill: 'total', hasBorder: true, align: 'left' },
  totalNumber: { font: 'bold', fill: 'total', hasBorder: true, format: 'integer', align: 'right' },
  note: { font: 'small' },
  warning: { font: 'warning' },
  share: { hasBorder: true, format: 'share', align: 'right' },
};
const FONTS = ['plain', 'bold', 'title', 'small', 'warning'] as const;
const FILLS = ['none', 'gray125', 'header', 'total'] as const;
/** 3 is `#,##0` and 10 is `0.00%` in every workbook; the day has a format of its own. */
const FORMATS = { integer: 3, day: 164, share: 10 } as const;
const ALIGNMENTS = {
  center: 'horizontal="center" vertical="center" wrapText="1"',
  wrap: 'horizontal="left" vertical="center" indent="1" wrapText="1"',
  left: 'horizontal="left" vertical="center" indent="1"',
  right: 'horizontal="right" vertical="center"',
} as const;

function styles(): string {
  const font = (size: number, more = '') =>
    `<font>${more}<sz val="${size}"/><name val="${FONT}"/><family val="2"/></font>`;
  const fonts = [
    font(10),
    font(10, '<b/>'),
    font(14, '<b/>'),
    font(9),
    `<font><b/><sz val="11"/><color rgb="FFB3261E"/><name val="${FONT}"/><family val="2"/></font>`,
  ];
  const solid = (colour: string) =>
    `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
  const fills = [
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    solid('DCE8EE'),
    solid('F0F0F0'),
  ];
  const side = (name: string) => `<${name} style="thin"><color rgb="FF9AA5AB"/></${name}>`;
  const border = `<border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border>`;
  const list = (name: string, items: readonly string[]) =>
    `<${name} count="${items.length}">${items.join('')}</${name}>`;
  return (
    `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>` +
    list('fonts', fonts) +
    list('fills', fills) +
    list('borders', ['<border><left/><right/><top/><bottom/><diagonal/></border>', border]) +
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']) +
    list(
      'cellXfs',
      STYLES.map((style) => formatOf(LOOKS[style])),
    ) +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  );
}

function formatOf({ font, fill, hasBorder, format, align }: Look): string {
  const numbers =
    `numFmtId="${format === undefined ? 0 : FORMATS[format]}" fontId="${FONTS.indexOf(font ?? 'plain')}" ` +
    `fillId="${FILLS.indexOf(fill ?? 'none')}" borderId="${hasBorder === undefined ? 0 : 1}" xfId="0"`;
  const applies = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"';
  if (align === undefined) return `<xf ${numbers} ${applies}/>`;
  return `<xf ${numbers} ${applies} applyAlignment="1"><alignment ${ALIGNMENTS[align]}/></xf>`;
}
