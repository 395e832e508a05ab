import { useEffect, useState } from 'react';
import type { AskRefusal } from '../../client/client.ts';

export interface Lock {
  isLocked: boolean;
  hasEnded: boolean;
  /** m:ss until the lock ends. */
  shownTime: string;
}

/** Counts down the lock that a refusal `locked` names in `details.secondsLeft`. */
export function useLock(refusal: AskRefusal | null): Lock {
  const [endsAtMs, setEndsAtMs] = useState<number | null>(null);
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (refusal?.code !== 'locked') {
      setEndsAtMs(null);
      return undefined;
    }
    const now = Date.now();
    setNowMs(now);
    setEndsAtMs(now + Number(refusal.details['secondsLeft'] ?? 60) * 1000);
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, [refusal]);
  const seconds = endsAtMs === null ? 0 : Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000));
  return {
    isLocked: seconds > 0,
    hasEnded: endsAtMs !== null && seconds === 0,
    shownTime: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
  };
}
