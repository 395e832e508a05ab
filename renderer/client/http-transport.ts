import type { Reply } from '../../shared/wire/errors.ts';
import type { ChangedEvent } from '../../shared/wire/events.ts';
import { createEventReader } from './event-stream.ts';
import { type AskRequest, type LiveChange, type Transport, Unreachable } from './transport.ts';

/** A desk on the same PC answers in milliseconds; an ask that takes this long was lost on the way. */
const ANSWER_TIMEOUT_MS = 20_000;
const RECONNECT_FIRST_MS = 500;
const RECONNECT_LONGEST_MS = 5_000;

/** Asks over HTTP at the address that the screens were loaded from. */
export function httpTransport(origin = ''): Transport {
  return {
    send: (request, signal) => post(`${origin}/ask`, request, signal),
    fetchFile: async (path, session) => {
      try {
        const response = await fetch(`${origin}${path}`, { headers: bearer(session) });
        if (response.ok) return await response.blob();
      } catch (error) {
        throw new Unreachable('the desk program did not answer', { cause: error });
      }
      throw new Unreachable('the desk program does not have this file');
    },
    sendFile: (path, file, session) =>
      replyTo(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', ...bearer(session) },
        body: file,
      }),
    listen: (session, listener) => streamChanges(`${origin}/events`, session, listener),
  };
}

function bearer(session: string | undefined): Record<string, string> {
  return session ? { authorization: `Bearer ${session}` } : {};
}

async function post(address: string, request: AskRequest, signal?: AbortSignal): Promise<Reply> {
  const { session, ...body } = request;
  const patience = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  return replyTo(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(session) },
    body: JSON.stringify(body),
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  });
}

async function replyTo(address: string, request: RequestInit): Promise<Reply> {
  try {
    const response = await fetch(address, request);
    const reply: unknown = await response.json();
    if (isReply(reply)) return reply;
    throw new Unreachable('the answer is not a reply');
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable('the desk program did not answer', { cause: error });
  }
}

/** A refused ask has a 4xx status and still is a reply; a page of something else on this address is not. */
function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';
}

function streamChanges(address: string, session: string, listener: (change: LiveChange) => void): () => void {
  const stop = new AbortController();
  let wasOpen = false;
  let delayMs = RECONNECT_FIRST_MS;
  const readOnce = async () => {
    const response = await fetch(address, {
      headers: { accept: 'text/event-stream', ...bearer(session) },
      signal: stop.signal,
    });
    if (!response.ok || !response.body) throw new Unreachable('the desk program refused the stream of changes');
    if (wasOpen) listener('missed-some');
    wasOpen = true;
    delayMs = RECONNECT_FIRST_MS;
    const read = createEventReader((data) => listener(changedEvent(data)));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) read(part.value);
  };
  const keepReading = async () => {
    while (!stop.signal.aborted) {
      try {
        await readOnce();
      } catch {
        // The desk program stopped or restarts; it is asked again below until nobody listens any more.
      }
      await sleep(delayMs, stop.signal);
      delayMs = Math.min(delayMs * 2, RECONNECT_LONGEST_MS);
    }
  };
  void keepReading();
  return () => stop.abort();
}

function changedEvent(data: string): LiveChange {
  try {
    const event: unknown = JSON.parse(data);
    if (typeof event === 'object' && event !== null && 'changed' in event) return event as ChangedEvent;
  } catch {
    // A frame that cannot be read still says that something changed.
  }
  return 'missed-some';
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
