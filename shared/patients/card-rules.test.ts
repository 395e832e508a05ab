import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_TEXT_MAX, isBareNumber, readCard } from './card-rules.ts';

const NUMBER = '1234567-7654321-7';
const nssf = (nssfNumber: string, birthText?: string) => ({
  kind: 'nssf',
  nssfNumber,
  nssfKey: '12345677654321',
  ...(birthText === undefined ? {} : { birthText }),
});
const read = (raw: string) => {
  const { raw: kept, ...reading } = readCard(raw);
  expect(kept).toBe(raw);
  return reading;
};

describe('an NSSF card', () => {
  it.each([
    ['digits', '123456776543217', NUMBER],
    ['as printed', NUMBER, NUMBER],
    ['with a Khmer check letter', '1234567-7654321-ឈ', '1234567-7654321-ឈ'],
    ['without its check character', '12345677654321', '1234567-7654321'],
    ['in Khmer numerals', '១២៣៤៥៦៧-៧៦៥៤៣២១-៧', NUMBER],
    ['pasted with spaces', ' 123 4567  7654 321 7\n', NUMBER],
    ['pasted over two lines', '1234567-\r\n7654321-7', NUMBER],
    ['pasted with what nobody sees', '1234567\u200b-\ufeff7654321\u00ad\u2011\u200e7', NUMBER],
    ['in a sentence', 'NSSF ID: 1234567-7654321-7, Chan Sokha', NUMBER],
    ['after a hyphen', 'NSSF-12345677654321', '1234567-7654321'],
    ['before a Khmer name', '1234567-7654321 សុខា', '1234567-7654321'],
    ['glued to a Khmer name', '1234567-7654321សុខា', '1234567-7654321'],
    ['between bars', '1234567-7654321-7|CHAN SOKHA|F|20/05/1990', NUMBER],
    ['with what the scanner calls the code', ']Q1123456776543217', NUMBER],
    ['address with a parameter', 'https://member.nssf.example/v?lang=km&id=12345677654321', '1234567-7654321'],
    ['address with a path', 'https://nssf.example/m/1234567-7654321-7/', NUMBER],
    ['address with a fragment', 'nssf.example/#/card?no=1234567+7654321', '1234567-7654321'],
    [
      'address with Khmer in percent',
      `https://nssf.example/?id=${encodeURIComponent('១២៣៤៥៦៧-៧៦៥៤៣២១-ឈ')}`,
      '1234567-7654321-ឈ',
    ],
    ['address with broken percent', 'https://nssf.example/?a=%E1%9&id=12345677654321', '1234567-7654321'],
    ['address with JSON', `https://nssf.example/?d=${encodeURIComponent('{"id":"1234567-7654321-7"}')}`, NUMBER],
    ['JSON', '{"id":"1234567-7654321-7","name":"CHAN SOKHA"}', NUMBER],
    ['JSON with a number', '{"v":1,"nssf":12345677654321}', '1234567-7654321'],
    ['JSON, nested', '[{"card":{"ids":["x",{"no":"1234567 7654321"}]}}]', '1234567-7654321'],
    ['JSON, escaped', JSON.stringify({ id: '១២៣៤៥៦៧៧៦៥៤៣២១' }).replace(/[^\0-\x7f]/g, escaped), '1234567-7654321'],
    ['JSON, a text alone', '"12345677654321"', '1234567-7654321'],
    ['JSON that is cut off', '{"id":"1234567-7654321-7","na', NUMBER],
    ['twice, once without the check', '{"id":"12345677654321","printed":"1234567-7654321-ឈ"}', '1234567-7654321-ឈ'],
    ['twice, with two checks', '12345677654321-7 / 12345677654321-8', '1234567-7654321'],
  ])('%s', (_what, raw, printed) => expect(read(raw)).toEqual(nssf(printed)));

  it.each([
    ['{"id":"12345677654321","dob":"1990-05-20"}', '1990-05-20'],
    ['{"id":"12345677654321","dateOfBirth":"20/05/1990"}', '1990-05-20'],
    ['{"id":"12345677654321","birth":"1990-05-20T00:00:00Z"}', '1990-05-20'],
    ['{"id":"12345677654321","ថ្ងៃខែឆ្នាំកំណើត":"២០-០៥-១៩៩០"}', '1990-05-20'],
    ['https://nssf.example/?id=12345677654321&dob=19900520', '1990-05-20'],
    ['{"id":"12345677654321","dob":"1990-13-40"}', undefined],
    ['{"id":"12345677654321","dob":"1990"}', undefined],
    ['{"id":"12345677654321","issued":"2020-05-20"}', undefined],
    ['{"id":"12345677654321","birth":"1990-05-20","father":{"birth":"1960-01-02"}}', undefined],
  ])('takes the birth date only from where it is named: %s', (raw, birth) =>
    expect(read(raw)).toEqual(nssf('1234567-7654321', birth)),
  );
});

