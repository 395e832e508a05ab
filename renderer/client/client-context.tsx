import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { must } from '../../shared/base/assert.ts';
import type { Client } from './client.ts';

const ClientContext = createContext<Client | null>(null);

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): Client {
  return must(useContext(ClientContext), 'a screen stands inside ClientProvider');
}

/** False while the desk program does not answer. */
export function useIsDeskAnswering(): boolean {
  const client = useClient();
  return useSyncExternalStore(client.onAnsweringChanged, client.isAnswering);
}
