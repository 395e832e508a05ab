import { type ReactNode, useEffect, useState } from 'react';

const PATIENCE_MS = 300;

/** Shows its content only when the wait gets noticeable: what is quicker needs no sign. `before` stands there until then. */
export function Late({ children, before = null }: { children: ReactNode; before?: ReactNode }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate ? children : before;
}
