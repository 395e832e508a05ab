import type { Db } from '../../shared/base/db.ts';
import { type Clock, dayStartMs, isDay } from '../../shared/base/time.ts';
import { refreshStale } from '../../shared/claims/save-store.ts';
import { learnKnownTime, readClock } from '../../shared/desk/clock-store.ts';
import type { CentreKeys, LinePurpose } from '../../shared/facility/record.ts';
import { centreKeysOf, saveCentreKeys } from '../../shared/facility/store.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { ChangedArea } from '../../shared/wire/events.ts';
import type { FileNews, SyncReply } from '../protocol/sync.ts';
import { type Breathe, importPlaces, importRoster } from './files.ts';
import { actOfNobody } from './nobody.ts';
import { takePacks } from './packs.ts';
import { takeRulesets, type Verify } from './rulesets.ts';
import { LineProblem, type Transport } from './transport.ts';

/** The blinded national list of this desk, kept by the host in a file of its own. */
export interface NationalPort {
  /** The edition that this desk holds, or null. */
  held(): { rosterId: string; seq: number } | null;
  /** The secret that the list is blinded with, before the first list and when it changes. */
  keepKeys(keys: CentreKeys): void;
  /**
   * Applies a fetched file, whole or not at all.
   * @returns null when it is in use, or a sentence why it is not and the old list stays
   */
  apply(kind: 'full' | 'delta', file: string): Promise<string | null>;
  /** This desk may not have the list any more: it and its secret are deleted. */
  drop(): void;
}

export interface NewsWorld {
  db: Db;
  clock: Clock;
  log: Log;
  now(): string;
  breathe: Breathe;
  emit(areas: readonly ChangedArea[]): void;
  verify: Verify;
  national: NationalPort | null;
}

export function hasNews({ places, roster, rulesets, packs, national }: SyncReply): boolean {
  return [places, roster, rulesets, packs, national].some((file) => file !== null);
}

/** Keeps the centre's keys, which come at enrolment and at the first contact after they changed. */
export function keepKeys(world: NewsWorld, keys: CentreKeys): void {
  world.db.write((tx) => saveCentreKeys(tx, keys));
  world.national?.keepKeys(keys);
}

/**
 * Fetches and imports what the centre has news of, one file after the other: the rules first, which are small and judge
 * everything, the national list last, which is large.
 * @returns true when there may be more at once (the next of several deltas)
 */
export async function importNews(
  world: NewsWorld,
  transport: Transport,
  token: string,
  news: SyncReply,
): Promise<boolean> {
  const { db, log, emit, now, breathe } = world;
  const lines = ({ id, sha256 }: FileNews, purpose: LinePurpose) =>
    transport.lines(`/v1/files/${id}`, token, sha256, purpose);
  if (news.rulesets !== null) {
    const count = await importSigned(world, takeRulesets, lines(news.rulesets, 'files'));
    log('rulesets-imported', { count });
    emit(['eligibility']);
  }
  if (news.packs !== null) {
    const count = await importSigned(world, takePacks, lines(news.packs, 'files'));
    log('packs-imported', { count });
    emit(['claims', 'month']);
    await judgeStale(world);
  }
  if (news.places !== null) {
    const rows = await importPlaces(db, lines(news.places, 'files'), breathe);
    log('places-imported', { rows });
    emit(['facility']);
  }
  if (news.roster !== null) {
    const rows = await importRoster(db, lines(news.roster, 'roster'), now, breathe);
    noteDay(world, news.roster.asOf);
    log('roster-imported', { rows });
    emit(['sync', 'eligibility']);
  }
  return news.national === null ? false : importNational(world, transport, token, news.national);
}

/** Claims judged in one transaction. */
const JUDGED_AT_ONCE = 100;

/** Judges what other packs have come for, a few at a time; what a closed program left comes with its next contact. */
export async function judgeStale({ db, now, breathe, emit }: NewsWorld): Promise<void> {
  let judged = 0;
  for (;;) {
    const count = db.write((tx) => {
      const act = actOfNobody(tx, now());
      return act === null ? 0 : refreshStale(tx, act, JUDGED_AT_ONCE);
    });
    judged += count;
    if (count < JUDGED_AT_ONCE) break;
    await breathe();
  }
  if (judged > 0) emit(['claims']);
}

async function importSigned(
  world: NewsWorld,
  take: (db: Db, line: string, centreKey: string, verify: Verify) => number,
  lines: AsyncIterable<string>,
): Promise<number> {
  const keys = centreKeysOf(world.db);
  if (keys === null)
    throw new LineProblem('The rules from the centre cannot be checked: its key is not known here yet.');
  for await (const line of lines) return take(world.db, line, keys.signing, world.verify);
  throw new LineProblem('The rules from the centre came empty; the old ones hold.');
}

async function importNational(
  world: NewsWorld,
  transport: Transport,
  token: string,
  { id, sha256, kind, asOf }: FileNews & { kind: 'full' | 'delta' },
): Promise<boolean> {
  if (world.national === null) return false;
  const file = await transport.file(`/v1/files/${id}`, token, sha256, 'roster');
  try {
    const problem = await world.national.apply(kind, file.path);
    if (problem === null) noteDay(world, asOf);
    world.log(problem === null ? 'national-applied' : 'national-refused', { kind });
    world.emit(['sync', 'eligibility']);
    return problem === null;
  } finally {
    await file.remove();
  }
}

/** A list of that day proves that it is that day or later. */
function noteDay({ db, clock }: NewsWorld, asOf: string): void {
  const startMs = isDay(asOf) ? dayStartMs(asOf) : Number.NaN;
  db.write((tx) => learnKnownTime(tx, readClock(clock), startMs));
}
