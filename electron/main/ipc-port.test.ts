import { describe, expect, it } from 'vitest';
import { isFromOurPage, readMessage } from './ipc-port.ts';

const page = { url: 'app://tonle/', parent: null };

describe('who may ask', () => {
  it('is the page in the window and nobody else', () => {
    expect(isFromOurPage(page)).toBe(true);
    expect(isFromOurPage(null)).toBe(false);
    // A frame inside the page, even one that shows our own address.
    expect(isFromOurPage({ url: 'app://tonle/', parent: page as never })).toBe(false);
    for (const url of [
      'https://tonle/',
      'app://tonle.example/',
      'app://other/',
      'app://user@tonle/',
      'data:text/html,x',
      'file:///index.html',
      'about:blank',
      '',
    ]) {
      expect(isFromOurPage({ url, parent: null }), url).toBe(false);
    }
  });
});

describe('what is a message', () => {
  it('is JSON text, handed on as it is with the session inside', () => {
    const request = { id: '12345678', name: 'staff.me', input: {}, session: 'token' };
    expect(readMessage(JSON.stringify(request))).toEqual({ request });
  });

  it('is nothing else', () => {
    for (const message of [undefined, null, 7, { id: '12345678' }, '', '{', 'undefined']) {
      expect(readMessage(message)).toMatchObject({ refused: { ok: false, fault: { code: 'invalid' } } });
    }
  });

  it('is measured in bytes, so Khmer letters count as three', () => {
    const ofLength = (count: number, letter: string) => JSON.stringify(letter.repeat(count - 2));
    expect(readMessage(ofLength(1024 * 1024, 'x'))).toHaveProperty('request');
    expect(readMessage(ofLength(1024 * 1024 + 1, 'x'))).toMatchObject({ refused: { fault: { code: 'too-large' } } });
    expect(readMessage(ofLength(400_000, 'ក'))).toMatchObject({ refused: { fault: { code: 'too-large' } } });
  });
});
