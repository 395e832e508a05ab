import { type Column, columnsOf, readPlan, readShape, VALUES_MAX } from './columns.ts';
import { Tracks } from './columns-scalars.ts';
import type { Texts, Track } from './columns-track.ts';
import { CONTENT, FALSE, LIST, NULL, NUMBER, OBJECT, TEXT, TRUE } from './columns-tree.ts';
import { codeUnsigned, RangeReader, UNSIGNED } from './range-coder.ts';
import { readUnits } from './units.ts';
import { ByteReader, Malformed } from './varint.ts';

const LITERALS = ['null', 'false', 'true'] as const;
const VALUES = [null, false, true] as const;

export interface ReadMessage {
  message: unknown;
  /** The content of a record as an object, by the record. What does not change from one to the next is shared and frozen. */
  contents: ReadonlyMap<object, unknown>;
}

/**
 * The message that `writeColumns` took apart. A content comes as its text, and as the object that the text is of: both
 * are made from the columns at once, which takes less than to read the text again.
 * @throws Malformed whatever is wrong with the bytes; work and memory are bounded whatever they say
 */
export function readColumns(texts: Uint8Array, bits: Uint8Array, charactersMax: number): ReadMessage {
  const reader = new ByteReader(texts);
  const root = readShape(reader);
  const columns = columnsOf(root);
  for (const column of columns) readPlan(reader, column, columns.length);
  const lengths = columns.map(() => reader.varint());
  const pools = lengths.map((length) => readUnits(reader, length));
  if (!reader.isAtEnd) throw new Malformed('more than was promised');
  return new TreeReader(root, columns, pools, new RangeReader(bits), charactersMax).read();
}

interface KeySet {
  members: { key: string; shown: string; place: Place }[];
  /** Of the keys, as they are shown. */
  characters: number;
  /** The members between texts that never change, once those are known. */
  cut: { key: string; before: string; place: Place }[] | null;
  end: string;
  /** Of a message: the members that are not always the same single value, once the first object was read. */
  changing: KeySet['members'] | null;
  /** An object of these keys, with what never changes in it. */
  like: Record<string, unknown>;
}

/** A column with what its reading needs at hand. */
interface Place {
  track: Track;
  keySets: KeySet[];
  element: Place | null;
  kinds: Map<string, Place>;
  /** Whether it says the same throughout. */
  isSteady: boolean;
  /** What a steady place shows and is, once it was read. */
  shown: string | null;
  made: unknown;
  /** What whole parts are, by their place in the list of those seen. */
  wholes: unknown[];
}

class TreeReader {
  readonly #bits: RangeReader;
  readonly #tracks: Tracks;
  readonly #root: Place;
  readonly #contents = new Map<object, unknown>();
  /** What the part that was shown last is. */
  #made: unknown = null;
  #charactersLeft: number;
  #valuesLeft = VALUES_MAX;

