import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Day } from '../../../shared/base/time.ts';
import type { ListedVisit } from '../../../shared/visits/contract.ts';
import type { RowTask } from './visit-row.tsx';

export interface VisitRows {
  table: RefObject<HTMLTableElement | null>;
  chosen: ListedVisit | null;
  task: RowTask | null;
  setTask: (task: RowTask | null) => void;
  choose: (visitId: string) => void;
  /** By so many rows down; the first row where none is chosen yet. */
  step: (by: number) => void;
  /** Nothing is chosen any more: another day is shown. */
  forget: () => void;
  /** Ends the task and gives the row the focus back. */
  toRow: () => void;
}

/** Which row of a day the clerk is at, and what is being done with it. */
export function useVisitRows(rows: ListedVisit[], listedDay: Day | null, firstId: string | null = null): VisitRows {
  const table = useRef<HTMLTableElement>(null);
  const [rowId, setRowId] = useState<string | null>(firstId);
  const [task, setTask] = useState<RowTask | null>(null);
  const at = rows.findIndex(({ visit }) => visit.id === rowId);
  const focusRow = (visitId: string) => table.current?.querySelector<HTMLElement>(`[data-visit="${visitId}"]`)?.focus();

  // The first row gets the focus once per day shown, not whenever a newer visit arrives above it.
  const shownDay = rows.length > 0 ? listedDay : null;
  useEffect(() => {
    if (shownDay === null) return;
    const rowsOfDay = table.current?.querySelector<HTMLElement>(`[data-day="${shownDay}"]`);
    const named = firstId === null ? null : rowsOfDay?.querySelector<HTMLElement>(`[data-visit="${firstId}"]`);
    (named ?? rowsOfDay?.querySelector<HTMLElement>('tr'))?.focus();
  }, [shownDay, firstId]);

  return {
    table,
    chosen: rows[at] ?? null,
    task,
    setTask,
    choose: (visitId) => {
      // A click inside the row that is open already must not end what is being typed there.
      if (visitId !== rowId) setTask(null);
      setRowId(visitId);
    },
    step(by) {
      const next = rows[at === -1 ? 0 : Math.max(0, Math.min(at + by, rows.length - 1))];
      if (!next) return;
      setRowId(next.visit.id);
      setTask(null);
      focusRow(next.visit.id);
    },
    forget() {
      setRowId(null);
      setTask(null);
    },
    toRow() {
      setTask(null);
      if (rowId) focusRow(rowId);
    },
  };
}
