import { must } from '../../shared/base/assert.ts';
import { FEED_MAX, type FeedRecord, type SyncReply } from '../protocol/sync.ts';
import { contentsOf } from './contents.ts';
import type { CentreReadDb } from './db.ts';
import { type FeedRow, feedAfter, losersOf, refusedElsewhere } from './feed.store.ts';
import type { World } from './world.ts';

/** Contents in one reply; the rest follow with the next. */
const FEED_CHARS_MAX = 1_000_000;
/** A desk of before claims would set others aside as what it cannot read. */
const KINDS_BEFORE_CLAIMS: readonly string[] = ['patient', 'eligibility-check', 'visit'];

interface FeedAsked {
  facility: string;
  device: string;
  after: number;
  /** Whether the desk knows of claims and closed months. */
  hasClaims: boolean;
}

/**
 * The records of the facility that a desk does not have yet: other desks' and the centre's own merged versions, in the
 * order in which the facility's centre accepted them. What the desk itself made under this name is left out; what it made
 * before it was restored is under another name and so comes back to it. Behind the lock of the facility, so that no
 * number is still to come below `last`.
 *
 * @param last number of the facility's last change
 */
export async function recordsFor(
  world: Pick<World, 'frames'>,
  db: CentreReadDb,
  at: FeedAsked & { last: number },
): Promise<NonNullable<SyncReply['records']>> {
  const rows = await rowsFor(db, at);
  const page = rows.slice(0, FEED_MAX);
  const contents = await contentsOf(world, db, at.facility, page);
  const losers = await losersOf(
    db,
    at.facility,
    page.flatMap(({ device, no }) => (device === 'centre' ? [no] : [])),
  );
  const list: FeedRecord[] = [];
  let chars = 0;
  for (const [index, row] of page.entries()) {
    const { seq, kind, recordId, version, hash, content, madeAt, hlc } = must(
      contents[index],
      'a change has a content',
    );
    chars += content.length;
    if (chars > FEED_CHARS_MAX && list.length > 0) break;
    const { no, device: deviceId, deskNumber, incarnation } = row;
    const lost = losers.filter((one) => one.no === no);
    list.push({
      ...{ feedSeq: no, deviceId, deskNumber, incarnation, seq, kind, recordId, version, hash, content, madeAt, hlc },
      fault: faultOfRow(row),
      losers: lost.map(({ field, value, deskNumber: desk, madeAt: lostAt }) => {
        return { field, value, deskNumber: desk, madeAt: lostAt };
      }),
    });
  }
  const hasMore = list.length < rows.length;
  const through = hasMore ? must(list.at(-1), 'there is more than one').feedSeq : Math.max(at.last, at.after);
  return { through, hasMore, list };
}

/** What others made, and what other copies of this desk's database have to put right, in one order. */
async function rowsFor(db: CentreReadDb, { facility, device, after: no, hasClaims }: FeedAsked): Promise<FeedRow[]> {
  const kinds = hasClaims ? null : KINDS_BEFORE_CLAIMS;
  const accepted = await feedAfter(db, facility, { no, besides: device, kinds }, FEED_MAX + 1);
  const refused = await refusedElsewhere(db, facility, { no, device, kinds }, FEED_MAX + 1);
  return [...accepted, ...refused].sort((one, other) => one.no - other.no).slice(0, FEED_MAX + 1);
}

function faultOfRow({ code, field, sentence }: FeedRow): FeedRecord['fault'] {
  return code === null || sentence === null ? null : { code, field, sentence };
}
