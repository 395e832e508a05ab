import { useEffect, useState } from 'react';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import { useToday } from '../desk/use-about.ts';
import { draftFromCard, filledIn, mayBeOfCard } from '../patients/card-draft.ts';
import { searchTextOf } from '../patients/card-in-hand.ts';
import { draftFromSearch, isEmptyDraft, type PatientDraft } from '../patients/patient-draft.ts';
import type { ResultOption } from '../patients/result-list.tsx';
import { useMay } from '../staff/session.tsx';
import { useDesk } from './desk-state.tsx';

interface Ways {
  toBox: () => void;
  openPatient: (patientId: string) => void;
  /** Fills the form from the roster: a fresh one, or what is empty in the one that is being typed. */
  fromRoster: (member: RosterMatch, rosterAsOf: string | null, typed: PatientDraft | null) => Promise<void>;
}

export type DeskCards = ReturnType<typeof useDeskCards>;

/**
 * Where a card leads: to the patient who has it, to the form filled from the roster, or to a new form with its number.
 * A form that somebody is typing takes the card in; one that was left unfinished elsewhere is never touched.
 */
export function useDeskCards({ toBox, openPatient, fromRoster }: Ways) {
  const desk = useDesk();
  const today = useToday();
  const mayRegister = useMay('register');
  const [openedSerial, setOpenedSerial] = useState(0);
  const [filledSerial, setFilledSerial] = useState(0);
  const { card, draft, pane, setCardState } = desk;
  const typed = draft === null || isEmptyDraft(draft) ? null : draft;
  const isFree = typed === null || (pane.at === 'form' && card !== null && mayBeOfCard(typed, card.reading));

  const serial = card?.serial ?? 0;
  useEffect(() => {
    if (serial > 0) toBox();
  }, [serial, toBox]);

  const fillForm = async (member: RosterMatch | null, rosterAsOf: string | null) => {
    if (card === null || !mayRegister || !isFree) return;
    if (member) await fromRoster(member, rosterAsOf, typed);
    else {
      const fresh = draftFromCard(card.reading);
      desk.setDraft(typed === null ? fresh : filledIn(typed, fresh));
      desk.setPane({ at: 'form' });
    }
    setFilledSerial(card.serial);
  };
  return {
    /** Changes when a card has opened a patient, and when one has filled the form. */
    openedSerial,
    filledSerial,
    /** What to start a form with: the card in hand, or the words in the box. */
    freshDraft: (): PatientDraft => {
      const isOfCard = card !== null && card.reading.kind !== 'other' && desk.text === searchTextOf(card.reading);
      return isOfCard ? draftFromCard(card.reading) : draftFromSearch(desk.text, today);
    },
    box: {
      card,
      onCardPasted: (raw: string) => desk.takeCard(raw, 'pasted'),
      onCardSeveral: () => setCardState('held'),
      onCardOne: (option: ResultOption, rosterAsOf: string | null) => {
        const isScanned = card?.state === 'scanned';
        // What leads to a patient without being a card, such as our own slip, is not kept.
        setCardState(card?.reading.kind === 'other' ? null : 'held');
        // After a paste Enter follows, which must not fall on what would have opened meanwhile.
        if (!isScanned) return;
        if (option.kind === 'patient') {
          setOpenedSerial(serial);
          openPatient(option.hit.patient.id);
        } else if (option.kind === 'member') void fillForm(option.member, rosterAsOf);
      },
      onCardNobody: () => {
        if (card?.reading.kind === 'other') {
          setCardState('unknown');
          desk.setText('');
          return;
        }
        setCardState('held');
        if (card?.state === 'scanned') void fillForm(null, null);
      },
    },
  };
}
