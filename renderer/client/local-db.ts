import { Dexie, type Table } from 'dexie';

/**
 * What a form holds before it is saved, so that a reload or a power cut does not lose typing. It is never the only copy
 * of a saved record: the whole store may be deleted at any moment. Every failure here (a full disk, private browsing)
 * is ignored, because the form itself is still on the screen.
 */
interface Draft {
  /** Name of the form. */
  form: string;
  /** Who typed it; nobody else may see it. */
  staffId: string;
  content: unknown;
  savedAtMs: number;
}

class LocalDb extends Dexie {
  drafts!: Table<Draft, string>;
  constructor() {
    super('tonle-drafts');
    this.version(1).stores({ drafts: 'form' });
  }
}

export interface Drafts {
  read(form: string, staffId: string): Promise<unknown>;
  write(form: string, staffId: string, content: unknown): Promise<void>;
  wipe(form: string): Promise<void>;
  /** Deletes what other people left, when somebody signs in. */
  wipeOthers(staffId: string): Promise<void>;
}

export function createDrafts(): Drafts {
  const db = new LocalDb();
  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch {
      return undefined;
    }
  };
  return {
    async read(form, staffId) {
      const draft = await quietly(() => db.drafts.get(form));
      return draft?.staffId === staffId ? draft.content : undefined;
    },
    async write(form, staffId, content) {
      await quietly(() => db.drafts.put({ form, staffId, content, savedAtMs: Date.now() }));
    },
    async wipe(form) {
      await quietly(() => db.drafts.delete(form));
    },
    async wipeOthers(staffId) {
      await quietly(() => db.drafts.filter((draft) => draft.staffId !== staffId).delete());
    },
  };
}
