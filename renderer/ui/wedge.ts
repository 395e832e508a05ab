/**
 * A scanner of the keyboard-wedge kind is a keyboard that types very fast. It is told from a person by its timing, and
 * read by the place of each key: on a Khmer layout the scanner's 1 arrives as ១ and its - as another letter, but the
 * place is the one that the scanner pressed, on the US layout that scanners are delivered with.
 *
 *     person   s········o·······k········h·······a          60 ms and more between two keys
 *     scanner  1·2·3·4·5·6·7·-·7·6·5·4·3·2·1⏎               a few ms; the slowest about 30
 *              └ maybe ─────┘└ surely ──────┘└ ends
 *
 * A burst is plain data, so that the timing can be tested without a keyboard.
 */
export interface WedgeKey {
  /** When the keyboard says that the key went down: a busy page must not make slow typing look fast. */
  atMs: number;
  key: string;
  code: string;
  shiftKey: boolean;
  /** Ctrl, Alt, AltGr or Meta is down: a command, or a letter that a scanner cannot type this way. */
  isCombined: boolean;
  /** A dead key or an input method is at work. */
  isComposing: boolean;
  /** The key is being held. */
  isRepeat: boolean;
}

/** What has been typed so far at the speed of a scanner. */
export interface Burst {
  text: string;
  lastMs: number;
}

/**
 * - `none`: a person's key, or not one that types.
 * - `maybe`: the first keys of a burst; most often a person's.
 * - `surely`: so many keys at this speed that no person typed them.
 * - `ends`: the key that closes a scan; it belongs to the scanner as well.
 */
export type WedgeSays = 'none' | 'maybe' | 'surely' | 'ends';

export const NO_BURST: Burst = { text: '', lastMs: Number.NEGATIVE_INFINITY };
/** Scanners need at most about 30 ms from key to key, and the clock of the keyboard shakes by some; people need 60. */
export const KEY_GAP_MAX_MS = 40;
/** A scanner that sends no Enter has ended when nothing came for so long. */
export const SILENCE_MS = 60;
const SURELY_KEYS_MIN = 8;
/** A date, a phone number or an age may be put in by a program at any speed; a card's number is longer than all of them. */
const SURELY_DIGITS_MIN = 12;
const PAYLOAD_BEGINS = /^(?:https?:|\{|\]|IDKHM)/i;
/** No code holds more; a key that is stuck at this speed ends here. */
const KEYS_MAX = 4296;

/** Fast enough, long enough, and like what cards and slips hold: words alone are never taken from whoever wrote them. */
export function isSurely({ text }: Burst): boolean {
  if (text.length < SURELY_KEYS_MIN) return false;
  if (PAYLOAD_BEGINS.test(text)) return true;
  if (/^[\d./ -]*$/.test(text)) return text.length >= SURELY_DIGITS_MIN;
  return /\d/.test(text) && !/\s/.test(text);
}

/** The next key. `burst` is what is being typed after it; a scan that ends is the text of the burst before it. */
export function pressed(burst: Burst, key: WedgeKey): { burst: Burst; says: WedgeSays } {
  const isSoon = key.atMs - burst.lastMs <= KEY_GAP_MAX_MS;
  const before = isSoon ? burst : NO_BURST;
  // A place of the scanner's can be a dead key on the person's layout; an input method is at work from the first key on.
  const isWritten = key.isComposing && !isSurely(before);
  if (key.isCombined || isWritten || key.isRepeat) return { burst: NO_BURST, says: 'none' };
  // A scanner presses Shift for a capital letter, and its next key follows the Shift as fast.
  if (key.key === 'Shift') return { burst: { ...before, lastMs: key.atMs }, says: 'none' };
  if (key.key === 'Enter' || key.key === 'Tab') {
    return isSurely(before) ? { burst: before, says: 'ends' } : { burst: NO_BURST, says: 'none' };
  }
  const char = charAt(key);
  if (char === null) return { burst: NO_BURST, says: 'none' };
  const next = { text: before.text.length < KEYS_MAX ? before.text + char : before.text, lastMs: key.atMs };
  return { burst: next, says: isSurely(next) ? 'surely' : 'maybe' };
}

const PLAIN: Record<string, string> = {
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
  NumpadDecimal: '..',
};
const SHIFTED_DIGITS = ')!@#$%^&*(';

/** The character at that place of a US keyboard; null for a key that types none. Caps Lock is the person's, not the scanner's. */
function charAt({ code, key, shiftKey }: WedgeKey): string | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey ? SHIFTED_DIGITS.charAt(Number(digit)) : digit;
  const onPad = /^Numpad(\d)$/.exec(code)?.[1];
  if (onPad) return onPad;
  const plain = PLAIN[code];
  if (plain) return plain.charAt(shiftKey ? 1 : 0);
  // Some keyboards on the screen give no place.
  return code === '' && /^[\x20-\x7e]$/.test(key) ? key : null;
}