describe('what is no NSSF number', () => {
  it.each([
    ['nothing', ''],
    ['a name', 'សុខា 1990'],
    ['a phone number', '012 345 678'],
    ['a phone number and a birth year', '097 123 4567 1990'],
    ['too few digits', '1234567-765432'],
    ['too many digits', '1234567765432177'],
    ['two people', '1234567-7654321-7 1234567-7654322-7'],
    ['two people in JSON', '{"id":"12345677654321","guardian":"22345677654321"}'],
    ['a longer number around it', '12-1234567-7654321-7-99'],
    ['a number cut by JSON', '{"a":1234567,"b":7654321}'],
    ['an address', 'https://example.org/?page=3'],
    ['a slip of ours', 'PP014-2-004821-Q'],
    ['more than a code can hold', `12345677654321${' '.repeat(CARD_TEXT_MAX)}`],
  ])('%s', (_what, raw) => expect(read(raw)).toEqual({ kind: 'other' }));
});

describe('a Khmer identity card', () => {
  const lines = ['IDKHM0123456789<<<<<<<<<<<<<<<', '9005205F3005201KHM<<<<<<<<<<<8', 'CHAN<<SOKHA<<<<<<<<<<<<<<<<<<<'];

  it('gives its number from the zone that machines read', () => {
    expect(read(lines.join('\n'))).toEqual({ kind: 'national-id', nationalId: '012345678' });
    expect(read(lines.join(''))).toEqual({ kind: 'national-id', nationalId: '012345678' });
    expect(read('lDKHMO12345678')).toEqual({ kind: 'national-id', nationalId: '012345678' });
  });

  it('says nothing where the zone cannot be read', () => {
    expect(read('IDKHM01234')).toEqual({ kind: 'other' });
  });
});

describe('readCard', () => {
  const digits = fc.stringMatching(/^\d{14}$/);
  const check = fc.constantFrom('', '0', '7', 'ក', 'ឈ', 'អ');
  const noise = fc.stringMatching(/^[ \-\u200b\u2011\n]{0,3}$/);
  const khmer = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x17e0 + Number(digit)));
  const wrapped = fc.constantFrom<(number: string) => string>(
    (number) => number,
    (number) => khmer(number),
    (number) => `https://nssf.example/card/${encodeURIComponent(number)}?lang=km`,
    (number) => `https://nssf.example/?n=${encodeURIComponent(khmer(number))}`,
    (number) => JSON.stringify({ card: [{ id: number, name: 'សុខា' }] }),
    (number) => `NSSF: ${number} CHAN`,
  );

  it('finds any number in any of its wrappings', () => {
    fc.assert(
      fc.property(digits, check, wrapped, (number, letter, wrap) => {
        const printed = [number.slice(0, 7), number.slice(7), letter].filter((part) => part !== '').join('-');
        const reading = readCard(wrap(printed));
        expect(reading).toMatchObject({ kind: 'nssf', nssfKey: number, nssfNumber: printed });
        expect(readCard(printed)).toMatchObject({ nssfKey: number, nssfNumber: printed });
      }),
    );
  });

  it('does not care how the digits are grouped', () => {
    fc.assert(
      fc.property(digits, fc.array(noise, { minLength: 14, maxLength: 14 }), (number, gaps) => {
        const spread = [...number].map((digit, at) => digit + gaps[at]).join('');
        fc.pre(!/^\s*0[\d\s]*\s(19|20)\d\d\s*$/.test(spread.replaceAll('\u200b', '')));
        expect(readCard(spread)).toMatchObject({ kind: 'nssf', nssfKey: number });
      }),
    );
  });

  it('never chooses between two people', () => {
    fc.assert(
      fc.property(digits, digits, wrapped, (one, other, wrap) => {
        fc.pre(one !== other);
        expect(readCard(JSON.stringify([wrap(one), other])).kind).toBe('other');
        expect(readCard(`${one} / ${other}`).kind).toBe('other');
      }),
    );
  });

  it('answers every text, keeps it and never makes up digits', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(...'0123456789០៩ -/?&=#%{}[]":,ក\u200b'), maxLength: 300 }),
      fc.json(),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const reading = readCard(raw);
        expect(reading.raw).toBe(raw);
        if (reading.kind === 'nssf') expect(reading.nssfNumber.replace(/\D/g, '').slice(0, 14)).toBe(reading.nssfKey);
        expect(isBareNumber(raw) && raw.length < 100 ? reading.kind : 'nssf').toBe('nssf');
      }),
      { numRuns: 2000 },
    );
  });

  it('is not slowed down by what is written to slow it down', () => {
    for (const unit of ['1', '1234567 ', '0 ', '[', '{"a":', '-', '%E1', '1234567-7654321-', ' ', 'a=', 'birth']) {
      const raw = unit.repeat(Math.ceil(CARD_TEXT_MAX / unit.length)).slice(0, CARD_TEXT_MAX);
      expect(readCard(raw).raw).toBe(raw);
    }
  });
});

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
