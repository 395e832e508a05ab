import { RECHECKS_MAX, type SyncReply } from '../protocol/sync.ts';
import { answersFor } from './claim-answers.ts';
import { recordsFor } from './feed.ts';
import { Replies } from './packed.ts';
import { rechecksAfter } from './rechecks.store.ts';
import { CLAIMS_SINCE_PROTOCOL, replyTo } from './replies.ts';
import type { World } from './world.ts';

/** Replies besides those to the frames: room for 100,000 records of the feed. */
const FURTHER_MAX = 200;

/**
 * What would come over a line with the next exchanges, packed as replies to the last frame of a stick: a stick is brought
 * once in weeks, and takes all of it along. A desk that was shut out has no news to begin with.
 */
export async function* furtherNews(
  world: World,
  { reply, hash, device }: { reply: SyncReply; hash: Uint8Array; device: string },
): AsyncGenerator<Uint8Array> {
  const replies = new Replies(world);
  const facility = reply.facility.code;
  const hasClaims = reply.protocol >= CLAIMS_SINCE_PROTOCOL;
  let { rechecks, records, claimAnswers } = reply;
  for (let round = 0; round < FURTHER_MAX; round += 1) {
    const recheckSeq = rechecks.length === RECHECKS_MAX ? rechecks.at(-1)?.seq : undefined;
    const after = records?.hasMore === true ? records.through : undefined;
    const answered = claimAnswers?.hasMore === true ? claimAnswers.through : undefined;
    if (recheckSeq === undefined && after === undefined && answered === undefined) return;
    claimAnswers = answered === undefined ? null : await answersFor(world.db, facility, answered);
    rechecks =
      recheckSeq === undefined ? [] : await rechecksAfter(world.db, facility, device, recheckSeq, RECHECKS_MAX);
    if (after === undefined) records = null;
    else {
      const page = await recordsFor(world, world.db, { facility, device, after, last: after, hasClaims });
      // Numbers are given behind the facility's lock, so that all below one that is here are here.
      records = { ...page, through: page.list.at(-1)?.feedSeq ?? after };
    }
    const news = { ...reply, verdicts: [], runsThrough: null, fence: null, rechecks, records, claimAnswers };
    yield replies.packed(replyTo(reply.protocol, news), hash);
  }
}
