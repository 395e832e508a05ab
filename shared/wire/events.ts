/** What may change; an event names areas and carries no data, so the screens ask again and permission holds. */
export const CHANGED_AREAS = [
  'patients',
  'eligibility',
  'visits',
  'claims',
  'month',
  'sync',
  'staff',
  'facility',
] as const;
export type ChangedArea = (typeof CHANGED_AREAS)[number];
export interface ChangedEvent {
  changed: ChangedArea[];
}

/** Tells every listener which areas changed. Listeners that throw do not stop the others. */
export function createEvents(): {
  emit: (areas: readonly ChangedArea[]) => void;
  listen: (listener: (event: ChangedEvent) => void) => () => void;
} {
  const listeners = new Set<(event: ChangedEvent) => void>();
  return {
    emit(areas) {
      if (areas.length === 0) return;
      for (const listener of [...listeners]) {
        try {
          listener({ changed: [...new Set(areas)] });
        } catch {
          listeners.delete(listener);
        }
      }
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type Events = ReturnType<typeof createEvents>;
