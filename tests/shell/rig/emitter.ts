import { EventEmitter } from 'node:events';

/**
 * Electron's emitters have one overload an event, and `this` in their types is the whole class, which a stand-in is not.
 * So a stand-in keeps its events here and shows the class's own `on` and `once`: the compiler then checks the event's
 * name and listener in the program as it does for Electron.
 */
export function emitter<T extends { on: unknown; once: unknown }>(self: () => unknown) {
  const events = new EventEmitter();
  events.setMaxListeners(50);
  const add = (how: 'on' | 'once') => (name: string, listener: (...args: unknown[]) => void) => {
    events[how](name, listener);
    return self();
  };
  return {
    emit: (name: string, ...args: unknown[]) => events.emit(name, ...args),
    on: add('on') as unknown as T['on'],
    once: add('once') as unknown as T['once'],
  };
}

/** An event that a listener may prevent, as Electron's are. */
export function preventable<P extends object>(
  parts: P,
): P & { preventDefault(): void; readonly defaultPrevented: boolean } {
  let isPrevented = false;
  return Object.defineProperties(
    { ...parts, preventDefault: () => (isPrevented = true) },
    { defaultPrevented: { get: () => isPrevented } },
  ) as P & { preventDefault(): void; readonly defaultPrevented: boolean };
}
