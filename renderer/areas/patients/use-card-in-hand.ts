import { useMemo, useState } from 'react';
import { type CardInHand, cardOf, searchTextOf } from './card-in-hand.ts';

/** The card that the person at the desk has in hand, and the box that looks for whom it names. */
export function useCardInHand(setText: (text: string) => void, openPatientId: string | null) {
  const [card, setCard] = useState<CardInHand | null>(null);
  return useMemo(
    () => ({
      card,
      takeCard: (raw: string, how: 'scanned' | 'pasted') => {
        const next = cardOf(raw, how, (card?.serial ?? 0) + 1, openPatientId);
        setCard(next);
        setText(searchTextOf(next.reading));
      },
      setCardState: (state: CardInHand['state'] | null) => {
        setCard((held) => (held === null || state === null ? null : { ...held, state }));
      },
    }),
    [card, setText, openPatientId],
  );
}
