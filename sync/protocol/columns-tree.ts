import { Column } from './columns.ts';

/** What can stand at a place of a message. The numbers travel. */
export const NULL = 0;
export const FALSE = 1;
export const TRUE = 2;
export const NUMBER = 3;
export const TEXT = 4;
export const OBJECT = 5;
export const LIST = 6;
export const CONTENT = 7;
/** Of a column that has said more than one of them. */
export const MIXED = 8;

/** The content of a record inside a message: canonical JSON, taken apart. */
export class Content {
  readonly kind: string;
  readonly value: object;
  constructor(kind: string, value: object) {
    this.kind = kind;
    this.value = value;
  }
}

/** A value of the message at its column, looked at once. */
export interface Part {
  column: Column;
  tag: number;
  /** Of a number or a text. */
  scalar: string | number;
  keySet: number;
  parts: readonly Part[];
  /**
   * Of an object or a list inside a content a text by which it is known again: two of one column have the same where they are
   * the same. Null for anything else. It does not travel.
   */
  mark: string | null;
}

const NO_PARTS: readonly Part[] = [];

/** Takes a message apart, and makes the columns that it needs under `column`. */
export function partOf(column: Column, value: unknown, isInContent: boolean): Part {
  const part: Part = { column, tag: NULL, scalar: 0, keySet: 0, parts: NO_PARTS, mark: null };
  if (value === true || value === false) part.tag = value ? TRUE : FALSE;
  else if (typeof value === 'number' || typeof value === 'string') {
    part.tag = typeof value === 'number' ? NUMBER : TEXT;
    part.scalar = value;
  } else if (Array.isArray(value)) listPart(part, value, isInContent);
  else if (value instanceof Content) {
    const inner = column.kinds.get(value.kind) ?? new Column();
    column.kinds.set(value.kind, inner);
    part.tag = CONTENT;
    const content = partOf(inner, value.value, true);
    // No content is the same as another one.
    content.mark = null;
    part.parts = [content];
  } else if (value !== null && value !== undefined) objectPart(part, value as Record<string, unknown>, isInContent);
  column.tag = column.tag === null || column.tag === part.tag ? part.tag : MIXED;
  return part;
}

function listPart(part: Part, list: readonly unknown[], isInContent: boolean): void {
  const { column } = part;
  part.tag = LIST;
  if (list.length > 0) column.element ??= new Column();
  const { element } = column;
  if (element !== null) part.parts = list.map((item) => partOf(element, item, isInContent));
  if (isInContent) part.mark = markOf('[', part.parts);
}

function objectPart(part: Part, value: Record<string, unknown>, isInContent: boolean): void {
  const { column } = part;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  // In a content the order of canonical JSON; a parsed one mostly has it.
  if (isInContent && keys.some((key, at) => at > 0 && key < (keys[at - 1] ?? ''))) keys.sort();
  part.tag = OBJECT;
  part.keySet = keySetAt(column, keys);
  part.parts = keys.map((key) => {
    let child = column.children.get(key);
    if (child === undefined) {
      child = new Column();
      column.children.set(key, child);
    }
    return partOf(child, value[key], isInContent);
  });
  if (isInContent) {
    part.mark = markOf(`{${part.keySet}`, part.parts);
  }
}

function keySetAt(column: Column, keys: readonly string[]): number {
  const { keySets } = column;
  const at = keySets.findIndex((set) => set.length === keys.length && set.every((key, index) => key === keys[index]));
  return at < 0 ? keySets.push([...keys]) - 1 : at;
}

/** Kinds and lengths are said, so that no two things come to one text, and nothing has to be looked through for escapes. */
function markOf(beginning: string, parts: readonly Part[]): string {
  let mark = beginning;
  for (const { tag, scalar, mark: inner } of parts) {
    if (inner !== null) mark += `,${inner}]`;
    else if (tag === TEXT) mark += `,"${(scalar as string).length}:${scalar}`;
    else mark += tag === NUMBER ? `,${scalar}` : `,${LITERAL_MARKS[tag]}`;
  }
  return mark;
}

const LITERAL_MARKS = ['null', 'false', 'true'] as const;
