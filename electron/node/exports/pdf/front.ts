import { must } from '../../../../shared/base/assert.ts';
import type { MonthReport } from '../../../../shared/month/record.ts';
import { hasPlace, unmappedOf } from '../dhis2.ts';
import { payerTables } from '../groups.ts';
import type { ExportSource } from '../source.ts';
import {
  CLAIM_STATE_WORDS,
  categoryWords,
  closedTold,
  keyWords,
  momentWords,
  monthWords,
  PAYER_WORDS,
  type PaperWords,
  paymentWords,
  QUALITY_WORDS,
  riel,
  SAYS,
  STATE_WORDS,
  WHY_WORDS,
  warningsOf,
  wordsOf,
} from '../words.ts';
import { type Faces, MARGIN } from './page.ts';
import { type Column, Paper, type TableRow } from './paper.ts';

const right = (words: PaperWords, share: number): Column => ({ words, share, align: 'right' });
const left = (words: PaperWords, share: number): Column => ({ words, share });
const line = ({ km, en }: PaperWords) => (km === en ? km : `${km} · ${en}`);

/** Everything before the list of lines: who and when, what is claimed, signatures, activity, quality. */
export function frontOf({ report, mapping }: ExportSource, faces: Faces): Paper {
  const paper = new Paper(faces);
  head(paper, report);
  summary(paper, report);
  adjustments(paper, report);
  signatures(paper, report);
  paper.newPage();
  activity(paper, report);
  quality(paper, report, mapping);
  return paper;
}

function head(paper: Paper, report: MonthReport): void {
  const { facility } = report;
  const { page } = paper;
  const middle = page.width / 2;
  page.text(SAYS.kingdom.km, middle, paper.y + 10, { size: 11, isBold: true, align: 'center' });
  page.text(SAYS.motto.km, middle, paper.y + 27, { size: 10, align: 'center' });
  page.text(facility.nameKm, MARGIN, paper.y + 48, { size: 11, isBold: true });
  page.text(`${facility.nameLatin} · ${facility.code} · ${facility.level}`, MARGIN, paper.y + 63, {
    size: 8.5,
    colour: 'faint',
  });
  page.text(SAYS.title.km, middle, paper.y + 90, { size: 14, isBold: true, align: 'center' });
  const month = monthWords(report.month);
  page.text(`${SAYS.month.km} ${month.km} · ${SAYS.title.en}, ${month.en}`, middle, paper.y + 109, {
    size: 9.5,
    align: 'center',
  });
  paper.skip(124);
  for (const [words, value] of headLines(report)) paper.paragraph(`${line(words)}៖ ${value}`);
  for (const words of warningsOf(report)) paper.paragraph(line(words), { colour: 'alarm', isBold: true, size: 10 });
}

function headLines(report: MonthReport): (readonly [PaperWords, string])[] {
  const { closing, reopening } = report;
  return [
    [SAYS.state, `${line(wordsOf(STATE_WORDS, report.state))} (${SAYS.revision.km} ${report.revision})`],
    [SAYS.asOf, momentWords(report.asOf)],
    ...(closing === null ? [] : [[SAYS.closedBy, `${closing.byName}, ${momentWords(closing.at)}`] as const]),
    ...closedTold(report),
    ...(reopening === null ? [] : [[SAYS.reason, `${reopening.reason} (${reopening.byName})`] as const]),
    [SAYS.desk, String(report.deskNumber)],
    [SAYS.digest, report.digest],
  ];
}

const SUMMARY_COLUMNS = [
  left(SAYS.paymentCode, 16),
  left(SAYS.category, 22),
  right(SAYS.unit, 11),
  right(SAYS.cases, 8),
  right(SAYS.quantity, 9),
  right(SAYS.amount, 14),
  right(SAYS.held, 9),
  right(SAYS.returned, 12),
  right(SAYS.denied, 10),
  right(SAYS.resent, 12),
];

