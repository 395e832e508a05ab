import { CHANGES_OF_TEXT, type Column, changedText, FORMS, type Form, widthOf } from './columns.ts';
import { digitsOf, GROUPS_MAX, numberOf } from './columns-forms.ts';
import { formedOf } from './columns-texts.ts';
import { MIXED, NULL, NUMBER, type Part, TEXT } from './columns-tree.ts';

/** Only what at least this share of the values have in common is made a rule of. */
const FORM_SHARE = 0.7;
const REPEATED_SHARE = 0.5;
const FORESEEN_SHARE = 0.1;
const FORESEEN_MAX = 2;
const WORDS_SHARE = 0.75;
const TEMPLATES_SHARE = 0.34;
const CONTEXT_VALUES_MAX = 16;
/** Batches of ordinary records never come near these; a batch of something else is only packed worse. */
const COMPARISONS_MAX = 30_000_000;
const STEPS_MAX = 200_000;
const CONTEXTS_MAX = 40;
const PAIRED_MAX = 20;
/** What a plan's context costs, and what a value costs whose number is counted from nothing, in bits. */
const CONTEXT_BITS = 24;
const UNKNOWN_BITS = 44;

/** A column while its plan is made. */
class Study {
  readonly column: Column;
  last: string | null = null;
  lastNumber: number | null = null;
  /** Every single value in turn, and which columns foresaw it. */
  readonly values: (string | number)[] = [];
  readonly foreseers: (readonly number[])[] = [];
  /** What the numbers would cost, counted from each column, and from nothing. */
  readonly baseBits: number[] = [];
  ownBits = 0;
  /** Objects and lists of contents that were met here. */
  wholes = 0;
  /** Texts, numbers, true or false, which a list of whole parts and null has no place for. */
  hasSingles = false;
  readonly distinctWholes = new Set<string>();
  /** What was met, by the order of its first time. */
  readonly places = new Map<string | number, number>();

  constructor(column: Column) {
    this.column = column;
  }
}

const NOBODY: readonly number[] = [];

/** Gives each column of a message its plan. */
export function planColumns(columns: readonly Column[], message: Part): void {
  const planner = new Planner(columns);
  planner.countWholes(message);
  planner.watch(message);
  planner.decide();
}

class Planner {
  readonly #studies: readonly Study[];
  /** Every value in the order of the message: its column, and its place among the column's different values. */
  readonly #stepIds: number[] = [];
  readonly #stepPlaces: number[] = [];
  /** Those that have said something. */
  readonly #spoken: Study[] = [];
  #comparisons = 0;

  constructor(columns: readonly Column[]) {
    this.#studies = columns.map((column) => new Study(column));
  }