  constructor(root: Column, columns: readonly Column[], pools: readonly string[], bits: RangeReader, most: number) {
    this.#bits = bits;
    this.#charactersLeft = most;
    const lengths: number[] = [];
    const used = columns.map(() => 0);
    const texts: Texts = {
      text: (column) => {
        lengths[column] ??= bits.contexts(UNSIGNED);
        const length = codeUnsigned(bits, lengths[column], 0);
        const from = used[column] ?? 0;
        const pool = pools[column] ?? '';
        if (length > pool.length - from) throw new Malformed('a text that is not there');
        used[column] = from + length;
        return pool.slice(from, from + length);
      },
      spend: (characters) => this.#spend(characters),
    };
    this.#tracks = new Tracks(bits, texts, columns);
    const places = new Map(columns.map((column, id) => [column, emptyPlace(this.#tracks.track(id))]));
    this.#root = linked(root, places);
  }

  read(): ReadMessage {
    const message = this.#value(this.#root, null);
    if (!this.#bits.isAtEnd) throw new Malformed('more than was promised');
    return { message, contents: this.#contents };
  }

  #spend(characters: number): void {
    this.#charactersLeft -= characters;
    if (this.#charactersLeft < 0) throw new Malformed('more than a message may come to');
  }

  #step(): void {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) throw new Malformed('more values than a message may have');
  }

  #tag(track: Track): number {
    this.#step();
    return this.#tracks.tag(track, 0);
  }

  #value(place: Place, holder: Record<string, unknown> | null): unknown {
    const { track } = place;
    if (track.plan.isWhole) throw new Malformed('whole parts are of contents only');
    const tag = this.#tag(track);
    switch (tag) {
      case NUMBER:
      case TEXT: {
        const value = this.#tracks.scalar(track, tag === TEXT, undefined);
        if (typeof value === 'string') this.#spend(value.length);
        return value;
      }
      case OBJECT:
        return this.#object(place);
      case LIST: {
        const list: unknown[] = [];
        const { element } = place;
        for (let left = this.#length(place); left > 0; left -= 1) if (element) list.push(this.#value(element, null));
        return list;
      }
      case CONTENT: {
        const inner = place.kinds.get(String(holder?.kind));
        if (inner === undefined || holder === null) throw new Malformed('a content of no kind');
        const shown = this.#shown(inner);
        this.#contents.set(holder, this.#made);
        return shown;
      }
      default:
        return VALUES[tag];
    }
  }

  #object(place: Place): Record<string, unknown> {
    const keySet = this.#keySet(place);
    if (keySet.changing === null) {
      const value: Record<string, unknown> = {};
      for (const { key, place: member } of keySet.members) value[key] = this.#value(member, value);
      keySet.changing = keySet.members.filter(({ place: member }) => !(member.isSteady && isSingle(member)));
      keySet.like = { ...value };
      return value;
    }
    const value = { ...keySet.like };
    for (const { key, place: member } of keySet.changing) value[key] = this.#value(member, value);
    return value;
  }

  #keySet(place: Place): KeySet {
    const keySet = place.keySets[this.#tracks.keySet(place.track, 0)];
    if (keySet === undefined) throw new Malformed('keys that are not there');
    return keySet;
  }

  #length({ track, element }: Place): number {
    return element === null ? 0 : codeUnsigned(this.#bits, track.lengthContexts, 0);
  }

  /** A part of a content as canonical JSON. */
  #shown(place: Place): string {
    const { track } = place;
    if (place.isSteady) {
      if (place.shown === null) {
        place.shown = this.#fresh(place);
        place.made = frozen(this.#made);
      }
      this.#made = place.made;
      this.#spend(place.shown.length);
      return place.shown;
    }
    if (!track.plan.isWhole) return this.#fresh(place);
    this.#step();
    const at = this.#tracks.place(track, undefined);
    if (at !== null) {
      const shown = track.shown[at];
      if (shown === undefined) throw new Malformed('a place without value');
      track.lastIndex = at;
      this.#made = place.wholes[at];
      this.#spend(shown.length);
      return shown;
    }
    const shown = this.#fresh(place);
    place.wholes.push(frozen(this.#made));
    track.lastIndex = track.shown.length;
    track.shown.push(shown);
    return shown;
  }

  #fresh(place: Place): string {
    const { track } = place;
    const tag = this.#tag(track);
    switch (tag) {
      case NUMBER:
      case TEXT:
        return this.#scalar(track, tag === TEXT);
      case OBJECT:
        return this.#shownObject(place);
      case LIST:
        return this.#shownList(place);
      case CONTENT:
        throw new Malformed('a content in a content');
      default:
        this.#made = VALUES[tag];
        return LITERALS[tag as 0 | 1 | 2];
    }
  }

  #scalar(track: Track, isText: boolean): string {
    const value = this.#tracks.scalar(track, isText, undefined);
    this.#made = value;
    // What comes again is not looked through for letters that need an escape again.
    let shown = track.plan.isRepeated ? track.shown[track.lastIndex] : undefined;
    if (shown === undefined) {
      shown = typeof value === 'string' ? quoted(value) : String(value);
      if (track.plan.isRepeated) track.shown[track.lastIndex] = shown;
    }
    this.#spend(shown.length);
    return shown;
  }

  #shownObject(place: Place): string {
    const keySet = this.#keySet(place);
    this.#spend(keySet.characters);
    let text = '';
    if (keySet.cut === null) {
      const made: Record<string, unknown> = {};
      for (const { key, shown, place: member } of keySet.members) {
        text += shown + this.#shown(member);
        made[key] = this.#made;
      }
      cutKeySet(keySet, made);
      this.#made = made;
      return keySet.members.length === 0 ? '{}' : `${text}}`;
    }
    const made = { ...keySet.like };
    for (const { key, before, place: member } of keySet.cut) {
      text += before + this.#shown(member);
      made[key] = this.#made;
    }
    this.#made = made;
    return text + keySet.end;
  }

  #shownList(place: Place): string {
    let text = '[';
    const length = this.#length(place);
    const { element } = place;
    const made: unknown[] = [];
    for (let at = 0; at < length && element !== null; at += 1) {
      this.#step();
      text += at === 0 ? this.#shown(element) : `,${this.#shown(element)}`;
      made.push(this.#made);
    }
    this.#made = made;
    this.#spend(length);
    return `${text}]`;
  }
}

/** Of a part whose inner parts are frozen already where they are shared; what is in it is frozen with it. */
function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}

/** Most texts need no escape, and looking costs less than escaping. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7f\u0080-\ud7ff\ue000-\uffff]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Joins what stands the same in every object of these keys, so that it is not put together again for each. */
function cutKeySet(keySet: KeySet, first: Readonly<Record<string, unknown>>): void {
  const cut: { key: string; before: string; place: Place }[] = [];
  let before = '';
  for (const { key, shown, place } of keySet.members) {
    if (place.isSteady && place.shown !== null) before += shown + place.shown;
    else {
      cut.push({ key, before: before + shown, place });
      before = '';
    }
  }
  keySet.end = keySet.members.length === 0 ? '{}' : `${before}}`;
  keySet.like = { ...first };
  keySet.characters = before.length + cut.reduce((sum, one) => sum + one.before.length, 0);
  keySet.cut = cut;
}

/** Null, true and false that never change, steady values, and objects of nothing else. */
function isSteady(place: Place): boolean {
  const { onlyTag, plan } = place.track;
  if (plan.isWhole || onlyTag === null) return false;
  if (onlyTag === NULL || onlyTag === FALSE || onlyTag === TRUE || plan.isSteady) return true;
  const [keySet, ...others] = place.keySets;
  if (onlyTag !== OBJECT || keySet === undefined || others.length > 0) return false;
  return keySet.members.every(({ place: member }) => member.isSteady);
}

function isSingle({ track: { onlyTag } }: Place): boolean {
  return onlyTag !== OBJECT && onlyTag !== LIST && onlyTag !== CONTENT;
}

function emptyPlace(track: Track): Place {
  return { track, keySets: [], element: null, kinds: new Map(), isSteady: false, shown: null, made: null, wholes: [] };
}

function linked(root: Column, places: ReadonlyMap<Column, Place>): Place {
  const placeOf = (column: Column): Place => {
    const place = places.get(column);
    if (place === undefined) throw new Malformed('a column that is not there');
    return place;
  };
  for (const [column, place] of places) {
    place.keySets = column.keySets.map((keys) => {
      const members = keys.map((key, at) => {
        const child = column.children.get(key);
        if (child === undefined || key === '__proto__') throw new Malformed('a key that is not there');
        return { key, shown: `${at === 0 ? '{' : ','}${JSON.stringify(key)}:`, place: placeOf(child) };
      });
      return {
        members,
        characters: members.reduce((sum, { shown }) => sum + shown.length, 2),
        cut: null,
        end: '',
        changing: null,
        like: {},
      };
    });
    place.element = column.element === null ? null : placeOf(column.element);
    for (const [kind, child] of column.kinds) place.kinds.set(kind, placeOf(child));
  }
  // What is inside comes after what it is in, so from the back everything inside is known already.
  for (const place of [...places.values()].reverse()) place.isSteady = isSteady(place);
  return placeOf(root);
}
