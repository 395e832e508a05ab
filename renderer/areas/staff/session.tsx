import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { must } from '../../../shared/base/assert.ts';
import { isGranted, type Permission } from '../../../shared/base/permission.ts';
import type { StaffMember } from '../../../shared/staff/record.ts';
import { useClient } from '../../client/client-context.tsx';
import { useLiveChanges } from '../../client/live-changes.ts';
import type { Drafts } from '../../client/local-db.ts';
import { readKept, writeKept } from '../../ui/kept-text.ts';

interface Signed {
  session: string;
  staff: StaffMember;
}

interface Session {
  staff: StaffMember | null;
  /** True when a session ended by itself: the sign-in screen says so. */
  hasEnded: boolean;
  drafts: Drafts;
  enter(signed: Signed): void;
  leave(): void;
}

const SessionContext = createContext<Session | null>(null);
const KEPT = 'tonle.session';

/** Who is at the desk. The token stays in this window only and survives its reload. */
export function SessionProvider({ drafts, children }: { drafts: Drafts; children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const [signed, setSigned] = useState<Signed | null>(() => {
    const kept = readSigned();
    client.setSession(kept?.session ?? null);
    return kept;
  });
  const [hasEnded, setHasEnded] = useState(false);
  useLiveChanges(signed?.session ?? null);

  const put = useCallback(
    (next: Signed | null) => {
      client.setSession(next?.session ?? null);
      writeKept('session', KEPT, next === null ? null : JSON.stringify(next));
      setSigned(next);
    },
    [client],
  );

  useEffect(
    () =>
      client.onSessionEnded(() => {
        setHasEnded(true);
        put(null);
        queries.removeQueries({ predicate: ({ queryKey: [name] }) => name !== 'system.about' });
      }),
    [client, put, queries],
  );

  const session = useMemo<Session>(
    () => ({
      staff: signed?.staff ?? null,
      hasEnded,
      drafts,
      enter(next) {
        setHasEnded(false);
        void drafts.wipeOthers(next.staff.id);
        put(next);
      },
      leave() {
        void client.ask('staff.signOut', {});
        setHasEnded(false);
        put(null);
        // What one person saw does not wait in memory for the next.
        queries.removeQueries({ predicate: ({ queryKey: [name] }) => name !== 'system.about' });
      },
    }),
    [client, drafts, hasEnded, put, queries, signed],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  return must(useContext(SessionContext), 'a screen stands inside SessionProvider');
}

/** The person signed in; only for screens behind the sign-in. */
export function useStaff(): StaffMember {
  return must(useSession().staff, 'a screen of the desk stands behind the sign-in');
}

export function useMay(permission: Permission): boolean {
  const { staff } = useSession();
  return staff !== null && isGranted(staff.role, permission);
}

/** Figures about the desk are for those who answer for it. */
export function useSeesQuality(): boolean {
  const { staff } = useSession();
  return staff?.role === 'manager' || staff?.role === 'nssf-officer';
}

function readSigned(): Signed | null {
  try {
    const kept: unknown = JSON.parse(readKept('session', KEPT) ?? 'null');
    const isSigned = typeof kept === 'object' && kept !== null && 'session' in kept && 'staff' in kept;
    return isSigned ? (kept as Signed) : null;
  } catch {
    return null;
  }
}
