import type { Reply } from '../../shared/wire/errors.ts';
import type { ChangedEvent } from '../../shared/wire/events.ts';

/** One ask on its way to the desk. A repeated command carries the id of the first try. */
export interface AskRequest {
  id: string;
  name: string;
  input: unknown;
  session?: string;
}

/** What the preload script puts on `window` inside Electron. */
export interface Bridge {
  ask(request: AskRequest): Promise<Reply>;
  onChanged(listener: (event: ChangedEvent) => void): () => void;
}

declare global {
  interface Window {
    tonle?: Bridge;
  }
}

/** Nobody answered: the desk program is not there, or the line to it broke. Whether the ask was carried out is unknown. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** What a listener is told: areas that changed, or that changes may have been missed. */
export type LiveChange = ChangedEvent | 'missed-some';

export interface Transport {
  /** The reply of the desk; rejects with `Unreachable` only. */
  send(request: AskRequest, signal?: AbortSignal): Promise<Reply>;
  /** A file that the desk keeps; absent where the desk saves files itself. Rejects with `Unreachable` only. */
  fetchFile?(path: string, session: string): Promise<Blob>;
  /** Hands a file to the desk, which answers as it answers an ask. Rejects with `Unreachable` only. */
  sendFile?(path: string, file: Blob, session: string): Promise<Reply>;
  /** Tells `listener` of changes until the returned function is called. */
  listen(session: string, listener: (change: LiveChange) => void): () => void;
}
