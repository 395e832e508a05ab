import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Burst, isSurely, NO_BURST, pressed, SILENCE_MS, type WedgeKey } from './wedge.ts';

const CARD = '1234567-7654321-7';
/** The keys of the digits and the hyphen on the Khmer layout (NiDA), as a browser reports them. */
const KHMER: Record<string, string> = {
  ...Object.fromEntries([...'១២៣៤៥៦៧៨៩០'].map((k, i) => [(i + 1) % 10, k])),
  '-': 'ឥ',
};

interface Typing {
  gapMs: number;
  layout?: 'us' | 'khmer';
  shiftFirst?: boolean;
}

/** A text as a keyboard sends it, key by key. */
function keysOf(text: string, { gapMs, layout = 'us', shiftFirst = true }: Typing): WedgeKey[] {
  let atMs = 1_000;
  const key = (part: Partial<WedgeKey>): WedgeKey => {
    atMs += gapMs;
    return {
      atMs,
      key: '',
      code: '',
      shiftKey: false,
      isCombined: false,
      isComposing: false,
      isRepeat: false,
      ...part,
    };
  };
  return [...text].flatMap((char) => {
    const { code, shiftKey } = placeOf(char);
    const typed = layout === 'khmer' ? (KHMER[char] ?? 'ក') : char;
    const shift = shiftKey && shiftFirst ? [key({ key: 'Shift', code: 'ShiftLeft', shiftKey })] : [];
    return [...shift, key({ key: typed, code, shiftKey })];
  });
}

function placeOf(char: string): { code: string; shiftKey: boolean } {
  if (/\d/.test(char)) return { code: `Digit${char}`, shiftKey: false };
  if (/[a-z]/i.test(char)) return { code: `Key${char.toUpperCase()}`, shiftKey: /[A-Z]/.test(char) };
  const places: Record<string, [string, boolean]> = {
    '-': ['Minus', false],
    ':': ['Semicolon', true],
    '/': ['Slash', false],
    '?': ['Slash', true],
    '=': ['Equal', false],
    '.': ['Period', false],
    '{': ['BracketLeft', true],
    '}': ['BracketRight', true],
    '"': ['Quote', true],
    ',': ['Comma', false],
    '<': ['Comma', true],
    ' ': ['Space', false],
    '\n': ['Enter', false],
  };
  const [code, shiftKey] = places[char] ?? ['', false];
  return { code, shiftKey };
}

const enter = (keys: WedgeKey[], afterMs: number): WedgeKey => ({
  ...(keys.at(-1) as WedgeKey),
  key: 'Enter',
  code: 'Enter',
  atMs: (keys.at(-1) as WedgeKey).atMs + afterMs,
});

/** What was said of each key, the burst at the end, and the scans that ended with a key. */
function play(keys: WedgeKey[]) {
  let burst: Burst = NO_BURST;
  const said: string[] = [];
  const scans: string[] = [];
  for (const key of keys) {
    const step = pressed(burst, key);
    if (step.says === 'ends') scans.push(step.burst.text);
    burst = step.says === 'ends' ? NO_BURST : step.burst;
    said.push(step.says);
  }
  return { burst, said, scans };
}

describe('a scanner', () => {
  it.each([1, 5, 15, 30, 38])('is heard with %i ms between its keys, ended by Enter or by silence', (gapMs) => {
    const keys = keysOf(CARD, { gapMs });
    expect(play([...keys, enter(keys, gapMs)]).scans).toEqual([CARD]);
    const { burst } = play(keys);
    expect([burst.text, isSurely(burst)]).toEqual([CARD, true]);
    const next = pressed(burst, { ...enter(keys, SILENCE_MS + 1), key: 'a', code: 'KeyA' });
    expect(next).toMatchObject({ burst: { text: 'a' }, says: 'maybe' });
  });

  it('ends with Tab as well', () => {
    const keys = keysOf(CARD, { gapMs: 5 });
    expect(play([...keys, { ...enter(keys, 5), key: 'Tab', code: 'Tab' }]).scans).toEqual([CARD]);
  });

  it('is read by the place of its keys on a Khmer layout', () => {
    const keys = keysOf(CARD, { gapMs: 8, layout: 'khmer' });
    expect(keys.slice(0, 3).map(({ key }) => key)).toEqual(['១', '២', '៣']);
    expect(play([...keys, enter(keys, 8)]).scans).toEqual([CARD]);
  });

  it.each([
    'https://nssf.example/v?id=12345677654321',
    '{"id":"1234567-7654321-7","name":"CHAN SOKHA"}',
    'IDKHM0123456789<<<<<<<<<<<<<<<',
    'PP014-2-004821-Q',
  ])('types signs and capitals with Shift: %s', (text) => {
    for (const typing of [{ gapMs: 30 }, { gapMs: 4, shiftFirst: false }]) {
      const keys = keysOf(text, { ...typing, layout: 'khmer' });
      expect(play([...keys, enter(keys, typing.gapMs)]).scans).toEqual([text]);
    }
  });

  it('types digits on the number pad whatever Num Lock says, and capitals whatever Caps Lock says', () => {
    const pad = keysOf(CARD, { gapMs: 5 }).map((key) => {
      const digit = /\d/.exec(key.key)?.[0];
      return digit ? { ...key, code: `Numpad${digit}`, key: 'Home' } : { ...key, code: 'NumpadSubtract' };
    });
    expect(play(pad).burst.text).toBe(CARD);
    const caps = keysOf('pp014-Q', { gapMs: 5 }).map((key) => ({
      ...key,
      key: key.key.length === 1 ? key.key.toUpperCase() : key.key,
    }));
    expect(play(caps).burst.text).toBe('pp014-Q');
  });

  it('is surely one once it is like a card, and its ending key belongs to it', () => {
    const slip = keysOf('pp014-2-', { gapMs: 5 });
    expect(play([...slip, enter(slip, 5)]).said).toEqual([...Array(7).fill('maybe'), 'surely', 'ends']);
    const number = keysOf('1234567-7654', { gapMs: 5 });
    expect(play([...number, enter(number, 5)]).said).toEqual([...Array(11).fill('maybe'), 'surely', 'ends']);
  });

  it.each(['Sok Sophea Chan', '20.05.1990', '012 345 678', 'sokha 1990 ff'])('leaves %s alone at any speed', (text) => {
    const keys = keysOf(text, { gapMs: 1 });
    expect(play([...keys, enter(keys, 1)]).scans).toEqual([]);
  });

  it('is not stopped by a place that is a dead key on the layout of the day', () => {
    const keys = keysOf('{"id":"12345677654321"}', { gapMs: 5, layout: 'khmer' });
    const withDead = keys.map((key, at) =>
      at > 20 && key.code === 'BracketRight' ? { ...key, key: 'Dead', isComposing: true } : key,
    );
    expect(play(withDead).burst.text).toBe('{"id":"12345677654321"}');
  });

  it('may scan again at once', () => {
    const first = keysOf(CARD, { gapMs: 5 });
    const again = keysOf('7654321-1234567', { gapMs: 5 }).map((key) => ({ ...key, atMs: key.atMs + 200 }));
    const { scans } = play([...first, enter(first, 5), ...again, enter(again, 5)]);
    expect(scans).toEqual([CARD, '7654321-1234567']);
  });
});

