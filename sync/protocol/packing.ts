import { FrameFault, openReplyBody, requestBody } from './frame.ts';
import type { PackedBody } from './frame-body.ts';
import type { FrameFaultCode, FrameTools } from './frame-tools.ts';
import { type AnyRequest, type SyncReply, syncReply } from './sync.ts';

/**
 * Packs what a desk sends and unpacks what it is answered. Both take tens of milliseconds for a large batch, so a desk with
 * screens hands in one that works beside the thread that answers them. No key comes near it: frames are signed and verified
 * outside, with `signRequest` and `verifiedReply`.
 */
export interface Packing {
  /** How many pieces of work are worked on side by side; more may be given. */
  atOnce: number;
  /** @throws FrameFault `too-large` where fewer changes have to be sent at once */
  pack(request: AnyRequest): Promise<PackedBody>;
  /** The reply in a body whose signature was verified; null where it is none that this version reads. @throws FrameFault */
  unpack(body: PackedBody): Promise<SyncReply | null>;
}

/** A piece of work in a shape that one thread can give to another. */
export type PackingJob = { what: 'pack'; request: AnyRequest } | { what: 'unpack'; body: PackedBody };
export type PackingResult =
  | { what: 'packed'; body: PackedBody }
  | { what: 'unpacked'; reply: SyncReply | null }
  | { what: 'fault'; code: FrameFaultCode };

export function donePacking(tools: FrameTools, job: PackingJob): PackingResult {
  try {
    if (job.what === 'pack') return { what: 'packed', body: requestBody(tools, job.request) };
    return { what: 'unpacked', reply: syncReply.safeParse(openReplyBody(tools, job.body)).data ?? null };
  } catch (error) {
    if (error instanceof FrameFault) return { what: 'fault', code: error.code };
    throw error;
  }
}

/** The port over whoever does the work. */
export function packingBy(atOnce: number, work: (job: PackingJob) => Promise<PackingResult>): Packing {
  return {
    atOnce,
    async pack(request) {
      const done = await work({ what: 'pack', request });
      if (done.what === 'packed') return done.body;
      throw faultOf(done);
    },
    async unpack(body) {
      const done = await work({ what: 'unpack', body });
      if (done.what === 'unpacked') return done.reply;
      throw faultOf(done);
    },
  };
}

/** In the thread that asks: for a program without screens. */
export function packInPlace(tools: FrameTools): Packing {
  return packingBy(1, async (job) => donePacking(tools, job));
}

function faultOf(done: PackingResult): Error {
  return done.what === 'fault' ? new FrameFault(done.code) : new TypeError('another piece of work was done');
}
