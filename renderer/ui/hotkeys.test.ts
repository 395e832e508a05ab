import { describe, expect, it } from 'vitest';
import { hotkeyOf, isTypingTarget } from './hotkeys.ts';

const press = (key: string, code: string, held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  hotkeyOf({ key, code, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...held });

describe('hotkeyOf', () => {
  it('goes by the place of the key, so that a Khmer layout works', () => {
    expect([press('១', 'Digit1'), press('1', 'Numpad1'), press('េ', 'KeyE'), press('e', 'KeyE')]).toEqual([
      '1',
      '1',
      'e',
      'e',
    ]);
  });

  it('names combinations and function keys', () => {
    expect([
      press('n', 'KeyN', { ctrlKey: true }),
      press('n', 'KeyN', { altKey: true }),
      press('F2', 'F2'),
      press('Escape', 'Escape'),
    ]).toEqual(['ctrl+n', 'alt+n', 'f2', 'escape']);
  });

  it('falls back to the character where no place is given', () => {
    expect([press('w', ''), press('Enter', '')]).toEqual(['w', 'enter']);
  });
});

describe('isTypingTarget', () => {
  it('tells fields from buttons', () => {
    expect([{ tagName: 'INPUT' }, { tagName: 'SELECT' }, { tagName: 'BUTTON' }, null].map(isTypingTarget)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
