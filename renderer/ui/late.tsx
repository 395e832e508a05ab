import { type ReactNode, useEffect, useState } from 'react';

const PATIENCE_MS = 300;

/** Shows its content only when the wait gets noticeable: what is quicker needs no sign. */
export function Late({ children }: { children: ReactNode }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? children : null;
}
