import type { Transport } from '../../sync/desk/transport.ts';
import type { FileNews, SyncReply, SyncRequest, Verdict, WireChange } from '../../sync/protocol/sync.ts';
import { PROTOCOL_VERSION } from '../../sync/protocol/version.ts';
import { FACILITY } from './facility.ts';

export interface Answer {
  status: number;
  body: unknown;
  retryAfterMs: number | null;
}

/** A centre at the other end of the engine's port that says exactly what a test wants it to say. */
export interface ScriptedCentre extends Transport {
  requests: SyncRequest[];
  /** What the next exchanges are answered with; without one, everything is accepted. */
  next: ((request: SyncRequest) => Answer | Promise<Answer>)[];
  news: { roster: FileNews | null; places: FileNews | null };
  files: Map<string, () => AsyncIterable<string>>;
  isClosed: boolean;
}

export function verdictOn(change: WireChange, outcome: Verdict['outcome'], code: string | null = null): Verdict {
  const { incarnation, seq } = change;
  const sentence = code === null ? null : 'Look at the card again.';
  return { incarnation, seq, outcome, code, field: code === null ? null : 'nameKm', sentence };
}

export function scriptedCentre(): ScriptedCentre {
  const centre: ScriptedCentre = {
    requests: [],
    next: [],
    news: { roster: null, places: null },
    files: new Map(),
    isClosed: false,
    async post(_path, body) {
      const request = body as SyncRequest;
      centre.requests.push(request);
      const say = centre.next.shift();
      return say === undefined
        ? replyWith(
            request.changes.map((change) => verdictOn(change, 'accepted')),
            centre.news,
          )
        : say(request);
    },
    lines: (path) => centre.files.get(path)?.() ?? nothing(),
    bytes: () => ({ sent: 10 * centre.requests.length, received: 20 * centre.requests.length }),
    close: () => {
      centre.isClosed = true;
    },
  };
  return centre;
}

export function replyWith(verdicts: Verdict[], news: ScriptedCentre['news'] = { roster: null, places: null }): Answer {
  const body: SyncReply = {
    protocol: PROTOCOL_VERSION,
    serverTime: '2026-03-10T02:10:00.000Z',
    facility: FACILITY,
    verdicts,
    ...news,
  };
  return { status: 200, body, retryAfterMs: null };
}

export function fileNews(id: string): FileNews {
  return { id, asOf: '2026-03-10', rows: 1, bytes: 1, sha256: '0'.repeat(64) };
}

async function* nothing(): AsyncGenerator<string> {}
