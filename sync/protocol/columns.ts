import { readUnits, writeUnits } from './units.ts';
import { type ByteReader, type ByteWriter, Malformed } from './varint.ts';

/**
 * A batch as columns. Its message (a tree of JSON values) is walked from front to back, and every path through it
 * (`changes[].content.visit.payer`) is a column: what is said there is foreseen from what was said there before and from
 * other columns, and only what was not foreseen costs bits. Nothing is known of any record's shape beforehand: keys,
 * paths and plans travel with the batch, and a field that nobody here has heard of is one more column.
 *
 * What a column's values are like is its plan, made by the writer, who sees them all:
 * - `steady`: it says the same throughout, and that only once;
 * - `whole`: whole parts (a facility, a list of months) come again and are named by their place in a list of those seen;
 * - `repeats`: the same of single values, in the light of what another column (`context`) just said;
 * - `foreseen`: it often says what another column said last (a visit the id of the check before it);
 * - `form` and `base`: what a new value looks like, and the column that its number is counted from.
 */
export const FORMS = ['text', 'words', 'instant', 'day', 'run-id', 'hex', 'digits'] as const;
export type Form = (typeof FORMS)[number];

/** How a foreseen text is made of the other column's: as it is, its digits, its first 14 digits (an NSSF number as matched). */
export const CHANGES_OF_TEXT = 3;
const NSSF_DIGITS = 14;

export interface Foreseen {
  column: number;
  change: number;
}

export interface Plan {
  isSteady: boolean;
  isWhole: boolean;
  isRepeated: boolean;
  /** Bits of a place in the list of what was seen. */
  width: number;
  /** A column by its number, or -1. */
  context: number;
  foreseen: Foreseen[];
  form: Form;
  base: number;
  /** Words: the column whose words at the same place tell of these. */
  pair: number;
  wordWidth: number;
  /** Digits: bit k says that the group k counts on from the one before. */
  counting: number;
}

export class Column {
  /** Its number, from `columnsOf`. */
  id = -1;
  readonly children = new Map<string, Column>();
  /** Key-sets that objects had here, in the order in which they were met. */
  readonly keySets: string[][] = [];
  element: Column | null = null;
  /** Of a content: one column for each kind of record. */
  readonly kinds = new Map<string, Column>();
  /** What all values here are (`columns-tree.ts`), or that they differ; null before the first. */
  tag: number | null = null;
  plan: Plan = {
    isSteady: false,
    isWhole: false,
    isRepeated: false,
    width: 0,
    context: -1,
    foreseen: [],
    form: 'text',
    base: -1,
    pair: -1,
    wordWidth: 0,
    counting: 0,
  };
}

/** Numbered in the order of the message, a column before what is inside it. */
export function columnsOf(root: Column): Column[] {
  const list: Column[] = [];
  const visit = (column: Column) => {
    column.id = list.length;
    list.push(column);
    for (const child of column.children.values()) visit(child);
    if (column.element !== null) visit(column.element);
    for (const kind of column.kinds.values()) visit(kind);
  };
  visit(root);
  return list;
}

/** No message is nested deeper; a content that is travels as the text that it is. */
export const DEPTH_MAX = 48;
/** A message comes to no more values than this. */
export const VALUES_MAX = 1_000_000;
const COLUMNS_MAX = 2_000;
const KEYS_MAX = 2_000;
const WIDTH_MAX = 12;

/** Whether a message of these columns is one that a reader takes. */
export function isReadable(columns: readonly Column[]): boolean {
  return (
    columns.length <= COLUMNS_MAX &&
    columns.every(({ children, keySets, kinds }) => Math.max(children.size, keySets.length, kinds.size) <= KEYS_MAX)
  );
}

export function writeShape(writer: ByteWriter, column: Column): void {
  writer.varint(column.children.size);
  const places = new Map<string, number>();
  for (const [key, child] of column.children) {
    places.set(key, places.size);
    writeName(writer, key);
    writeShape(writer, child);
  }
  writer.varint(column.keySets.length);
  for (const keys of column.keySets) {
    // Most objects of a place have all its keys, which one byte says.
    const isAll = keys.length === column.children.size && keys.every((key, at) => places.get(key) === at);
    writer.varint(isAll ? 0 : keys.length + 1);
    if (!isAll) for (const key of keys) writer.varint(places.get(key) ?? 0);
  }
  writer.varint(column.element === null ? 0 : 1);
  if (column.element !== null) writeShape(writer, column.element);
  writer.varint(column.kinds.size);
  for (const [kind, child] of column.kinds) {
    writeName(writer, kind);
    writeShape(writer, child);
  }
}

