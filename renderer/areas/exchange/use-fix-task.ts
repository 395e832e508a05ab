import { type RefObject, useEffect, useRef, useState } from 'react';
import type { TrayEntry } from './tray.ts';

export type FixDoing = 'correct' | 'resend' | 'withdraw' | 'settle';

export interface FixTask {
  place: RefObject<HTMLElement | null>;
  chosen: TrayEntry | null;
  choose: (entry: TrayEntry) => void;
  /** What is being done with the chosen one; null while the person looks at the list. */
  task: FixDoing | null;
  begin: (task: FixDoing) => void;
  /** The safe next step for an entry: what Enter does on its row. */
  act: (entry: TrayEntry) => void;
  stop: () => void;
  /** It is done, and this is said of it, in the language of the moment; the next one is chosen. */
  finish: (says: () => string) => void;
  done: (() => string) | null;
}

/**
 * Which entry of the tray the person is at, and what is being done with it. While a form is open its entry stays, even
 * when the desk's list moves on, so that nothing typed is lost.
 */
export function useFixTask(entries: TrayEntry[] | undefined, firstKey: string | null = null): FixTask {
  const place = useRef<HTMLElement>(null);
  const [chosenKey, setChosenKey] = useState<string | null>(firstKey);
  const [held, setHeld] = useState<{ entry: TrayEntry; task: FixDoing } | null>(null);
  const [done, setDone] = useState<(() => string) | null>(null);
  const listed = entries?.find(({ key }) => key === chosenKey) ?? entries?.[0] ?? null;
  const chosen = held?.entry ?? listed;
  const rowKey = held === null ? (listed?.key ?? null) : null;
  useEffect(() => {
    if (rowKey !== null) place.current?.querySelector<HTMLElement>('[data-chosen="true"]')?.focus();
  }, [rowKey]);

  const begin = (entry: TrayEntry, task: FixDoing) => {
    setDone(null);
    setChosenKey(entry.key);
    setHeld({ entry, task });
  };
  return {
    place,
    chosen,
    choose(entry) {
      setChosenKey(entry.key);
      setHeld(null);
    },
    task: held?.task ?? null,
    begin: (task) => {
      if (chosen?.about === 'record') begin(chosen, task);
    },
    act(entry) {
      if (entry.about === 'conflict') begin(entry, 'settle');
      else begin(entry, entry.item.todo === 'tell-centre' ? 'resend' : entry.item.todo);
    },
    stop: () => setHeld(null),
    finish(says) {
      const at = entries?.findIndex(({ key }) => key === chosen?.key) ?? -1;
      setChosenKey(entries?.[at + 1]?.key ?? entries?.[at - 1]?.key ?? null);
      setHeld(null);
      setDone(() => says);
    },
    done,
  };
}