/** Nothing costs nothing: there is no rate. */
const NO_RATE = '–';

function summary(paper: Paper, report: MonthReport): void {
  for (const { words, rows, totals } of payerTables(report)) {
    const body = rows.map((row): TableRow => {
      const counts = [row.held, row.returned, row.denied, row.resent];
      return {
        cells: [
          [row.paymentCode ?? '', paymentWords(report, row.paymentCode).km].filter((text) => text !== '').join('\n'),
          categoryWords(report, row.category).km,
          row.unitRiel === 0 ? NO_RATE : riel(row.unitRiel),
          ...[row.cases, row.quantity, row.amountRiel, ...counts].map(riel),
        ],
      };
    });
    const { cases, quantity, amountRiel, held, returned, denied, resent } = totals;
    const sums = [cases, quantity, amountRiel, held, returned, denied, resent].map(riel);
    paper.table(SUMMARY_COLUMNS, [...body, { cells: [line(SAYS.total), '', '', ...sums], isTotal: true }], words);
  }
  const adjusted = report.adjustments.reduce((sum, { amountRiel }) => sum + amountRiel, 0);
  paper.table(
    [left(SAYS.payable, 70), right(SAYS.amount, 30)],
    [
      { cells: [line(SAYS.claimed), riel(report.claims.claimed.amountRiel)] },
      { cells: [line(SAYS.adjusted), riel(adjusted)] },
      { cells: [line(SAYS.payable), riel(report.payableRiel)], isTotal: true },
    ],
    SAYS.payable,
  );
}

function adjustments(paper: Paper, report: MonthReport): void {
  if (report.adjustments.length === 0) return;
  paper.table(
    [
      left(SAYS.month, 14),
      left(SAYS.why, 30),
      left(SAYS.payer, 20),
      right(SAYS.records, 12),
      right(SAYS.visits, 14),
      right(SAYS.claims, 14),
      right(SAYS.amount, 18),
    ],
    report.adjustments.map(({ month, why, payer, records, visits, claims, amountRiel }) => ({
      cells: [
        monthWords(month).km,
        wordsOf(WHY_WORDS, why).km,
        wordsOf(PAYER_WORDS, payer).km,
        ...[records, visits, claims, amountRiel].map(riel),
      ],
    })),
    SAYS.adjustments,
  );
}

/** What is signed for and three places to sign, with room for a stamp; they are never parted by the end of a page. */
const SIGN_HEIGHT = 146;

function signatures(paper: Paper, report: MonthReport): void {
  paper.need(SIGN_HEIGHT);
  paper.skip(24);
  const { page: signed, y: top } = paper;
  signed.text(line(SAYS.payable), MARGIN, top, { size: 10, isBold: true });
  signed.text(riel(report.payableRiel), MARGIN + paper.width, top, { size: 10, isBold: true, align: 'right' });
  paper.skip(16);
  const width = paper.width / 3;
  for (const [at, words] of [SAYS.prepared, SAYS.checked, SAYS.approved].entries()) {
    const middle = MARGIN + width * (at + 0.5);
    const { page, y } = paper;
    page.text(SAYS.signDay.km, middle, y + 10, { size: 8, align: 'center' });
    page.text(words.km, middle, y + 27, { size: 9.5, isBold: true, align: 'center' });
    page.text(words.en, middle, y + 39, { size: 7, colour: 'faint', align: 'center' });
    page.line(middle - width * 0.36, y + 92, middle + width * 0.36, y + 92);
    page.text(SAYS.signHere.km, middle, y + 104, { size: 7.5, colour: 'faint', align: 'center' });
  }
  paper.skip(SIGN_HEIGHT - 40);
}

/** More columns than this do not fit beside each other; they follow below with the rows' names once more. */
const COLUMNS_MAX = 14;

