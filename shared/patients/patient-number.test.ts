import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNTER_MAX,
  checkCharacter,
  DESK_MAX,
  hasSilentExchange,
  makePatientNumber,
  type PatientNumberParts,
  parsePatientNumber,
} from './patient-number.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const parts: fc.Arbitrary<PatientNumberParts> = fc.record({
  facility: fc.stringMatching(/^[A-Z0-9]{2,8}$/),
  desk: fc.integer({ min: 1, max: DESK_MAX }),
  counter: fc.oneof(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 1, max: COUNTER_MAX })),
});
const GIVEN = { facility: 'PP014', desk: 2, counter: 4821 };

describe('the check character', () => {
  it('agrees with a published MOD 37,36 number (a Global Release Identifier)', () => {
    expect(checkCharacter('A12425GABC1234002')).toBe('M');
  });

  it('finds every wrong character and all but 72 of 45,360 exchanges of neighbours', () => {
    // What stands before two characters matters only through the carry, and one more character reaches all 36 carries.
    let missedCharacters = 0;
    let exchanges = 0;
    let missedExchanges = 0;
    for (const before of ALPHABET)
      for (const a of ALPHABET)
        for (const b of ALPHABET) {
          if (a === b) continue;
          exchanges += 1;
          if (checkCharacter(before + a) === checkCharacter(before + b)) missedCharacters += 1;
          if (checkCharacter(before + a + b) === checkCharacter(before + b + a)) missedExchanges += 1;
        }
    expect(new Set([...ALPHABET].map((char) => checkCharacter(char))).size).toBe(36);
    expect({ exchanges, missedCharacters, missedExchanges }).toEqual({
      exchanges: 45_360,
      missedCharacters: 0,
      missedExchanges: 72,
    });
  });
});

describe('makePatientNumber', () => {
  it('prints six digits and more', () => {
    expect(makePatientNumber(GIVEN)).toBe('PP014-2-004821-Q');
    expect(makePatientNumber({ facility: 'KT', desk: 99, counter: 1 })).toMatch(/^KT-99-000001-[0-9A-Z]$/);
    expect(makePatientNumber({ ...GIVEN, counter: 1_234_567 })).toMatch(/^PP014-2-1234567-[0-9A-Z]$/);
  });

  it.each([
    { ...GIVEN, facility: 'P' },
    { ...GIVEN, facility: 'PP0140000' },
    { ...GIVEN, facility: 'pp014' },
    { ...GIVEN, desk: 0 },
    { ...GIVEN, desk: 100 },
    { ...GIVEN, counter: 0 },
    { ...GIVEN, counter: 1.5 },
    { ...GIVEN, counter: COUNTER_MAX + 1 },
  ])('asserts the range of $facility $desk $counter', (wrong) => {
    expect(() => makePatientNumber(wrong)).toThrow();
  });
});

