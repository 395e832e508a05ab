import { assert } from './assert.ts';

/** The bytes of a text of ASCII characters, as those of the formats that travel and are hashed. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    assert(code < 128, 'only ASCII text is written as bytes here');
    bytes[i] = code;
  }
  return bytes;
}

/** One character a byte; what is not ASCII comes out as something that no schema accepts. */
export function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
