import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FREE_NUMBER_LENGTH_MAX,
  formatNssf,
  IDENTIFIER_KINDS,
  type IdentifierFault,
  type IdentifierKind,
  normaliseIdentifier,
  normalisePhone,
  nssfKey,
  RAW_LENGTH_MAX,
} from './identifiers.ts';

const anyKind = fc.constantFrom(...IDENTIFIER_KINDS);
const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const toKhmer = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x17e0 + Number(digit)));

describe('an NSSF number', () => {
  it.each([
    ['1234567-7654321-ឈ', '1234567-7654321-ឈ'],
    ['1234567-7654321-7', '1234567-7654321-7'],
    ['១២៣៤៥៦៧-៧៦៥៤៣២១', '1234567-7654321'],
    ['១២៣៤៥៦៧-៧៦៥៤៣២១-៧', '1234567-7654321-7'],
    [' 1234567 7654321 ឈ ', '1234567-7654321-ឈ'],
    ['12345677654321', '1234567-7654321'],
    ['123456776543217', '1234567-7654321-7'],
    ['1234567\u200b-7654321\u00a0– ក', '1234567-7654321-ក'],
    ['1234567‐7654321−អ', '1234567-7654321-អ'],
  ])('reads %s', (raw, printed) => {
    expect(normaliseIdentifier('nssf', raw)).toEqual({ ok: true, raw, normalised: '12345677654321' });
    expect(nssfKey(raw)).toBe('12345677654321');
    expect(formatNssf(raw)).toBe(printed);
  });

  it.each([
    '1234567-765432',
    '1234567-7654321-77',
    '1234567-7654321-X',
    '1234567-7654321-ឣ',
    '1234567-7654321-ា',
    'O234567-7654321',
    '1234567/7654321',
  ])('refuses the shape of %s', (raw) => {
    expect(normaliseIdentifier('nssf', raw)).toEqual({ ok: false, raw, reason: 'nssf-shape' });
    expect([nssfKey(raw), formatNssf(raw)]).toEqual([null, null]);
  });

  it('takes any digits with any check character, and every printed form has the same key', () => {
    const check = fc.oneof(
      fc.constant(''),
      digits(1),
      fc.integer({ min: 0x1780, max: 0x17a2 }).map((code) => String.fromCodePoint(code)),
    );
    fc.assert(
      fc.property(digits(14), check, (key, last) => {
        const printed = formatNssf(key + last);
        expect(printed).toMatch(/^\d{7}-\d{7}(-[\dក-អ])?$/);
        for (const form of [key + last, printed ?? '', toKhmer(printed ?? ''), (printed ?? '').replaceAll('-', ' ')]) {
          expect(nssfKey(form)).toBe(key);
          expect(formatNssf(form)).toBe(printed);
        }
      }),
    );
  });
});

describe('a national identity number', () => {
  it.each([
    ['123456789', '123456789'],
    ['១២៣ ៤៥៦ ៧៨៩', '123456789'],
    ['123-456-789', '123456789'],
    ['IDKHM1234567897<<<<<<<<<<<<<<<', '123456789'],
    ['idkhm 123456789', '123456789'],
    ['IDKHM0234567897<<<<<<<<<<<<<<<\n9001011M3001017KHM<<<<<<<<<<<4\nSOK<<DARA<<<<<<<<<<<<<<<<<<<<<', '023456789'],
    ['IDKHMO2345678I7<<<', '023456781'],
    ['1DKHM123456789', '123456789'],
    ['O2345678l', '023456781'],
  ])('reads %s', (raw, normalised) => {
    expect(normaliseIdentifier('national-id', raw)).toEqual({ ok: true, raw, normalised });
  });

  it.each(['12345678', '1234567890', 'T23456789', 'L23456789', 'IDKHM12345678', 'IDVNM123456789', 'A12345678'])(
    'refuses %s',
    (raw) => {
      expect(normaliseIdentifier('national-id', raw)).toEqual({ ok: false, raw, reason: 'national-id-shape' });
    },
  );
});

