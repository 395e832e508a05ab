import { createContext, type ReactNode, useContext, useState } from 'react';
import { must } from '../../shared/base/assert.ts';

const UnsavedContext = createContext<Map<string, unknown> | null>(null);

/** Holds what was typed into a form that was left, as long as its person is signed in; in memory alone. */
export function UnsavedProvider({ children }: { children: ReactNode }) {
  const [forms] = useState(() => new Map<string, unknown>());
  return <UnsavedContext value={forms}>{children}</UnsavedContext>;
}

export interface Unsaved<T> {
  value: T;
  set: (value: T) => void;
  /** It is saved, or not wanted any more. */
  forget: () => void;
}

/**
 * The content of a form that comes back when the form is opened again.
 * @param key names the record and the version that the form was opened on, and so the shape of the content; without the
 *   version where the content goes along to another one itself
 */
export function useUnsaved<T>(key: string, first: () => T): Unsaved<T> {
  const forms = must(useContext(UnsavedContext), 'a form stands inside UnsavedProvider');
  const [value, setValue] = useState(() => (forms.has(key) ? (forms.get(key) as T) : first()));
  return {
    value,
    set(next) {
      forms.set(key, next);
      setValue(next);
    },
    forget: () => forms.delete(key),
  };
}
