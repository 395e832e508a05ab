import { contextBridge, ipcRenderer } from 'electron';
import type { Reply } from '../shared/wire/errors.ts';
import type { ChangedEvent } from '../shared/wire/events.ts';

/**
 * Everything that a page gets from this program: one question and one ear. An ask crosses as the same JSON text that
 * HTTP carries, so the port can measure it and only JSON values get through.
 */
export interface TonleBridge {
  /** `request` is `{id, name, input, session?}`; the answer is the reply that `serve` gave. */
  ask(request: unknown): Promise<Reply>;
  /** Calls `listener` after each change until the returned function is called. */
  onChanged(listener: (event: ChangedEvent) => void): () => void;
}

const bridge: TonleBridge = {
  ask: (request) => ipcRenderer.invoke('tonle:ask', JSON.stringify(request)),
  onChanged(listener) {
    const hear = (_event: unknown, changed: ChangedEvent) => listener(changed);
    ipcRenderer.on('tonle:changed', hear);
    return () => {
      ipcRenderer.removeListener('tonle:changed', hear);
    };
  },
};

contextBridge.exposeInMainWorld('tonle', bridge);
