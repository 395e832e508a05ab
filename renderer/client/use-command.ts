import { useCallback, useEffect, useRef, useState } from 'react';
import { canonicalJson } from '../../shared/base/json.ts';
import type { AskName } from '../../shared/contract.ts';
import type { AskFault, AskInput, AskOutput, AskRefusal, RefusalCode } from './client.ts';
import { useClient } from './client-context.tsx';

const RETRY_FIRST_MS = 400;
const RETRY_LONGEST_MS = 4_000;

export type CommandState<N extends AskName> =
  | { at: 'idle' }
  | { at: 'sending' }
  /** The desk does not answer; the same request is repeated under the same id until it does. */
  | { at: 'retrying' }
  | { at: 'refused'; refusal: AskRefusal<RefusalCode<N>> }
  | { at: 'failed'; fault: AskFault };

/** A try whose outcome is not known yet: repeating it must carry its id, so that it is done once. */
export interface OpenTry {
  id: string;
  input: string;
}

export interface Command<N extends AskName> {
  state: CommandState<N>;
  isBusy: boolean;
  /** The value once the desk has answered; null when it was refused, failed or stopped. */
  run(input: AskInput<N>): Promise<AskOutput<N> | null>;
  /** Stops repeating. What was typed stays; whether the last try was carried out is unknown. */
  stop(): void;
  clear(): void;
}

export interface UseCommandOptions {
  /** False for an ask that the person should repeat, such as a sign-in. */
  retries?: boolean;
  /** A try that an earlier life of the page left open. */
  openTry?: OpenTry | null;
  onOpenTry?: (openTry: OpenTry) => void;
}

/** Sends one command at a time; while the desk does not answer, the same input goes again under the same id. */
export function useCommand<N extends AskName>(name: N, options: UseCommandOptions = {}): Command<N> {
  const client = useClient();
  const [state, setState] = useState<CommandState<N>>({ at: 'idle' });
  const openTry = useRef<OpenTry | null>(null);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(
    async (input: AskInput<N>) => {
      if (running.current && !running.current.signal.aborted) return null;
      const stop = new AbortController();
      running.current = stop;
      const text = canonicalJson(input);
      const earlier = openTry.current ?? latest.current.openTry ?? null;
      const current = earlier?.input === text ? earlier : { id: client.newId(), input: text };
      openTry.current = current;
      latest.current.onOpenTry?.(current);
      setState({ at: 'sending' });
      for (let delayMs = RETRY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, RETRY_LONGEST_MS)) {
        const reply = await client.ask(name, input, { id: current.id, signal: stop.signal });
        if (stop.signal.aborted) return null;
        const isLost = !reply.ok && 'fault' in reply && reply.fault.code === 'unavailable';
        if (!isLost || latest.current.retries === false) {
          running.current = null;
          if (!isLost) openTry.current = null;
          if (reply.ok) setState({ at: 'idle' });
          else if ('refusal' in reply) setState({ at: 'refused', refusal: reply.refusal });
          else setState({ at: 'failed', fault: reply.fault });
          return reply.ok ? reply.value : null;
        }
        setState({ at: 'retrying' });
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (stop.signal.aborted) return null;
      }
    },
    [client, name],
  );

  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ at: 'idle' });
  }, []);
  const clear = useCallback(() => setState({ at: 'idle' }), []);
  return { state, isBusy: state.at === 'sending' || state.at === 'retrying', run, stop, clear };
}
