import { uuidv7 } from '../../shared/base/ids.ts';
import type { AskName, TonleContract } from '../../shared/contract.ts';
import type { InputOf, OutputOf, RefusalOf } from '../../shared/wire/contract.ts';
import type { FaultCode, Reply } from '../../shared/wire/errors.ts';
import { type LiveChange, type Transport, Unreachable } from './transport.ts';

export type AskInput<N extends AskName> = InputOf<TonleContract[N]>;
export type AskOutput<N extends AskName> = OutputOf<TonleContract[N]>;
export type AskReply<N extends AskName> = Reply<AskOutput<N>, RefusalOf<TonleContract[N]>>;
/** A refusal of an ask; of any ask where none is named. */
export interface AskRefusal<Code extends string = string> {
  code: Code;
  sentence: string;
  field: string | null;
  details: Record<string, string | number>;
}
export type RefusalCode<N extends AskName> = RefusalOf<TonleContract[N]>;
export interface AskFault {
  code: FaultCode;
  sentence: string;
  field: string | null;
}

export interface AskOptions {
  /** The id of an earlier try of the same command. */
  id?: string;
  signal?: AbortSignal;
}

export interface Client {
  ask<N extends AskName>(name: N, input: AskInput<N>, options?: AskOptions): Promise<AskReply<N>>;
  /** The sealed file of a stick; null where it could not be fetched. */
  fetchStick(fileName: string): Promise<Blob | null>;
  /** A file of a month that the desk has written; null where it could not be fetched. */
  fetchExport(exportId: string): Promise<Blob | null>;
  /** Hands the centre's answer file to the desk, out of a browser. */
  sendAnswer(file: Blob): Promise<AskReply<'sticks.import'>>;
  newId(): string;
  setSession(session: string | null): void;
  /** Changes of records, for as long as somebody is signed in. */
  listen(listener: (change: LiveChange) => void): () => void;
  /** Called when the desk says that the session has ended. */
  onSessionEnded(listener: () => void): () => void;
  /** False while the desk program does not answer; for `useSyncExternalStore`. */
  isAnswering(): boolean;
  onAnsweringChanged(listener: () => void): () => void;
}

/** The typed client of one contract over one transport. An unreachable desk is the fault `unavailable`. */
export function createClient(transport: Transport): Client {
  let session: string | null = null;
  let isAnswering = true;
  const sessionEnded = new Set<() => void>();
  const answeringChanged = new Set<() => void>();

  const setAnswering = (value: boolean) => {
    if (value === isAnswering) return;
    isAnswering = value;
    for (const listener of answeringChanged) listener();
  };

  async function ask<N extends AskName>(
    name: N,
    input: AskInput<N>,
    { id = newId(), signal }: AskOptions = {},
  ): Promise<AskReply<N>> {
    const sentWith = session;
    const request = sentWith === null ? { id, name, input } : { id, name, input, session: sentWith };
    try {
      // The desk parses its own output against the contract, so the reply has the contract's shape.
      const reply = (await transport.send(request, signal)) as AskReply<N>;
      setAnswering(true);
      const isEnded = !reply.ok && 'fault' in reply && reply.fault.code === 'unauthorised';
      if (isEnded && sentWith !== null && sentWith === session) for (const listener of sessionEnded) listener();
      return reply;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (!signal?.aborted) setAnswering(false);
      return { id, ok: false, fault: { code: 'unavailable', sentence: error.message, field: null } };
    }
  }

  async function fetchFile(path: string): Promise<Blob | null> {
    try {
      return (await transport.fetchFile?.(path, session ?? '')) ?? null;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return null;
    }
  }

  return {
    ask,
    fetchStick: (fileName) => fetchFile(`/sticks/${encodeURIComponent(fileName)}`),
    fetchExport: (exportId) => fetchFile(`/exports/${encodeURIComponent(exportId)}`),
    async sendAnswer(file) {
      const { sendFile } = transport;
      if (!sendFile) return ask('sticks.import', { upload: null });
      try {
        return (await sendFile('/sticks/answer', file, session ?? '')) as AskReply<'sticks.import'>;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        return { id: newId(), ok: false, fault: { code: 'unavailable', sentence: error.message, field: null } };
      }
    },
    newId,
    setSession(value) {
      session = value;
    },
    listen: (listener) => (session === null ? () => undefined : transport.listen(session, listener)),
    onSessionEnded: (listener) => subscribe(sessionEnded, listener),
    isAnswering: () => isAnswering,
    onAnsweringChanged: (listener) => subscribe(answeringChanged, listener),
  };
}

function newId(): string {
  return uuidv7(Date.now(), { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
