import type { Db } from '../../shared/base/db.ts';
import { keepRecheck, lastRecheckSeq } from '../../shared/eligibility/recheck-store.ts';
import { saveFacility } from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import { keepVerdict, waitingChanges } from '../../shared/outbox/store.ts';
import { centreProblem } from '../protocol/enrol.ts';
import { type SyncReply, type SyncRequest, syncReply, type Verdict } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { LineProblem, type Transport } from './transport.ts';

/** One request stays under this, however many changes wait; a single larger change still goes, alone. */
const BATCH_BYTES_MAX = 1_000_000;

/** The centre answered, and said that it does not take this desk's messages now. */
export class CentreRefusal extends Error {
  override name = 'CentreRefusal';
  readonly code: string;
  readonly retryAfterMs: number | null;
  constructor(code: string, sentence: string, retryAfterMs: number | null) {
    super(sentence);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Sender {
  deviceId: string;
  program: string;
  token: string;
  rosterId: string | null;
  placesId: string | null;
  rulesetsId: string | null;
  national: { rosterId: string; seq: number } | null;
}

export interface Exchanged {
  reply: SyncReply;
  sent: number;
  kept: number;
  /** Decisions of the centre about earlier checks that are new here. */
  rechecked: number;
  lastSeq: number;
  isFacilityChanged: boolean;
}

/** Takes the next changes off the outbox, up to a count and a size. */
export function takeBatch(db: Db, countMax: number, afterSeq: number): Change[] {
  const batch: Change[] = [];
  let bytes = 0;
  for (const change of waitingChanges(db, countMax, afterSeq)) {
    bytes += change.content.length * 3 + 300;
    if (batch.length > 0 && bytes > BATCH_BYTES_MAX) break;
    batch.push(change);
  }
  return batch;
}

/**
 * One request with a batch up and verdicts down. Verdicts are kept in one transaction; a change without a verdict, or
 * with `try-later`, goes on waiting. Sending twice is harmless, because the centre knows each change by its identity.
 */
export async function exchange(
  db: Db,
  transport: Transport,
  sender: Sender,
  batch: Change[],
  now: () => string,
): Promise<Exchanged> {
  const request: SyncRequest = {
    protocol: PROTOCOL_VERSION,
    deviceId: sender.deviceId,
    program: sender.program,
    sentAt: now(),
    rosterId: sender.rosterId,
    placesId: sender.placesId,
    rulesetsId: sender.rulesetsId,
    national: sender.national,
    rechecksAfter: lastRecheckSeq(db),
    changes: batch.map(({ incarnation, seq, kind, recordId, version, hash, content, madeAt }) => ({
      incarnation,
      seq,
      kind,
      recordId,
      version,
      hash,
      content,
      madeAt,
    })),
  };
  const answer = await transport.post('/v1/sync', request, sender.token);
  if (answer.status !== 200) throw refusalOf(answer.body, answer.status, answer.retryAfterMs);
  const parsed = syncReply.safeParse(answer.body);
  if (!parsed.success)
    throw new LineProblem('What answered is not a Tonle centre, or speaks a newer language; nothing was lost.');
  const reply = parsed.data;
  const { kept, rechecked, isFacilityChanged } = db.write((tx) => {
    const changed = saveFacility(tx, reply.facility);
    const rechecks = reply.rechecks.filter((recheck) => keepRecheck(tx, recheck)).length;
    const count = reply.verdicts.filter((verdict) => isKept(verdict) && keepVerdict(tx, keptOf(verdict), now())).length;
    return { kept: count, rechecked: rechecks, isFacilityChanged: changed };
  });
  return { reply, sent: batch.length, kept, rechecked, lastSeq: batch.at(-1)?.seq ?? 0, isFacilityChanged };
}

function isKept(verdict: Verdict): boolean {
  return verdict.outcome !== 'try-later';
}

function keptOf(verdict: Verdict) {
  const { seq, incarnation, code, field, sentence } = verdict;
  const state = verdict.outcome === 'needs-fixing' ? ('needs-fixing' as const) : ('accepted' as const);
  return { seq, incarnation, state, code, field, sentence };
}

export function refusalOf(body: unknown, status: number, retryAfterMs: number | null): Error {
  const problem = centreProblem.safeParse(body);
  if (!problem.success) {
    return new LineProblem(`Something between here and the centre answered (${status}), but it was not the centre.`);
  }
  return new CentreRefusal(problem.data.code, problem.data.sentence, retryAfterMs);
}
