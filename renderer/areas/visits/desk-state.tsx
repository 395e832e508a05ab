import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { must } from '../../../shared/base/assert.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import { readKept, writeKept } from '../../ui/kept-text.ts';
import type { CardInHand } from '../patients/card-in-hand.ts';
import { useCardInHand } from '../patients/use-card-in-hand.ts';
import { type KeptDraft, useKeptDraft } from '../patients/use-kept-draft.ts';
import { useStaff } from '../staff/session.tsx';

/** What the right side of the desk works on. */
export type Pane =
  | { at: 'idle' }
  | { at: 'form' }
  /**
   * `isOfDraft`: the person says that the unfinished form is about this patient. `isFromElsewhere`: another screen led
   * here, so the focus belongs to the patient and not to the box. `isCorrecting`: the form with what is kept of the
   * patient is open.
   */
  | { at: 'patient'; patientId: string; isOfDraft?: boolean; isFromElsewhere?: boolean; isCorrecting?: boolean }
  | { at: 'slip'; slip: Slip; isNew: boolean };

interface DeskState extends KeptDraft {
  text: string;
  setText: (text: string) => void;
  pane: Pane;
  setPane: (pane: Pane) => void;
  /** What was scanned or pasted last, until the visit is open. */
  card: CardInHand | null;
  /** Puts what was read into the box and looks for whom it names. */
  takeCard: (raw: string, how: 'scanned' | 'pasted') => void;
  /** What became of the card; null lets go of it. */
  setCardState: (state: CardInHand['state'] | null) => void;
}

const PANE = 'tonle.pane';
const DeskContext = createContext<DeskState | null>(null);

/** The desk's own memory: it stays while other screens are looked at, and the form also over a reload. */
export function DeskProvider({ children }: { children: ReactNode }) {
  const staffId = useStaff().id;
  const [text, setText] = useState('');
  const [pane, setPaneState] = useState<Pane>(() => readPane(staffId));
  const { draft, setDraft, draftKeptAt, isDraftRestored } = useKeptDraft();

  const setPane = useCallback(
    (next: Pane) => {
      setPaneState(next);
      const pane = next.at === 'form' || next.at === 'patient' ? next : null;
      writeKept('session', PANE, pane && JSON.stringify({ staffId, pane }));
    },
    [staffId],
  );

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

/** Where this person was before the page was loaded again; whoever else comes begins at the empty desk. */
function readPane(staffId: string): Pane {
  try {
    const kept = JSON.parse(readKept('session', PANE) ?? 'null') as { staffId?: string; pane?: Pane } | null;
    const pane = kept?.staffId === staffId ? kept.pane : undefined;
    if (pane?.at === 'form') return { at: 'form' };
    if (pane?.at === 'patient' && typeof pane.patientId === 'string')
      return { at: 'patient', patientId: pane.patientId, isOfDraft: pane.isOfDraft === true };
  } catch {
    // What another version kept is not understood and not needed.
  }
  return { at: 'idle' };
}
