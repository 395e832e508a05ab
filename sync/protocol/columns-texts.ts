import { runKeyOf } from '../../shared/base/ids.ts';
import type { Plan } from './columns.ts';
import {
  DAYS_MAX,
  DAYS_MIN,
  dayNumber,
  dayText,
  digitsOf,
  digitsText,
  groupLengths,
  hexOf,
  hexText,
  instantMs,
  Moments,
  RunIds,
  runIdOf,
} from './columns-forms.ts';
import type { Texts, Track } from './columns-track.ts';
import { type Coder, codeSigned, codeSymbol, codeUnsigned, SIGNED, UNSIGNED } from './range-coder.ts';
import { Malformed } from './varint.ts';

const DAY_MS = 86_400_000;
const WORDS_MAX = 4_000;
const QUADS_MAX = 64;
const HEX_DIGITS = '0123456789abcdef';

interface Run {
  key: string;
  place: number;
  next: number;
}

/** Texts that nothing foresaw, each by the form of its column, written and read alike. */
export class NewTexts {
  /** The number of the text that was said last, where its form has one. */
  number: number | null = null;
  readonly #moments = new Moments();
  readonly #runIds = new RunIds();
  readonly #runs: Run[] = [];
  readonly #runPlaces = new Map<string, Run>();
  readonly #templates = new Map<string, readonly number[] | null>();
  readonly #coder: Coder;
  readonly #texts: Texts;

  constructor(coder: Coder, texts: Texts) {
    this.#coder = coder;
    this.#texts = texts;
  }

  /** `base` is what numbers are counted from, `pair` the words that tell of these. */
  say(track: Track, value: string | undefined, base: number, pair: readonly string[] | null): string {
    this.number = null;
    if (track.plan.form === 'text') return this.#texts.text(track.id, value);
    const formed = value === undefined ? undefined : formedOf(track.plan.form, value);
    if (this.#coder.bit(track.flagContexts + 1, formed === null ? 1 : 0) === 1) {
      return this.#texts.text(track.id, value);
    }
    return this.#formed(track, formed ?? undefined, base, pair);
  }

