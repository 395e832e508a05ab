import { useEffect, useState } from 'react';
import { dayAt, msOf } from '../../../shared/base/time.ts';
import { useAsk } from '../../client/use-ask.ts';

const ABOUT_REFRESH_MS = 60_000;
const TICK_MS = 20_000;

/** What this desk is; asked again each minute, so that the day turns on a screen that is left on overnight. */
export function useAbout() {
  return useAsk('system.about', {}, { refetchMs: ABOUT_REFRESH_MS });
}

/** Today by the desk's clock; by this page's own until the desk has answered. */
export function useToday(): string {
  return useAbout().data?.today ?? dayAt(Date.now());
}

/** The desk's clock in milliseconds, moving on every few seconds: a browser on another PC may have another time. */
export function useNowMs(): number {
  const { data, dataUpdatedAt } = useAbout();
  const [pageMs, setPageMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setPageMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const offsetMs = data ? msOf(data.now) - dataUpdatedAt : 0;
  return Math.max(pageMs, dataUpdatedAt) + offsetMs;
}

export function useIsPractice(): boolean {
  return useAbout().data?.mode === 'practice';
}
