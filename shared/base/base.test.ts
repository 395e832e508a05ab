import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AssertionFailure, assert, must } from './assert.ts';
import { sha256Hex } from './hash.ts';
import { idsOfRun, runKeyOf, toHex, uuidv7 } from './ids.ts';
import { canonicalJson } from './json.ts';
import { isGranted, PERMISSIONS, ROLES } from './permission.ts';

describe('canonical JSON', () => {
  it('is equal for equal contents, whatever the order of their members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(canonicalJson({ ខ: 1, ក: 2 })).toBe('{"ក":2,"ខ":1}');
  });

  it('reads back as what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe('a hash', () => {
  it('is SHA-256 of the UTF-8 bytes', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('សុខ')).not.toBe(sha256Hex('សុខ '));
  });
});

describe('an id', () => {
  const random = { bytes: (count: number) => new Uint8Array(count).fill(0xff) };

  it('is a UUID of version 7 with its time in front', () => {
    const id = uuidv7(Date.parse('2026-03-10T02:10:00.000Z'), random);
    expect(id).toBe('019cd582-1cc0-7fff-bfff-ffffffffffff');
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-03-10T02:10:00.000Z'));
  });

  it('sorts by the time it was made', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 1e9 }), (ms, later) => {
        expect(uuidv7(ms, random) < uuidv7(ms + later, { bytes: (count) => new Uint8Array(count) })).toBe(true);
      }),
    );
  });

  it('of a run has what is the run’s own, and counts', () => {
    let ms = Date.parse('2026-03-10T02:10:00.000Z');
    const newId = idsOfRun('0123456789abcdef0123456789abcdef', () => ms, random);
    const first = newId();
    ms += 1;
    expect([first, newId()]).toEqual(['019cd582-1cc0-7012-b456-789abc000000', '019cd582-1cc1-7012-b456-789abc000001']);
    expect(z.uuid({ version: 'v7' }).safeParse(first).success).toBe(true);
  });

  it('of a run comes once, sorts by time and count, and is no other run’s', () => {
    const incarnation = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(
        incarnation,
        incarnation,
        fc.array(fc.nat(3), { maxLength: 200, size: 'max' }),
        (one, other, steps) => {
          let ms = 1_700_000_000_000;
          const [mine, theirs] = [one, other].map((run) => idsOfRun(run, () => ms, random));
          const ids = steps.flatMap((step) => {
            ms += step;
            return [mine?.() ?? '', theirs?.() ?? ''];
          });
          const own = ids.filter((_, at) => at % 2 === 0);
          expect(own).toEqual([...own].sort());
          expect(new Set(own).size).toBe(own.length);
          if (runKeyOf(one) !== runKeyOf(other)) expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) expect(z.uuid({ version: 'v7' }).safeParse(id).success).toBe(true);
        },
      ),
    );
  });

  it('shows bytes as two digits each', () => {
    expect(toHex(new Uint8Array([0, 1, 0x7f, 0xff]))).toBe('00017fff');
  });
});

describe('permissions', () => {
  it('are what each role is for', () => {
    const granted = Object.fromEntries(ROLES.map((role) => [role, PERMISSIONS.filter((one) => isGranted(role, one))]));
    expect(granted).toEqual({
      registrar: ['see-patients', 'register', 'see-sync', 'sync'],
      manager: ['see-patients', 'register', 'see-sync', 'sync', 'see-reports', 'manage'],
      'nssf-officer': ['see-patients', 'see-sync', 'sync', 'see-reports'],
    });
    expect(ROLES.every((role) => isGranted(role, 'anyone') && isGranted(role, 'signed-in'))).toBe(true);
  });
});

describe('a promise of the code', () => {
  it('is asserted by name', () => {
    expect(() => assert(false, 'a day has a night')).toThrow(new AssertionFailure('a day has a night'));
    expect(() => must(null, 'there is one')).toThrow('there is one');
    expect(must(0, 'there is one')).toBe(0);
  });
});
