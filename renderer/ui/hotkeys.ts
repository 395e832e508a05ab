/**
 * Which key was pressed, by its place on the keyboard: on a Khmer layout the key of the digit 1 types ១ and the key E
 * types េ, and both must choose what is printed on the screen.
 */
export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** In small letters: 'f2', 'escape', '1', 'e', 'ctrl+n', 'alt+n', 'arrowdown'… */
export function hotkeyOf(press: KeyPress): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  // Some on-screen keyboards and test drivers send no code.
  const name = digit ?? letter ?? press.key;
  return [press.ctrlKey || press.metaKey ? 'ctrl' : '', press.altKey ? 'alt' : '', name]
    .filter(Boolean)
    .join('+')
    .toLowerCase();
}

/** True where a letter or digit is typing and not a command. */
export function isTypingTarget(
  target: { tagName?: string; isContentEditable?: boolean; type?: string } | null,
): boolean {
  if (!target) return false;
  if (target.isContentEditable) return true;
  return target.tagName === 'INPUT' || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT';
}