describe('a free-text number', () => {
  it.each<[IdentifierKind, string, string]>([
    ['hef', '0102-03 / 0045', '0102030045'],
    ['hef', '០១០២-០៣', '010203'],
    ['pmrs', ' pm.00 12a\u200b ', 'PM0012A'],
    ['passport', 'n 0123456', 'N0123456'],
    ['passport', 'Ｎ０１', 'N01'],
  ])('%s: %s', (kind, raw, normalised) => {
    expect(normaliseIdentifier(kind, raw)).toEqual({ ok: true, raw, normalised });
  });

  it('keeps O and 0 apart, since both may be meant', () => {
    const read = (raw: string) => normaliseIdentifier('passport', raw);
    expect(read('N0')).not.toMatchObject({ normalised: 'NO' });
  });
});

describe('any identifier', () => {
  it.each<[IdentifierKind, string, IdentifierFault]>([
    ...IDENTIFIER_KINDS.flatMap((kind): [IdentifierKind, string, IdentifierFault][] => [
      [kind, '', 'empty'],
      [kind, ' \u200b\n', 'empty'],
      [kind, 'NULL', 'empty'],
      [kind, 'null ', 'empty'],
      [kind, '1'.repeat(RAW_LENGTH_MAX + 1), 'too-long'],
    ]),
    ['pmrs', '1'.repeat(FREE_NUMBER_LENGTH_MAX + 1), 'too-long'],
    ['hef', ' - / - ', 'empty'],
  ])('%s %j: %s', (kind, raw, reason) => {
    expect(normaliseIdentifier(kind, raw)).toEqual({ ok: false, raw, reason });
  });

  it('keeps the raw text, never throws, and reads its own normal form as the same', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', size: 'max', maxLength: 300 }),
      fc.stringMatching(/^[0-9A-Zក-អ០-៩ -]{0,20}$/),
    );
    fc.assert(
      fc.property(anyKind, text, (kind, raw) => {
        const read = normaliseIdentifier(kind, raw);
        expect(read.raw).toBe(raw);
        if (read.ok) expect(normaliseIdentifier(kind, read.normalised)).toEqual({ ...read, raw: read.normalised });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a telephone number', () => {
  it.each([
    '012 345 678',
    '012-345-678',
    '០១២ ៣៤៥ ៦៧៨',
    '+855 12 345 678',
    '+855 (0)12 345 678',
    '(+855) 12.345.678',
    '00855 12 345 678',
    '85512345678',
    '12345678',
    '＋855\u200b12345678',
    '012345678 / 098765432',
    'NULL, 012345678',
  ])('reads %s', (raw) => {
    expect(normalisePhone(raw)).toBe('+85512345678');
  });

  it('reads nine digits after the 0, and numbers abroad', () => {
    expect(normalisePhone('096 123 4567')).toBe('+855961234567');
    expect(normalisePhone('+66 81 234 5678')).toBe('+66812345678');
    expect(normalisePhone('0084 91 234 56 78')).toBe('+84912345678');
  });

  it.each([
    '',
    ' ',
    'NULL',
    '0000000000',
    '000000000',
    '០០០០០០០០០',
    '+',
    'none',
    '012 345',
    '0012345678',
    '+012345678',
    '0123456789012',
    '012 345 67x',
  ])('reads nothing in %j', (raw) => {
    expect(normalisePhone(raw)).toBeNull();
  });

  it('reads its own normal form as the same', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.stringMatching(/^(\+|0|\+855)?\d{6,12}$/),
          fc.string({ unit: 'binary', size: 'max', maxLength: 300 }),
        ),
        (raw) => {
          const phone = normalisePhone(raw);
          if (phone !== null) expect(normalisePhone(phone)).toBe(phone);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
