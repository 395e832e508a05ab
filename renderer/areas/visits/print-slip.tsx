import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import type { Slip } from '../../../shared/visits/contract.ts';
import { SlipPaper } from './slip-paper.tsx';

/**
 * Prints one slip as soon as it stands, through the system's printer. The paper is a sibling of the screens, so that the
 * print style sheet can leave out everything else.
 */
export function PrintSlip({ slip, onPrinted }: { slip: Slip; onPrinted: () => void }) {
  useEffect(() => {
    // Fonts first: a slip printed a moment too early has boxes for letters.
    let isGone = false;
    void document.fonts.ready.then(() => {
      if (isGone) return;
      window.print();
      onPrinted();
    });
    return () => {
      isGone = true;
    };
  }, [onPrinted]);
  return createPortal(
    <div className="only-print" aria-hidden="true">
      <SlipPaper slip={slip} />
    </div>,
    document.body,
  );
}