describe('a person', () => {
  it('typing with an input method is left alone at any speed', () => {
    const keys = keysOf(CARD, { gapMs: 5 }).map((key) => ({ ...key, key: 'Process', isComposing: true }));
    expect(new Set(play(keys).said)).toEqual(new Set(['none']));
  });

  it.each([60, 75, 90])('typing with %i ms between keys is left alone', (gapMs) => {
    const keys = keysOf('sokha 1990 1234567', { gapMs });
    const { said, scans } = play([...keys, enter(keys, gapMs)]);
    expect(scans).toEqual([]);
    expect(said).not.toContain('surely');
  });

  it('rolling over a few keys is left alone', () => {
    const keys = keysOf('sokha chenda', { gapMs: 80 }).map((key, at) => ({ ...key, atMs: key.atMs - (at % 4) * 70 }));
    const { said, scans } = play(keys);
    expect([said.includes('surely'), scans]).toEqual([false, []]);
  });

  it('holding a key is no scanner', () => {
    const [first] = keysOf('7', { gapMs: 30 });
    const held = Array.from({ length: 40 }, (_, at) => ({
      ...(first as WedgeKey),
      atMs: 1_500 + at * 30,
      isRepeat: at > 0,
    }));
    const { said, scans } = play([...held, enter(held, 30)]);
    expect([new Set(said.slice(1)), scans]).toEqual([new Set(['none']), []]);
  });

  it('pressing Enter soon after a few letters is left alone', () => {
    const keys = keysOf('1990', { gapMs: 10 });
    expect(play([...keys, enter(keys, 10)]).said.at(-1)).toBe('none');
  });

  it('pressing Enter after a scan that ended by silence is left alone', () => {
    const keys = keysOf(CARD, { gapMs: 5 });
    expect(pressed(play(keys).burst, enter(keys, 400)).says).toBe('none');
  });

  it.each<[string, Partial<WedgeKey>]>([
    ['a combination, as in a paste', { isCombined: true }],
    ['AltGr', { isCombined: true, key: '€' }],
    ['a dead key or an input method', { isComposing: true, key: 'Process' }],
    ['an arrow', { key: 'ArrowDown', code: 'ArrowDown' }],
    ['a function key', { key: 'F2', code: 'F2' }],
  ])('breaks a burst with %s', (_what, part) => {
    const keys = keysOf('1234567', { gapMs: 10 });
    const odd = { ...(keys.at(-1) as WedgeKey), ...part, atMs: (keys.at(-1) as WedgeKey).atMs + 10 };
    expect(play([...keys, odd])).toMatchObject({ burst: NO_BURST, scans: [] });
  });

  it('pasting sends no keys but Ctrl and V', () => {
    const [v] = keysOf('v', { gapMs: 5 });
    const control = { ...(v as WedgeKey), key: 'Control', code: 'ControlLeft', isCombined: true };
    expect(play([control, { ...(v as WedgeKey), isCombined: true }])).toMatchObject({ burst: NO_BURST, scans: [] });
  });

  it('is never taken for a scanner while any eight keys take longer than a scanner needs', () => {
    const gaps = fc.array(fc.integer({ min: 5, max: 400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, (waits) => {
        const keys = keysOf('a'.repeat(waits.length), { gapMs: 0 });
        let atMs = 0;
        let run = 0;
        let longest = 0;
        const timed = keys.map((key, at) => {
          const wait = waits[at] ?? 0;
          atMs += wait;
          run = wait <= 40 && at > 0 ? run + 1 : 1;
          longest = Math.max(longest, run);
          return { ...key, atMs };
        });
        expect(play(timed).said.includes('surely')).toBe(longest >= 8);
      }),
    );
  });
});