  #formed(track: Track, formed: Formed | undefined, base: number, pair: readonly string[] | null): string {
    switch (track.plan.form) {
      case 'instant':
      case 'day':
        return this.#time(track, formed as number | undefined, base);
      case 'run-id':
        return this.#runId(track, formed as ReturnType<typeof runIdOf> | undefined, base);
      case 'hex':
        return this.#hex(track, formed as ReturnType<typeof hexOf> | undefined);
      case 'digits':
        return this.#digits(track, formed as ReturnType<typeof digitsOf> | undefined);
      default:
        return this.#words(track, formed as string[] | undefined, pair);
    }
  }

  #time(track: Track, value: number | undefined, base: number): string {
    const number = base + codeSigned(this.#coder, track.numberContexts, (value ?? 0) - base);
    const isDay = track.plan.form === 'day';
    const days = isDay ? number : number / DAY_MS;
    if (!(days >= DAYS_MIN && days < DAYS_MAX + 1)) throw new Malformed('a time that no calendar has');
    this.number = number;
    return isDay ? dayText(number) : this.#moments.textOf(number);
  }

  #runId(track: Track, id: ReturnType<typeof runIdOf> | undefined, base: number): string {
    const known = id == null ? undefined : this.#runPlaces.get(id.runKey);
    const steps = known === undefined ? 0 : this.#runs.length - known.place;
    const back = codeUnsigned(this.#coder, track.numberContexts + SIGNED, steps);
    const run = back === 0 ? this.#noteRun(this.#runKey(id?.runKey)) : this.#runs[this.#runs.length - back];
    if (run === undefined) throw new Malformed('a run that is not there');
    const ms = base + codeSigned(this.#coder, track.numberContexts, (id?.ms ?? 0) - base);
    const ahead = codeSigned(this.#coder, track.numberContexts + SIGNED, (id?.count ?? 0) - run.next);
    const count = run.next + ahead;
    if (!(ms >= 0 && ms < 2 ** 48 && count >= 0 && count < 2 ** 24)) throw new Malformed('an id that is none');
    run.next = count + 1;
    this.number = ms;
    return this.#runIds.textOf({ ms, runKey: run.key, count });
  }

  #runKey(key: string | undefined): string {
    let digits = '';
    const given = key === undefined ? '' : key.replaceAll('-', '');
    for (let at = 0; at < 13; at += 1) {
      const digit = at < given.length ? Number.parseInt(given.charAt(at), 16) : 0;
      const width = at === 3 ? 2 : 4;
      digits += HEX_DIGITS.charAt(this.#coder.direct(digit & ((1 << width) - 1), width));
    }
    return runKeyOf(digits);
  }

  #noteRun(key: string): Run {
    const known = this.#runPlaces.get(key);
    if (known !== undefined) return known;
    const run = { key, place: this.#runs.length, next: 0 };
    this.#runs.push(run);
    this.#runPlaces.set(key, run);
    return run;
  }

  #hex(track: Track, hex: ReturnType<typeof hexOf> | undefined): string {
    const quads = codeUnsigned(this.#coder, track.numberContexts, (hex?.digits.length ?? 0) / 4);
    const isDashed = this.#coder.bit(track.flagContexts + 8, hex?.isDashed ? 1 : 0) === 1;
    if (quads > QUADS_MAX || (isDashed && quads !== 8)) throw new Malformed('hex digits without measure');
    let digits = '';
    for (let at = 0; at < quads; at += 1) {
      const quad = Number.parseInt(hex?.digits.slice(at * 4, at * 4 + 4) ?? '0', 16);
      digits += this.#coder.direct(quad, 16).toString(16).padStart(4, '0');
    }
    // What looks like an incarnation probably is one, and ids of its run may follow.
    if (!isDashed && quads === 8) this.#noteRun(runKeyOf(digits));
    return hexText({ digits, isDashed });
  }

  #digits(track: Track, digits: ReturnType<typeof digitsOf> | undefined): string {
    const { templates, templatePlaces } = track;
    const known = digits == null ? 0 : templatePlaces.get(digits.template);
    const place = codeUnsigned(this.#coder, track.numberContexts, known === undefined ? 0 : known + 1);
    const template = place === 0 ? this.#texts.text(track.id, digits?.template) : templates[place - 1];
    const lengths = template === undefined ? null : this.#lengths(template);
    if (template === undefined || lengths === null) throw new Malformed('a pattern that is none');
    if (place === 0) {
      templatePlaces.set(template, templates.length);
      templates.push(template);
    }
    const groups = lengths.map((_, at) => {
      const contexts = track.formContexts + at * (SIGNED + UNSIGNED);
      const before = track.groups[at] ?? 0;
      const group = digits?.groups[at] ?? 0;
      const number =
        (track.plan.counting >> at) & 1
          ? before + codeSigned(this.#coder, contexts, group - before)
          : codeUnsigned(this.#coder, contexts + SIGNED, group);
      if (number < 0) throw new Malformed('a number below zero');
      track.groups[at] = number;
      return number;
    });
    const text = digitsText(template, groups);
    if (text === null) throw new Malformed('a number longer than its place');
    return text;
  }

  #lengths(template: string): readonly number[] | null {
    let lengths = this.#templates.get(template);
    if (lengths === undefined) {
      lengths = groupLengths(template);
      this.#templates.set(template, lengths);
    }
    return lengths;
  }

  #words(track: Track, words: string[] | undefined, pair: readonly string[] | null): string {
    const count = codeUnsigned(this.#coder, track.numberContexts, words?.length ?? 0);
    if (count > WORDS_MAX) throw new Malformed('words without measure');
    const said: string[] = [];
    for (let at = 0; at < count; at += 1) {
      this.#texts.spend(1);
      const other = pair?.[at];
      said.push(this.#word(track, words?.[at], other, Math.min(at, 1)));
    }
    return said.join(' ');
  }

  #word(track: Track, word: string | undefined, other: string | undefined, position: number): string {
    const guess = other === undefined ? undefined : track.pairs.get(other);
    if (guess !== undefined && this.#coder.bit(track.flagContexts + 8 + position, word === guess ? 1 : 0) === 1) {
      return guess;
    }
    const known = word === undefined ? 0 : track.wordPlaces.get(word);
    let said: string | undefined;
    if (this.#coder.bit(track.flagContexts + 10 + position, known === undefined ? 0 : 1) === 1) {
      const contexts = track.formContexts + (position << track.plan.wordWidth);
      said = track.wordList[codeSymbol(this.#coder, contexts, track.plan.wordWidth, known ?? 0)];
      if (said === undefined) throw new Malformed('a word that was not said before');
    } else {
      said = this.#texts.text(track.id, word);
      if (track.wordList.length < 1 << track.plan.wordWidth) {
        track.wordPlaces.set(said, track.wordList.length);
        track.wordList.push(said);
      }
    }
    if (other !== undefined) track.pairs.set(other, said);
    return said;
  }
}

type Formed = number | string[] | object;

/** The parts of a text that has the form, or null. */
export function formedOf(form: Plan['form'], text: string): Formed | null {
  switch (form) {
    case 'instant':
      return instantMs(text);
    case 'day':
      return dayNumber(text);
    case 'run-id':
      return runIdOf(text);
    case 'hex':
      return hexOf(text);
    case 'digits':
      return digitsOf(text);
    case 'words':
      return wordsOf(text);
    default:
      return null;
  }
}

function wordsOf(text: string): string[] | null {
  const words = text.split(' ');
  return words.length > WORDS_MAX ? null : words;
}
