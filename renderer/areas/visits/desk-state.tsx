import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { must } from '../../../shared/base/assert.ts';
import { clockTimeAt } from '../../../shared/base/time.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import { readKept, writeKept } from '../../ui/kept-text.ts';
import type { CardInHand } from '../patients/card-in-hand.ts';
import { EMPTY_DRAFT, isEmptyDraft, type PatientDraft } from '../patients/patient-draft.ts';
import { useCardInHand } from '../patients/use-card-in-hand.ts';
import { useSession, useStaff } from '../staff/session.tsx';

/** What the right side of the desk works on. */
export type Pane =
  | { at: 'idle' }
  | { at: 'form' }
  | { at: 'patient'; patientId: string }
  | { at: 'slip'; slip: Slip; isNew: boolean };

interface DeskState {
  text: string;
  setText: (text: string) => void;
  pane: Pane;
  setPane: (pane: Pane) => void;
  /** The unfinished form of a new patient, wherever the person looks meanwhile. */
  draft: PatientDraft | null;
  setDraft: (draft: PatientDraft | null) => void;
  /** When the draft was last written to this PC, as hh:mm. */
  draftKeptAt: string | null;
  /** The draft comes from before a reload. */
  isDraftRestored: boolean;
  /** What was scanned or pasted last, until the visit is open. */
  card: CardInHand | null;
  /** Puts what was read into the box and looks for whom it names. */
  takeCard: (raw: string, how: 'scanned' | 'pasted') => void;
  /** What became of the card; null lets go of it. */
  setCardState: (state: CardInHand['state'] | null) => void;
}

const FORM = 'new-patient';
const PANE = 'tonle.pane';
const WRITE_PAUSE_MS = 250;
const DeskContext = createContext<DeskState | null>(null);

/** The desk's own memory: it stays while other screens are looked at, and the form also over a reload. */
export function DeskProvider({ children }: { children: ReactNode }) {
  const { drafts } = useSession();
  const staffId = useStaff().id;
  const [text, setText] = useState('');
  const [pane, setPaneState] = useState<Pane>(readPane);
  const [draft, setDraftState] = useState<PatientDraft | null>(null);
  const [draftKeptAt, setDraftKeptAt] = useState<string | null>(null);
  const [isDraftRestored, setRestored] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const unwritten = useRef<PatientDraft | null>(null);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    const content = unwritten.current;
    unwritten.current = null;
    if (content === null) return;
    void drafts.write(FORM, staffId, content).then(() => setDraftKeptAt(clockTimeAt(Date.now())));
  }, [drafts, staffId]);

  const setDraft = useCallback(
    (next: PatientDraft | null) => {
      setDraftState(next);
      clearTimeout(timer.current);
      if (next === null || isEmptyDraft(next)) {
        unwritten.current = null;
        setDraftKeptAt(null);
        setRestored(false);
        void drafts.wipe(FORM);
        return;
      }
      unwritten.current = next;
      timer.current = setTimeout(write, WRITE_PAUSE_MS);
    },
    [drafts, write],
  );

  const setPane = useCallback((next: Pane) => {
    setPaneState(next);
    const kept = next.at === 'form' || next.at === 'patient' ? next : null;
    writeKept('session', PANE, kept && JSON.stringify(kept));
  }, []);

  useEffect(() => {
    let isGone = false;
    void drafts.read(FORM, staffId).then((content) => {
      if (isGone || !isDraft(content)) return;
      setDraftState((current) => current ?? content);
      setRestored(true);
    });
    return () => {
      isGone = true;
    };
  }, [drafts, staffId]);
  useEffect(() => {
    window.addEventListener('pagehide', write);
    return () => {
      window.removeEventListener('pagehide', write);
      write();
    };
  }, [write]);

  const cards = useCardInHand(setText, pane.at === 'patient' ? pane.patientId : null);
  const state = useMemo(
    () => ({ text, setText, pane, setPane, draft, setDraft, draftKeptAt, isDraftRestored, ...cards }),
    [text, pane, setPane, draft, setDraft, draftKeptAt, isDraftRestored, cards],
  );
  return <DeskContext value={state}>{children}</DeskContext>;
}

export function useDesk(): DeskState {
  return must(useContext(DeskContext), 'a screen of the desk stands inside DeskProvider');
}

/** A draft of another version of the form has other fields and cannot be shown. */
function isDraft(content: unknown): content is PatientDraft {
  if (typeof content !== 'object' || content === null) return false;
  return Object.keys(EMPTY_DRAFT).every((field) => field in content);
}

function readPane(): Pane {
  try {
    const kept = JSON.parse(readKept('session', PANE) ?? 'null') as Pane | null;
    if (kept?.at === 'form') return { at: 'form' };
    if (kept?.at === 'patient' && typeof kept.patientId === 'string')
      return { at: 'patient', patientId: kept.patientId };
  } catch {
    // What another version kept is not understood and not needed.
  }
  return { at: 'idle' };
}