  #study({ id }: Column): Study {
    const study = this.#studies[id];
    if (study === undefined) throw new TypeError('a column without number');
    return study;
  }

  countWholes({ column, mark, tag, parts }: Part): void {
    if (mark !== null) {
      const study = this.#study(column);
      study.wholes += 1;
      study.distinctWholes.add(mark);
    } else if (tag !== NULL && parts.length === 0) this.#study(column).hasSingles = true;
    for (const part of parts) this.countWholes(part);
  }

  /** Goes through the message as it will be written, and notes what could have been foreseen. */
  watch(part: Part): void {
    const { column, tag, scalar, mark, parts } = part;
    const study = this.#study(column);
    const { plan } = column;
    if (!plan.isWhole && study.wholes > 1) this.#decideWhole(study);
    if (plan.isWhole && !this.#step(study, mark ?? 'null')) return;
    if (tag === TEXT || tag === NUMBER) this.#watchScalar(study, scalar);
    for (const inner of parts) this.watch(inner);
  }

  #decideWhole({ column: { plan, tag }, wholes, distinctWholes, hasSingles }: Study): void {
    if (hasSingles) return;
    const count = distinctWholes.size + (tag === MIXED ? 1 : 0);
    const width = widthOf(count);
    if (width === null || count > wholes * REPEATED_SHARE) return;
    plan.isWhole = true;
    plan.width = width;
  }

  #watchScalar(study: Study, value: string | number): void {
    if (study.values.length === 0) this.#spoken.push(study);
    study.values.push(value);
    this.#step(study, value);
    const number = numberOf(value);
    // Of what has always been the same nothing has to be foreseen.
    this.#comparisons += this.#spoken.length;
    const isSteady = (study.places.size === 1 && study.values.length > 1) || this.#comparisons > COMPARISONS_MAX;
    study.foreseers.push(isSteady ? NOBODY : typeof value === 'string' ? this.#foreseersOf(value) : NOBODY);
    if (number !== null && !isSteady) {
      study.ownBits += bitsOf(number);
      for (const { column, lastNumber } of this.#spoken) {
        const bits = lastNumber === null ? UNKNOWN_BITS : bitsOf(number - lastNumber);
        study.baseBits[column.id] = (study.baseBits[column.id] ?? 0) + bits;
      }
    }
    if (number !== null) study.lastNumber = number;
    if (typeof value === 'string') study.last = value;
  }

  #foreseersOf(value: string): readonly number[] {
    const foreseers: number[] = [];
    const isDigits = value.length >= 6 && /^[0-9]+$/.test(value);
    for (const { column, last } of this.#spoken) {
      if (last === null) continue;
      if (last === value) foreseers.push(column.id * CHANGES_OF_TEXT);
      else if (isDigits && last.length > value.length) {
        for (let change = 1; change < CHANGES_OF_TEXT; change += 1)
          if (changedText(last, change) === value) foreseers.push(column.id * CHANGES_OF_TEXT + change);
      }
    }
    return foreseers;
  }

  /** Returns whether the value is new at this place. */
  #step({ column, places }: Study, value: string | number): boolean {
    const known = places.get(value);
    const place = known ?? places.size;
    if (known === undefined) places.set(value, place);
    this.#stepIds.push(column.id);
    this.#stepPlaces.push(place);
    return known === undefined;
  }

  decide(): void {
    for (const study of this.#studies) {
      if (study.values.length > 0) {
        decideForesight(study);
        decideBase(study);
        decideForm(study);
      }
    }
    decidePairs(this.#studies.filter(({ column }) => column.plan.form === 'words').slice(0, PAIRED_MAX));
    this.#decideContexts();
  }

  #decideContexts(): void {
    const listed = this.#studies.filter(
      ({ column: { plan }, places }) => (plan.isRepeated || plan.isWhole) && places.size > 1,
    );
    const contexts = listed.filter(({ places }) => places.size <= CONTEXT_VALUES_MAX).slice(0, CONTEXTS_MAX);
    if (this.#stepIds.length > STEPS_MAX) return;
    const places = new Map(listed.map(({ column }) => [column.id, [] as number[]]));
    const told = new Map(
      contexts.map(({ column }) => [column.id, new Map(listed.map((one) => [one.column.id, [] as number[]]))]),
    );
    const last = new Map<number, number>();
    for (const [at, id] of this.#stepIds.entries()) {
      const place = this.#stepPlaces[at] ?? 0;
      const mine = places.get(id);
      if (mine === undefined) continue;
      mine.push(place);
      for (const [context, by] of told) by.get(id)?.push(last.get(context) ?? -1);
      if (told.has(id)) last.set(id, place);
    }
    for (const { column, places: seen } of listed) {
      const mine = places.get(column.id) ?? [];
      let best = bitsOfPlaces(mine, null, seen.size) - CONTEXT_BITS;
      if (best <= 0) continue;
      for (const [context, by] of told) {
        const bits = bitsOfPlaces(mine, by.get(column.id) ?? [], seen.size, best);
        if (bits >= best) continue;
        best = bits;
        column.plan.context = context;
      }
    }
  }
}

/**
 * What places cost when they are learnt apart for each value that another column said before; from `enough` on it does not
 * matter how much more.
 */
function bitsOfPlaces(
  places: readonly number[],
  told: readonly number[] | null,
  distinct: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  const width = distinct + 1;
  const rows = told === null ? 1 : CONTEXT_VALUES_MAX + 1;
  const counts = new Int32Array(rows * (width + 1));
  let bits = 0;
  for (let at = 0; at < places.length && bits < enough; at += 1) {
    const row = ((told?.[at] ?? -1) + 1) * (width + 1);
    const cell = row + (places[at] ?? 0) + 1;
    const total = counts[row] ?? 0;
    const seen = counts[cell] ?? 0;
    bits -= Math.log2((seen + 0.3) / (total + 0.3 * width));
    counts[row] = total + 1;
    counts[cell] = seen + 1;
  }
  return bits;
}

function decideForesight({ column: { plan, tag }, values, foreseers, places }: Study): void {
  const distinct = places.size;
  if (distinct === 1 && values.length > 1 && (tag === TEXT || tag === NUMBER) && !plan.isWhole) {
    plan.isSteady = true;
    return;
  }
  const width = widthOf(distinct);
  if (width !== null && values.length > 1 && distinct <= values.length * REPEATED_SHARE) {
    plan.isRepeated = !plan.isWhole;
    if (plan.isRepeated) plan.width = width;
    return;
  }
  let left = values.map((_, at) => at);
  while (plan.foreseen.length < FORESEEN_MAX) {
    const hits = new Map<number, number>();
    for (const at of left) for (const one of foreseers[at] ?? []) hits.set(one, (hits.get(one) ?? 0) + 1);
    let best = 0;
    let most = Math.max(1, values.length * FORESEEN_SHARE) - 1e-9;
    for (const [one, count] of hits) {
      if (count <= most) continue;
      best = one;
      most = count;
    }
    if (most < 1 || !hits.has(best) || hits.get(best) !== most) break;
    plan.foreseen.push({ column: Math.floor(best / CHANGES_OF_TEXT), change: best % CHANGES_OF_TEXT });
    left = left.filter((at) => !foreseers[at]?.includes(best));
  }
  const rest = new Set(left.map((at) => values[at]));
  if (!plan.isWhole && width !== null && left.length > 2 && rest.size <= left.length * REPEATED_SHARE) {
    plan.isRepeated = true;
    plan.width = width;
  }
}