/** @throws Malformed */
export function readShape(reader: ByteReader): Column {
  let columns = 0;
  const read = (depth: number): Column => {
    columns += 1;
    if (columns > COLUMNS_MAX || depth > DEPTH_MAX * 2) throw new Malformed('a shape without measure');
    const column = new Column();
    for (let left = bounded(reader, KEYS_MAX); left > 0; left -= 1) {
      const key = readName(reader);
      if (column.children.has(key)) throw new Malformed('a key twice');
      column.children.set(key, read(depth + 1));
    }
    const keys = [...column.children.keys()];
    for (let left = bounded(reader, KEYS_MAX); left > 0; left -= 1) {
      const count = bounded(reader, keys.length + 1);
      column.keySets.push(count === 0 ? keys : keySet(reader, keys, count - 1));
    }
    if (bounded(reader, 1) === 1) column.element = read(depth + 1);
    for (let left = bounded(reader, KEYS_MAX); left > 0; left -= 1) column.kinds.set(readName(reader), read(depth + 1));
    return column;
  };
  return read(0);
}

function writeName(writer: ByteWriter, name: string): void {
  writer.varint(name.length);
  writeUnits(writer, name);
}

function readName(reader: ByteReader): string {
  return readUnits(reader, reader.varint());
}

function keySet(reader: ByteReader, keys: readonly string[], count: number): string[] {
  const set = new Set<string>();
  for (let i = 0; i < count; i += 1) {
    const key = keys[reader.varint()];
    if (key === undefined || set.has(key)) throw new Malformed('a key that is not there');
    set.add(key);
  }
  return [...set];
}

/** `MIXED` of `columns-tree.ts`, which is the last. */
const TAGS = 8;
const WHOLE = 1;
const REPEATED = 2;
const CONTEXT = 4;
/** Where others have the count of columns that foresee them. */
const STEADY = 3;

export function writePlan(writer: ByteWriter, { plan, tag }: Column): void {
  writer.byte(tag ?? 0);
  const flags = (plan.isWhole ? WHOLE : 0) | (plan.isRepeated ? REPEATED : 0) | (plan.context >= 0 ? CONTEXT : 0);
  const foreseen = plan.isSteady ? STEADY : plan.foreseen.length;
  writer.byte(flags | (foreseen << 3) | (FORMS.indexOf(plan.form) << 5));
  if (plan.isWhole || plan.isRepeated) writer.byte(plan.width);
  if (plan.context >= 0) writer.varint(plan.context);
  for (const { column, change } of plan.foreseen) writer.varint(column * CHANGES_OF_TEXT + change);
  writer.varint(plan.base + 1);
  if (plan.form === 'words') {
    writer.varint(plan.pair + 1);
    writer.byte(plan.wordWidth);
  }
  if (plan.form === 'digits') writer.byte(plan.counting);
}

/** @throws Malformed */
export function readPlan(reader: ByteReader, column: Column, columns: number): void {
  column.tag = bounded(reader, TAGS);
  const flags = reader.byte();
  const form = FORMS[flags >> 5];
  if (form === undefined) throw new Malformed('a form that is not known');
  const isWhole = (flags & WHOLE) !== 0;
  const isRepeated = (flags & REPEATED) !== 0;
  const width = isWhole || isRepeated ? bounded(reader, WIDTH_MAX) : 0;
  const context = flags & CONTEXT ? bounded(reader, columns - 1) : -1;
  const foreseen: Foreseen[] = [];
  const foreseers = (flags >> 3) & 3;
  const isSteady = foreseers === STEADY;
  for (let left = isSteady ? 0 : foreseers; left > 0; left -= 1) {
    const both = bounded(reader, columns * CHANGES_OF_TEXT - 1);
    foreseen.push({ column: Math.floor(both / CHANGES_OF_TEXT), change: both % CHANGES_OF_TEXT });
  }
  const base = bounded(reader, columns) - 1;
  const pair = form === 'words' ? bounded(reader, columns) - 1 : -1;
  const wordWidth = form === 'words' ? bounded(reader, WIDTH_MAX) : 0;
  const counting = form === 'digits' ? reader.byte() : 0;
  column.plan = { isSteady, isWhole, isRepeated, width, context, foreseen, form, base, pair, wordWidth, counting };
}

/** Bits of a place in a list of that many, or null where it is too long to be kept. */
export function widthOf(count: number): number | null {
  const width = count <= 1 ? 0 : 32 - Math.clz32(count - 1);
  return width > WIDTH_MAX ? null : width;
}

export function changedText(text: string, change: number): string {
  if (change === 0) return text;
  const digits = text.replace(/[^0-9]/g, '');
  return change === 1 ? digits : digits.slice(0, NSSF_DIGITS);
}

function bounded(reader: ByteReader, most: number): number {
  const value = reader.varint();
  if (value > most) throw new Malformed('a number without measure');
  return value;
}
