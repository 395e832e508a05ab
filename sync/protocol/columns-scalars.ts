import { type Column, changedText } from './columns.ts';
import { numberOf } from './columns-forms.ts';
import { NewTexts } from './columns-texts.ts';
import { CONTEXTS_TOLD, type Scalar, type Texts, Track } from './columns-track.ts';
import { type Coder, codeSigned, codeSymbol, codeUnsigned } from './range-coder.ts';
import { Malformed } from './varint.ts';

/** All columns of a message, and how each of their values is written and read. */
export class Tracks {
  readonly list: Track[];
  readonly #coder: Coder;
  readonly #texts: Texts;
  readonly #newTexts: NewTexts;

  constructor(coder: Coder, texts: Texts, columns: readonly Column[]) {
    this.#coder = coder;
    this.#texts = texts;
    this.#newTexts = new NewTexts(coder, texts);
    this.list = columns.map((column, id) => new Track(coder, id, column));
    for (const { plan } of this.list) this.#markBase(plan.base);
  }

  track(id: number): Track {
    const track = this.list[id];
    if (track === undefined) throw new Malformed('a column that is not there');
    return track;
  }

  /** What a column is foreseen to say has to bring its number along, so that it is not parsed again. */
  #markBase(id: number): void {
    if (id < 0) return;
    const track = this.track(id);
    if (track.isBase) return;
    track.isBase = true;
    for (const { column, change } of track.plan.foreseen) if (change === 0) this.#markBase(column);
  }

  /** What stands here: not said of a column that has always the same. */
  tag(track: Track, tag: number): number {
    if (track.onlyTag !== null) return track.onlyTag;
    const isSame = this.#coder.bit(track.flagContexts + 12, tag === track.lastTag ? 1 : 0) === 1;
    if (!isSame) track.lastTag = codeSymbol(this.#coder, track.tagContexts, 3, tag);
    return track.lastTag;
  }

  /** Which keys an object has. */
  keySet(track: Track, keySet: number): number {
    return track.keySets < 2 ? 0 : codeUnsigned(this.#coder, track.keySetContexts, keySet);
  }

  /** A text or a number; the writer gives it, and both get it back. */
  scalar(track: Track, isText: boolean, value: Scalar | undefined): Scalar {
    const { plan } = track;
    if (plan.isSteady && track.steady !== null) return track.steady;
    if (isText) {
      for (let at = 0; at < plan.foreseen.length; at += 1) {
        const { column, change } = plan.foreseen[at] ?? { column: 0, change: 0 };
        const source = this.track(column);
        const guess = source.last === null ? null : changedText(source.last, change);
        const context = track.flagContexts + 2 + at * 2 + ((track.flags >> at) & 1);
        const isRight = this.#coder.bit(context, guess !== null && guess === value ? 1 : 0);
        track.flags = (track.flags & ~(1 << at)) | (isRight << at);
        if (isRight === 0) continue;
        if (guess === null) throw new Malformed('something foreseen of nothing');
        return this.#settle(track, guess, change === 0 ? source.lastNumber : null);
      }
    }
    if (plan.isRepeated) {
      const seen = this.place(track, value === undefined ? undefined : track.places.get(value));
      if (seen !== null) {
        const known = track.values[seen];
        if (known === undefined || (typeof known === 'string') !== isText) throw new Malformed('a place without value');
        track.lastIndex = seen;
        this.#say(track, known, track.isBase ? (track.numbers[seen] ?? null) : null);
        return known;
      }
    }
    if (isText) {
      const pair = plan.pair < 0 ? null : this.track(plan.pair).words;
      const text = this.#newTexts.say(track, value as string | undefined, this.#base(track), pair);
      return this.#settle(track, text, this.#newTexts.number);
    }
    return this.#settle(track, this.#number(track, value as number | undefined), null);
  }

  /** A place in the list of what was seen, or null for something new; the writer gives undefined for that. */
  place(track: Track, place: number | undefined): number | null {
    const { plan } = track;
    if (this.#coder.bit(track.flagContexts, place === undefined ? 0 : 1) === 0) return null;
    let told = 0;
    if (plan.context >= 0) {
      const { lastIndex } = this.track(plan.context);
      told = lastIndex < 0 ? CONTEXTS_TOLD : Math.min(lastIndex, CONTEXTS_TOLD - 1);
    }
    return codeSymbol(this.#coder, track.placeContexts + (told << plan.width), plan.width, place ?? 0);
  }

  #settle(track: Track, value: Scalar, known: number | null): Scalar {
    const number = track.isBase ? (known ?? numberOf(value)) : null;
    if (track.plan.isRepeated) {
      let place = track.places.get(value);
      // A list is never longer than its plan can count.
      if (place === undefined && track.values.length < 1 << track.plan.width) {
        place = track.values.length;
        track.values.push(value);
        track.numbers.push(number);
        track.places.set(value, place);
      }
      track.lastIndex = place ?? -1;
    }
    this.#say(track, value, number);
    return value;
  }

  #say(track: Track, value: Scalar, number: number | null): void {
    if (track.plan.isSteady) track.steady = value;
    if (typeof value === 'string') {
      track.last = value;
      if (track.plan.form === 'words') track.words = value.split(' ');
    }
    if (track.isBase) track.lastNumber = number;
  }

  #base(track: Track): number {
    return track.plan.base < 0 ? 0 : (this.track(track.plan.base).lastNumber ?? 0);
  }

  #number(track: Track, value: number | undefined): number {
    const base = this.#base(track);
    const delta = value === undefined ? 0 : value - base;
    const isNear = value === undefined || (Number.isSafeInteger(value) && !Object.is(value, -0) && isSafe(delta));
    if (this.#coder.bit(track.flagContexts + 1, isNear ? 0 : 1) === 0) {
      return base + codeSigned(this.#coder, track.numberContexts, delta);
    }
    const isNegativeZero = Object.is(value, -0);
    const text = this.#texts.text(track.id, value === undefined ? undefined : isNegativeZero ? '-0' : String(value));
    const number = Number(text);
    if (!Number.isFinite(number)) throw new Malformed('a number that is none');
    return number;
  }
}

function isSafe(delta: number): boolean {
  return Math.abs(delta) < Number.MAX_SAFE_INTEGER;
}