function decideBase({ column: { plan }, ownBits, baseBits }: Study): void {
  let best = ownBits;
  for (const [id, bits] of baseBits.entries()) {
    if (bits === undefined || bits >= best) continue;
    best = bits;
    plan.base = id;
  }
}

function decideForm(study: Study): void {
  const { plan } = study.column;
  const texts = freshOf(study).filter((value) => typeof value === 'string');
  if (texts.length === 0) return;
  plan.form = formOf(texts);
  if (plan.form === 'words') plan.wordWidth = widthOf(new Set(texts.flatMap((text) => text.split(' '))).size) ?? 0;
  if (plan.form === 'digits') plan.counting = countingOf(texts);
}

/** Which column of words tells most of another's: a name in Latin letters of the one in Khmer. */
function decidePairs(words: readonly Study[]): void {
  for (const study of words) {
    let best = 0;
    for (const other of words.filter(({ column }) => column.id < study.column.id)) {
      const hits = pairHits(other, study);
      if (hits <= best) continue;
      best = hits;
      study.column.plan.pair = other.column.id;
    }
  }
}

/** Values that will have to be written as they are: the first of each kind that nothing foresaw. */
function freshOf({ values, foreseers, column: { plan } }: Study): (string | number)[] {
  const seen = new Set<string | number>();
  return values.filter((value, at) => {
    const isForeseen = plan.foreseen.some(({ column, change }) =>
      foreseers[at]?.includes(column * CHANGES_OF_TEXT + change),
    );
    const isKnown = (plan.isRepeated || plan.isSteady) && seen.has(value);
    seen.add(value);
    return !isForeseen && !isKnown;
  });
}

const TRIED: readonly Form[] = FORMS.filter((form) => !['text', 'words', 'digits'].includes(form));

function formOf(texts: readonly string[]): Form {
  const enough = texts.length * FORM_SHARE;
  const order: Form[] = ['run-id', ...TRIED.filter((form) => form !== 'run-id')];
  for (const form of order) if (texts.filter((text) => formedOf(form, text) !== null).length >= enough) return form;
  const digits = texts.map(digitsOf).filter((one) => one !== null);
  const templates = new Set(digits.map(({ template }) => template));
  if (digits.length >= enough && (templates.size <= 2 || templates.size <= texts.length * TEMPLATES_SHARE)) {
    return 'digits';
  }
  const words = texts.flatMap((text) => text.split(' '));
  const distinct = new Set(words).size;
  const isWordy = words.length >= texts.length * 1.2 && distinct <= words.length * WORDS_SHARE;
  return isWordy && widthOf(distinct) !== null ? 'words' : 'text';
}

/** Bit k: the k-th group of digits is nearer to the one before it than to nothing. */
function countingOf(texts: readonly string[]): number {
  const plain = new Array<number>(GROUPS_MAX).fill(0);
  const counted = new Array<number>(GROUPS_MAX).fill(0);
  const last = new Array<number>(GROUPS_MAX).fill(0);
  for (const text of texts) {
    for (const [at, group] of (digitsOf(text)?.groups ?? []).entries()) {
      plain[at] = (plain[at] ?? 0) + bitsOf(group);
      counted[at] = (counted[at] ?? 0) + bitsOf(group - (last[at] ?? 0));
      last[at] = group;
    }
  }
  return counted.reduce((bits, cost, at) => (cost < (plain[at] ?? 0) ? bits | (1 << at) : bits), 0);
}

function pairHits(other: Study, study: Study): number {
  const pairs = new Map<string, string>();
  let hits = 0;
  const count = Math.min(other.values.length, study.values.length);
  for (let at = 0; at < count; at += 1) {
    const theirs = String(other.values[at]).split(' ');
    for (const [index, word] of String(study.values[at]).split(' ').entries()) {
      const their = theirs[index];
      if (their === undefined) continue;
      if (pairs.get(their) === word) hits += 1;
      pairs.set(their, word);
    }
  }
  return hits;
}

function bitsOf(number: number): number {
  return Math.log2(1 + Math.abs(number)) + (number === 0 ? 0.1 : 2);
}
