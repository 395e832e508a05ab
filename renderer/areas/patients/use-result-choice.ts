import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

export interface ResultChoice<Option> {
  active: Option | undefined;
  /** Another text was typed: the first result is active again. */
  restart: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Which result the arrow keys have reached, and what Enter does. A scanner types and presses Enter before the answer is
 * there: then `only` is picked once it is, the one single person found, and never one of several.
 */
export function useResultChoice<Option>(
  options: Option[],
  isSettled: boolean,
  only: Option | undefined,
  pick: (option: Option) => void,
): ResultChoice<Option> {
  const [at, setAt] = useState(0);
  const isEnterWaiting = useRef(false);
  const last = options.length - 1;
  const active = options[Math.min(at, last)];

  useEffect(() => {
    if (!isEnterWaiting.current || !isSettled) return;
    isEnterWaiting.current = false;
    if (only !== undefined) pick(only);
  });
  return {
    active,
    restart: () => {
      isEnterWaiting.current = false;
      setAt(0);
    },
    onKeyDown: (event) => {
      if (event.key === 'ArrowDown') setAt(Math.min(at + 1, last));
      else if (event.key === 'ArrowUp') setAt(Math.max(Math.min(at, last) - 1, 0));
      else if (event.key === 'Enter' && !event.repeat && !event.nativeEvent.isComposing) {
        isEnterWaiting.current = !isSettled;
        if (isSettled && active !== undefined) pick(active);
      } else return;
      event.preventDefault();
    },
  };
}
