import { useEffect, useRef } from 'react';
import { hotkeyOf, isTypingTarget } from './hotkeys.ts';

export type HotkeyTable = Partial<Record<string, () => void>>;

/** A combination or a function key works everywhere; a bare letter or digit only where nobody is typing. */
function worksWhileTyping(hotkey: string): boolean {
  return /^(ctrl|alt)\+|^f\d|^escape$|^page/.test(hotkey);
}

/**
 * Keys of the screen that is shown. What a component closer to the key has handled (`preventDefault`) is left alone, and
 * a held key acts once.
 */
export function useHotkeys(table: HotkeyTable, isOn = true): void {
  const latest = useRef(table);
  useEffect(() => {
    latest.current = table;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const hotkey = hotkeyOf(event);
      const act = latest.current[hotkey];
      if (!act || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (isTypingTarget(target) && !worksWhileTyping(hotkey)) return;
      event.preventDefault();
      if (!event.repeat) act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isOn]);
}
