import type { Db, ReadDb } from '../../shared/base/db.ts';
import { toHex } from '../../shared/base/ids.ts';
import { deskOf } from '../../shared/facility/store.ts';
import { type AwaitedAnswer, noteAnswer, stickById } from '../../shared/outbox/stick-store.ts';
import { FrameFault, type FrameTools, verifiedReply } from '../protocol/frame.ts';
import type { Packing } from '../protocol/packing.ts';
import { bytesOfHex, itemsOf, openAnswer, SealFault, type SealTools } from '../protocol/seal.ts';
import { openAnswerItem, STICK_ITEM_BYTES_MAX } from '../protocol/stick.ts';
import type { SyncReply, Verdict } from '../protocol/sync.ts';
import { type ExchangeWorld, keepReply } from './exchange.ts';
import type { Breathe } from './files.ts';

export type AnswerRefusal = 'not-an-answer' | 'not-for-this-desk' | 'damaged' | 'not-signed';

/** An answer that is not taken; nothing was changed. */
export class AnswerRefused extends Error {
  override name = 'AnswerRefused';
  readonly code: AnswerRefusal;
  constructor(code: AnswerRefusal) {
    super(code);
    this.code = code;
  }
}

export interface AnswerWorld {
  db: Db;
  frames: FrameTools;
  packing: Packing;
  seals: SealTools;
  breathe: Breathe;
  now(): string;
  /** The raw key that this desk's centre signs with. */
  signingKey: Uint8Array;
  newKeys: ExchangeWorld['newKeys'];
}

export interface AnswerTaken {
  number: number;
  /** Verdicts in the file. */
  verdicts: number;
  accepted: number;
  needsFixing: number;
  /** Those that this desk still waited for. */
  kept: number;
}

/**
 * Takes the answer to a stick. The file is read through twice: the first time nothing is kept, so that a damaged one
 * changes nothing; then each reply is kept in a transaction of its own, and one that was kept before changes nothing.
 * @param file opens the file from its beginning
 * @throws AnswerRefused
 */
export async function takeAnswer(world: AnswerWorld, file: () => AsyncIterable<Uint8Array>): Promise<AnswerTaken> {
  for await (const _reply of replies(world, file())) await world.breathe();
  const count = { verdicts: 0, accepted: 0, needsFixing: 0, kept: 0 };
  let number = 0;
  for await (const { stick, reply } of replies(world, file())) {
    number = stick.number;
    count.kept += world.db.write((tx) => keepReply(tx, stillTrue(tx, stick, reply), world.now(), world.newKeys).kept);
    count.verdicts += reply.verdicts.length;
    count.accepted += reply.verdicts.filter(isTaken).length;
    count.needsFixing += reply.verdicts.filter(({ outcome }) => outcome === 'needs-fixing').length;
    await world.breathe();
  }
  world.db.write((tx) => noteAnswer(tx, number, world.now()));
  return { number, ...count };
}

/**
 * What of an old reply holds now. Verdicts name their change for ever; keys come with a contact, because those of an answer
 * may be older than what is here; and what was said to a name that this database no longer has is not for it any more.
 */
function stillTrue(db: ReadDb, stick: AwaitedAnswer, reply: SyncReply): SyncReply {
  const here = { ...reply, keys: null };
  if (deskOf(db)?.deviceId === stick.deviceId) return here;
  return { ...here, rechecks: [], runsThrough: null, fence: null, records: null };
}

function isTaken({ outcome }: Verdict): boolean {
  return outcome === 'accepted' || outcome === 'already-had' || outcome === 'superseded';
}

/** The replies in a file, each of them signed by the centre for a frame that this desk put on that stick. */
async function* replies(
  world: AnswerWorld,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ stick: AwaitedAnswer; reply: SyncReply }> {
  let stick: AwaitedAnswer | null = null;
  const keyOf = (stickId: string): Uint8Array | null => {
    stick = stickById(world.db, stickId);
    return stick === null ? null : bytesOfHex(stick.answerKey);
  };
  try {
    let count = 0;
    for await (const item of itemsOf(openAnswer(world.seals, keyOf, file), STICK_ITEM_BYTES_MAX)) {
      const known = stick as AwaitedAnswer | null;
      if (known === null) throw new AnswerRefused('damaged');
      count += 1;
      yield { stick: known, reply: await readReply(world, known, item) };
    }
    if (count === 0) throw new AnswerRefused('damaged');
  } catch (error) {
    throw refusalOfFile(error);
  }
}

async function readReply(world: AnswerWorld, stick: AwaitedAnswer, item: Uint8Array): Promise<SyncReply> {
  const { requestHash, reply: frame } = openAnswerItem(item);
  if (!stick.frames.has(toHex(requestHash))) throw new AnswerRefused('not-for-this-desk');
  const reply = await world.packing.unpack(verifiedReply(world.frames, frame, world.signingKey, requestHash));
  if (reply === null) throw new AnswerRefused('damaged');
  return reply;
}

function refusalOfFile(error: unknown): unknown {
  if (error instanceof FrameFault) {
    const isForged = error.code === 'signature-wrong' || error.code === 'other-request';
    return new AnswerRefused(isForged ? 'not-signed' : 'damaged');
  }
  if (!(error instanceof SealFault)) return error;
  switch (error.code) {
    case 'not-a-file':
    case 'newer':
    case 'other-centre':
      return new AnswerRefused('not-an-answer');
    case 'other-stick':
      return new AnswerRefused('not-for-this-desk');
    case 'cut':
    case 'damaged':
      return new AnswerRefused('damaged');
  }
}