function activity(paper: Paper, report: MonthReport): void {
  paper.heading(SAYS.activity, ` · ${monthWords(report.month).km}`);
  for (const { section, rowKeys, columnKeys, cells } of report.sections) {
    const heads = section.columns === null ? [SAYS.count] : columnKeys.map((key) => keyWords(report, key));
    const hasTotal = heads.length > 1;
    const values = rowKeys.map((_, row) => {
      const own = heads.map((_, column) => cells[row]?.[column] ?? 0);
      return hasTotal ? [...own, sumOf(own)] : own;
    });
    const all = hasTotal ? [...heads, SAYS.total] : heads;
    const sums = all.map((_, column) => sumOf(values.map((row) => row[column] ?? 0)));
    for (let from = 0; from < all.length; from += COLUMNS_MAX) {
      const part = all.slice(from, from + COLUMNS_MAX);
      const cut = (row: readonly number[]) => row.slice(from, from + COLUMNS_MAX).map(riel);
      paper.table(
        [left({ km: '', en: '' }, part.length > 8 ? 16 : 24), ...part.map((words) => right(words, 9))],
        [
          ...rowKeys.map((key, row) => ({ cells: [keyWords(report, key).km, ...cut(values[row] ?? [])] })),
          { cells: [SAYS.total.km, ...cut(sums)], isTotal: true },
        ],
        from === 0 ? section.words : null,
      );
    }
  }
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function quality(paper: Paper, report: MonthReport, mapping: ExportSource['mapping']): void {
  paper.table(
    [left(SAYS.quality, 60), right(SAYS.count, 14), right(SAYS.of, 14), right(SAYS.share, 12)],
    report.quality.map(({ code, count, of }) => ({
      cells: [line(wordsOf(QUALITY_WORDS, code)), riel(count), riel(of), share(count, of)],
    })),
    SAYS.quality,
  );
  const { visits, claims } = report.standing;
  paper.table(
    [
      left({ km: '', en: '' }, 30),
      ...[SAYS.entered, SAYS.accepted, SAYS.needsFixing, SAYS.waiting, SAYS.withdrawn].map((words) => right(words, 14)),
    ],
    [
      { words: SAYS.visits, one: visits },
      { words: SAYS.claims, one: claims },
    ].map(({ words, one }) => ({
      cells: [line(words), ...[one.entered, one.accepted, one.needsFixing, one.waiting, one.withdrawn].map(riel)],
    })),
    SAYS.standing,
  );
  paper.table(
    [left(SAYS.claimState, 50), right(SAYS.claims, 20), right(SAYS.amount, 30)],
    report.claims.byState.map(({ state, claims: count, amountRiel }) => ({
      cells: [line(wordsOf(CLAIM_STATE_WORDS, state)), riel(count), riel(amountRiel)],
    })),
    SAYS.byState,
  );
  paper.heading(SAYS.unmapped);
  unmapped(paper, report, mapping);
}

function unmapped(paper: Paper, report: MonthReport, mapping: ExportSource['mapping']): void {
  if (!hasPlace(mapping, report.facility.code)) {
    paper.paragraph(line(SAYS.noMapping), { colour: 'alarm' });
    return;
  }
  const figures = unmappedOf(report, mapping);
  if (figures.length === 0) paper.paragraph(line(SAYS.nothing));
  else {
    paper.table(
      [left(SAYS.section, 40), left(SAYS.row, 25), left(SAYS.column, 25), right(SAYS.count, 10)],
      figures.map(({ section: code, row, column, value }) => {
        const { words } = must(report.sections.find(({ section }) => section.code === code)?.section, 'it is counted');
        const keys = [row, column].map((key) => (key === null ? '' : keyWords(report, key).km));
        return { cells: [words.km, ...keys, riel(value)] };
      }),
    );
  }
}

/** A share of a hundred with one decimal; nothing of nothing has none. */
function share(count: number, of: number): string {
  return of === 0 ? '' : `${((count / of) * 100).toFixed(1)} %`;
}
