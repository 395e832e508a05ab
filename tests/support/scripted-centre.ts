import { noUse, type Transport } from '../../sync/desk/transport.ts';
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
  news: Partial<News>;
  files: Map<string, () => AsyncIterable<string>>;
  isClosed: boolean;
}

export function verdictOn(
  change: Pick<WireChange, 'incarnation' | 'seq'>,
  outcome: Verdict['outcome'],
  code: string | null = null,
): Verdict {
  const { incarnation, seq } = change;
  const sentence = code === null ? null : 'Look at the card again.';
  return { incarnation, seq, outcome, code, field: code === null ? null : 'nameKm', sentence };
}

export function scriptedCentre(): ScriptedCentre {
  const centre: ScriptedCentre = {
    requests: [],
    next: [],
    news: {},
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
    file: async () => {
      throw new Error('no test fetches a file as such from a scripted centre');
    },
    lines: (path) => centre.files.get(path)?.() ?? nothing(),
    send: async () => {
      throw new Error('no test packs what it says to a scripted centre');
    },
    bytes: () => ({
      ...noUse(),
      records: { sent: 10 * centre.requests.length, received: 20 * centre.requests.length },
    }),
    close: () => {
      centre.isClosed = true;
    },
  };
  return centre;
}

/** What an answer brings besides verdicts. */
type News = Pick<
  SyncReply,
  | 'roster'
  | 'places'
  | 'rulesets'
  | 'national'
  | 'rechecks'
  | 'keys'
  | 'runsThrough'
  | 'fence'
  | 'records'
  | 'packs'
  | 'claimAnswers'
>;

const NO_NEWS: News = {
  roster: null,
  places: null,
  rulesets: null,
  national: null,
  rechecks: [],
  keys: null,
  runsThrough: null,
  fence: null,
  records: null,
  packs: null,
  claimAnswers: null,
};

export function replyWith(verdicts: Verdict[], news: Partial<News> = {}): Answer {
  const body: SyncReply = {
    protocol: PROTOCOL_VERSION,
    serverTime: '2026-03-10T02:10:00.000Z',
    facility: FACILITY,
    verdicts,
    ...NO_NEWS,
    ...news,
  };
  return { status: 200, body, retryAfterMs: null };
}

export function fileNews(id: string): FileNews {
  return { id, asOf: '2026-03-10', rows: 1, bytes: 1, sha256: '0'.repeat(64) };
}

async function* nothing(): AsyncGenerator<string> {}
