import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';

const STEPS: Partial<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export interface Roving<T extends HTMLElement> {
  place: RefObject<T | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  /** One of them is a stop of the Tab key; the arrow keys lead to the others. */
  stopAt: (index: number) => { tabIndex: 0 | -1; 'data-stop': true; onFocus: () => void };
}

/** A group of many small buttons as one stop of the Tab key. */
export function useRoving<T extends HTMLElement>(): Roving<T> {
  const place = useRef<T>(null);
  const [at, setAt] = useState(0);
  return {
    place,
    onKeyDown(event) {
      const by = STEPS[event.key];
      if (by === undefined) return;
      const stops = [...(place.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])];
      const { activeElement } = document;
      if (!(activeElement instanceof HTMLElement) || !stops.includes(activeElement)) return;
      const from = stops.indexOf(activeElement);
      event.preventDefault();
      stops[Math.max(0, Math.min(from + by, stops.length - 1))]?.focus();
    },
    stopAt: (index) => ({ tabIndex: index === at ? 0 : -1, 'data-stop': true, onFocus: () => setAt(index) }),
  };
}
