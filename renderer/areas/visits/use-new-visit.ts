import { useState } from 'react';
import type { Patient } from '../../../shared/patients/record.ts';
import type { Slip } from '../../../shared/visits/contract.ts';
import { type Command, useCommand } from '../../client/use-command.ts';
import { type CheckWish, isReadyToCheck } from '../eligibility/check-wish.ts';
import { type AnswerState, useBetterAnswer } from '../eligibility/use-better-answer.ts';
import { useCheck, useForgetChecks } from '../eligibility/use-check.ts';
import { type CardInHand, cardTextFor, isScannedCardOf } from '../patients/card-in-hand.ts';
import { useVisitChoice, type VisitChoice } from './use-visit-choice.ts';

export interface NewVisit {
  choice: VisitChoice;
  check: AnswerState;
  open: Command<'visits.open'>;
  choose: (wish: CheckWish) => void;
  send: (secondVisitReason: string | null) => Promise<void>;
  checkAgain: () => void;
  /** Nobody has said yet whether a document was looked at, and nothing is answered before. */
  isAsking: boolean;
  /** Somebody pressed on without having said it. */
  isPressing: boolean;
}

interface NewVisitWish {
  patientId: string;
  /** Absent until it is found. */
  patient: Patient | undefined;
  card: CardInHand | null;
  mayRegister: boolean;
  onOpened: (slip: Slip) => void;
}

/** A visit that is not open yet: what is chosen for it, the answer about its cover, and the sending. */
export function useNewVisit({ patientId, patient, card, mayRegister, onOpened }: NewVisitWish): NewVisit {
  const chosen = useVisitChoice();
  const [isPressing, setPressing] = useState(false);
  const open = useCommand('visits.open');
  const forgetChecks = useForgetChecks();
  // A card that was read by the scanner was in somebody's hand here: it is a document that was shown.
  const isCardShown = patient !== undefined && isScannedCardOf(card, patient);
  const wish: CheckWish = {
    ...chosen.wish,
    isIdentityShown: chosen.wish.isIdentityShown ?? (isCardShown ? true : null),
  };
  const isReady = isReadyToCheck(wish);
  const cardText = patient ? cardTextFor(card, patient) : null;
  const check = useBetterAnswer(useCheck(patientId, wish, mayRegister && patient !== undefined && isReady, cardText));
  return {
    choice: { ...chosen, wish },
    check,
    open,
    choose(next) {
      open.clear();
      setPressing(false);
      chosen.setWish(next);
    },
    async send(secondVisitReason) {
      setPressing(!isReady);
      if (!isReady || !check.settled) return;
      const checkId = check.settled.check.id;
      const opened = await open.run({ patientId, checkId, ...chosen.visit, secondVisitReason });
      if (!opened) return;
      forgetChecks();
      onOpened(opened.slip);
    },
    checkAgain() {
      forgetChecks();
      open.clear();
      check.again();
    },
    isAsking: !isReady,
    isPressing,
  };
}