describe('parsePatientNumber', () => {
  it('reads what was made', () => {
    fc.assert(
      fc.property(parts, (made) => {
        const number = makePatientNumber(made);
        expect(parsePatientNumber(number)).toEqual({ ok: true, ...made, number });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    'pp014-2-004821-q',
    ' PP014 - 2 - 004821 - Q ',
    'PP014 2 004821 Q',
    'PP 014-2-004 821-Q',
    'PP014–2—004821−Q',
    'PP០១៤-២-០០៤៨២១-Q',
    'PP014-2-004821Q',
    'PP014-2-OO4821-Q',
    'PP014-2-oo482i-q',
    'ＰＰ014-2-004821-Ｑ',
    'PP014\u200b-2-00\u200c4821-Q',
    'PP014\t2\n004821_Q',
  ])('reads %j', (text) => {
    expect(parsePatientNumber(text)).toEqual({ ok: true, ...GIVEN, number: 'PP014-2-004821-Q' });
  });

  it('puts hyphens back where one number can be meant, and only there', () => {
    const number = makePatientNumber({ facility: 'PPK', desk: 2, counter: 4821 });
    expect(parsePatientNumber(number.replaceAll('-', ''))).toMatchObject({ ok: true, number });
    expect(parsePatientNumber(number.replace('PPK-', 'PPK'))).toMatchObject({ ok: true, number });
    expect(parsePatientNumber(number.replace('-2-', '-2'))).toMatchObject({ ok: true, number });
    // Facility PP014 with desk 2, or PP01 with desk 42.
    expect(parsePatientNumber('PP0142004821Q')).toEqual({ ok: false, reason: 'shape' });
    // Facility PP014 with desk 2, or PP01 with desk 4 and counter 2004821.
    expect(parsePatientNumber('PP014-2004821-Q')).toEqual({ ok: false, reason: 'shape' });
    // Desk 2 with counter 1004821, or desk 21 with counter 004821.
    expect(parsePatientNumber('PP014-21004821-Q')).toEqual({ ok: false, reason: 'shape' });
  });

  it.each([
    '',
    '-',
    'PP014',
    'P-2-004821-Q',
    'PP014-2-4821-Q',
    'PP014-0-004821-Q',
    'PP014-2-000000-Q',
    'PP014-02-004821-Q',
    'PP014-2-0048211-Q',
    'PP014-2-004821-Q-1',
    'ភភ014-2-004821-Q',
    'PP014-2-004821-ß',
    'PP014-2-0048A1-Q',
    '-PP014-2-004821-Q',
    `${' '.repeat(100)}PP014-2-004821-Q`,
  ])('refuses the shape of %j', (text) => {
    expect(parsePatientNumber(text)).toEqual({ ok: false, reason: 'shape' });
  });

  it('does not take a letter for a digit where both may stand', () => {
    expect(parsePatientNumber('PPO14-2-004821-Q')).toEqual({ ok: false, reason: 'check' });
    const counter = Array.from({ length: 1000 }, (_, index) => index + 1).find((at) =>
      makePatientNumber({ ...GIVEN, counter: at }).endsWith('0'),
    );
    const number = makePatientNumber({ ...GIVEN, counter: counter ?? 0 });
    expect(parsePatientNumber(`${number.slice(0, -1)}O`)).toEqual({ ok: false, reason: 'check' });
  });

  it('finds every wrong character', () => {
    fc.assert(
      fc.property(parts, (made) => {
        const number = makePatientNumber(made);
        for (let at = 0; at < number.length; at += 1) {
          if (number[at] === '-') continue;
          for (const char of ALPHABET) {
            const typed = number.slice(0, at) + char + number.slice(at + 1);
            const read = parsePatientNumber(typed);
            // An O for a 0 or an I for a 1 in desk and counter is the same number; nothing else may be read.
            expect(read.ok && read.number !== number, `${number} typed ${typed}`).toBe(false);
            if (!'OI'.includes(char) && typed !== number) expect(read.ok, `${number} typed ${typed}`).toBe(false);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds every exchange of neighbours in the numbers that have no silent one', () => {
    fc.assert(
      fc.property(parts, (made) => {
        const number = makePatientNumber(made);
        const silent: string[] = [];
        for (let at = 0; at + 1 < number.length; at += 1) {
          const next = number[at + 1] === '-' ? at + 2 : at + 1;
          const chars = [...number];
          [chars[at], chars[next]] = [number[next] ?? '', number[at] ?? ''];
          const read = number[at] === '-' ? { ok: false as const } : parsePatientNumber(chars.join(''));
          if (read.ok && read.number !== number) silent.push(read.number);
        }
        if (silent.length > 0) expect(hasSilentExchange(made)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('has few numbers with a silent exchange', () => {
    const weak = Array.from({ length: 10_000 }, (_, index) => index + 1).filter((counter) =>
      hasSilentExchange({ ...GIVEN, counter }),
    );
    expect(weak.length).toBeLessThan(400);
    expect(weak.length).toBeGreaterThan(0);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', size: 'max', maxLength: 150 }), fc.stringMatching(/^[A-Z0-9OI -]{0,25}$/)),
        (text) => {
          const read = parsePatientNumber(text);
          if (read.ok) expect(parsePatientNumber(read.number)).toEqual(read);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
