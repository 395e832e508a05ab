import { useEffect } from 'react';
import type { CardInHand } from './card-in-hand.ts';
import { searchTextOf } from './card-in-hand.ts';
import type { ResultOption } from './result-list.tsx';

interface CardPick {
  card: CardInHand | null;
  /** What stands in the box, whether the results are those of it, and who they are. */
  text: string;
  isSettled: boolean;
  options: ResultOption[];
  /** One single person was found by the card. */
  onOne: (option: ResultOption, card: CardInHand) => void;
  onNobody: (card: CardInHand) => void;
  onSeveral: (card: CardInHand) => void;
}

/** Goes on with a card as soon as it is known who it names. Of several people none is chosen. */
export function useCardPick(pick: CardPick): void {
  useEffect(() => {
    const { card, text, isSettled, options, onOne, onNobody, onSeveral } = pick;
    if (card === null || !isSettled || (card.state !== 'scanned' && card.state !== 'pasted')) return;
    if (text !== searchTextOf(card.reading)) return;
    const [only, ...others] = options.filter(({ kind }) => kind !== 'new');
    if (only === undefined) onNobody(card);
    else if (others.length > 0) onSeveral(card);
    else onOne(only, card);
  });
}
