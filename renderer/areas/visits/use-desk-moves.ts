import { type RefObject, useCallback, useEffect, useState } from 'react';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import type { Client } from '../../client/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { filledIn } from '../patients/card-draft.ts';
import { draftFromRoster, isEmptyDraft, type PatientDraft } from '../patients/patient-draft.ts';
import { useMay } from '../staff/session.tsx';
import { useDesk } from './desk-state.tsx';
import { type DeskCards, useDeskCards } from './use-desk-cards.ts';

/** Where the clerk may go from where the desk stands. */
export interface DeskMoves {
  back: () => void;
  nextPatient: () => void;
  /** Absent where the person may not register. */
  newPatient: (() => void) | undefined;
  goOnWithDraft: () => void;
  fromRoster: (member: RosterMatch, rosterAsOf: string | null) => Promise<void>;
  openPatient: (patientId: string) => void;
  /** Opens the form of the patient shown; absent where the person may not register. */
  correct: (() => void) | undefined;
  /** From that form back to the patient. */
  endCorrecting: () => void;
  registered: (patientId: string) => void;
  samePerson: (patientId: string) => void;
  opened: (slip: Slip) => void;
  showSlip: (slip: Slip) => void;
  /** Where a scanned or pasted card leads. */
  cards: DeskCards;
}

/** The moves of the desk and the keys that make them. */
export function useDeskMoves(box: RefObject<HTMLInputElement | null>): DeskMoves {
  const { pane, setPane, draft, setDraft, setText, setCardState } = useDesk();
  const client = useClient();
  const mayRegister = useMay('register');
  const toBox = useCallback(() => {
    box.current?.focus();
    box.current?.select();
  }, [box]);
  const [isLedHere] = useState(pane.at === 'patient' && pane.isFromElsewhere === true);
  useEffect(() => {
    if (!isLedHere) toBox();
  }, [isLedHere, toBox]);

  /** Back to the box with what was typed in it still there, marked so that the next name replaces it. */
  const back = () => {
    setPane({ at: 'idle' });
    toBox();
  };
  const nextPatient = () => {
    setText('');
    setCardState(null);
    back();
  };
  const openPatient = (patientId: string) => setPane({ at: 'patient', patientId });
  const fromRoster = async (member: RosterMatch, rosterAsOf: string | null, typed: PatientDraft | null = null) => {
    const village = await villageOf(client, member.villageCode);
    const listed = draftFromRoster(member, rosterAsOf, village);
    // Choosing somebody from the roster means this person, whatever was left unfinished before.
    setDraft(typed === null ? listed : filledIn(typed, listed));
    setPane({ at: 'form' });
  };
  const cards = useDeskCards({ toBox, openPatient, fromRoster });
  const newPatient = () => {
    if (draft === null || isEmptyDraft(draft)) setDraft(cards.freshDraft());
    setPane({ at: 'form' });
  };
  const setCorrecting = (isCorrecting: boolean) => {
    if (pane.at === 'patient') setPane({ ...pane, isCorrecting });
  };
  const isCorrecting = pane.at === 'patient' && pane.isCorrecting === true;
  useHotkeys({
    f2: toBox,
    escape: () => (isCorrecting ? setCorrecting(false) : pane.at === 'slip' ? nextPatient() : back()),
    ...(mayRegister ? { 'ctrl+n': newPatient, 'alt+n': newPatient } : {}),
  });
  return {
    back,
    nextPatient,
    newPatient: mayRegister ? newPatient : undefined,
    goOnWithDraft: () => setPane({ at: 'form' }),
    fromRoster,
    openPatient,
    correct: mayRegister ? () => setCorrecting(true) : undefined,
    endCorrecting: () => setCorrecting(false),
    registered(patientId) {
      setDraft(null);
      setPane({ at: 'patient', patientId });
    },
    samePerson: (patientId) => setPane({ at: 'patient', patientId, isOfDraft: true }),
    opened(slip) {
      // The person of the form has been served: what was typed must not come back with the next one.
      if (pane.at === 'patient' && pane.isOfDraft) setDraft(null);
      setCardState(null);
      setPane({ at: 'slip', slip, isNew: true });
    },
    showSlip: (slip) => setPane({ at: 'slip', slip, isNew: false }),
    cards,
  };
}

async function villageOf(client: Client, code: string | null) {
  if (code === null) return null;
  const reply = await client.ask('places.search', { text: code, limit: 5 });
  return reply.ok ? (reply.value.places.find((place) => place.code === code) ?? null) : null;
}
