import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { clockTimeAt } from '../../../shared/base/time.ts';
import { readKept, writeKept } from '../../ui/kept-text.ts';
import { useSession, useStaff } from '../staff/session.tsx';
import { EMPTY_DRAFT, isEmptyDraft, type PatientDraft } from './patient-draft.ts';

export interface KeptDraft {
  /** The unfinished form of a new patient, wherever the person looks meanwhile. */
  draft: PatientDraft | null;
  setDraft: (draft: PatientDraft | null) => void;
  /** When the draft was last written to this PC, as hh:mm. */
  draftKeptAt: string | null;
  /** The draft comes from before a reload. */
  isDraftRestored: boolean;
}

const FORM = 'new-patient';
const LAST_WORDS = 'tonle.last-words';
/** What a power cut may take: the typing of this long. */
const WRITE_PAUSE_MS = 250;

/**
 * The unfinished form, on disk soon after it was typed. A page that is closed or loaded again has no time left to wait
 * for a database, so what is not written by then goes into the storage of the window, which is written at once.
 */
export function useKeptDraft(): KeptDraft {
  const { drafts } = useSession();
  const staffId = useStaff().id;
  const [draft, setDraftState] = useState<PatientDraft | null>(null);
  const [draftKeptAt, setDraftKeptAt] = useState<string | null>(null);
  const [isDraftRestored, setRestored] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What the database may not hold yet: a write that is under way ends with the page. */
  const unwritten = useRef<PatientDraft | null>(null);
  const isRead = useRef(false);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const content = unwritten.current;
    if (content === null) return;
    void drafts.write(FORM, staffId, content).then(() => {
      if (unwritten.current === content) unwritten.current = null;
      setDraftKeptAt(clockTimeAt(Date.now()));
    });
  }, [drafts, staffId]);

  const setDraft = useCallback(
    (next: PatientDraft | null) => {
      setDraftState(next);
      if (next !== null && !isEmptyDraft(next)) {
        unwritten.current = next;
        timer.current ??= setTimeout(write, WRITE_PAUSE_MS);
        return;
      }
      unwritten.current = null;
      setDraftKeptAt(null);
      setRestored(false);
      // Whoever opens an empty form in the first moment must not lose what is still being fetched.
      if (isRead.current) void drafts.wipe(FORM);
    },
    [drafts, write],
  );

  useEffect(() => {
    let isGone = false;
    const lastWords = readLastWords(staffId);
    void drafts.read(FORM, staffId).then(async (written) => {
      const content = lastWords ?? written;
      if (isGone) return;
      isRead.current = true;
      if (isDraft(content)) {
        setDraftState((current) => (current === null || isEmptyDraft(current) ? content : current));
        setRestored(true);
        if (lastWords !== undefined) await drafts.write(FORM, staffId, content);
      }
      writeKept('session', LAST_WORDS, null);
    });
    return () => {
      isGone = true;
    };
  }, [drafts, staffId]);

  useLastWords(unwritten, staffId, write);

  return { draft, setDraft, draftKeptAt, isDraftRestored };
}

/** When the page goes, what the database does not hold yet goes into the storage of the window. */
function useLastWords(unwritten: RefObject<PatientDraft | null>, staffId: string, write: () => void): void {
  useEffect(() => {
    const onPageHide = () => {
      const draft = unwritten.current;
      writeKept('session', LAST_WORDS, draft && JSON.stringify({ staffId, draft }));
      write();
    };
    window.addEventListener('pagehide', onPageHide);
    return () => {
      window.removeEventListener('pagehide', onPageHide);
      write();
    };
  }, [unwritten, staffId, write]);
}

/** What the page that was here before could not write any more; only for the person who typed it. */
function readLastWords(staffId: string): unknown {
  try {
    const kept = JSON.parse(readKept('session', LAST_WORDS) ?? 'null') as { staffId?: string; draft?: unknown } | null;
    return kept?.staffId === staffId ? kept.draft : undefined;
  } catch {
    return undefined;
  }
}

/** A draft of another version of the form has other fields and cannot be shown. */
function isDraft(content: unknown): content is PatientDraft {
  if (typeof content !== 'object' || content === null) return false;
  return Object.keys(EMPTY_DRAFT).every((field) => field in content);
}
