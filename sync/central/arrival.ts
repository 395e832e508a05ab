import { z } from 'zod';
import { FrameFault, type FrameTools, openRequest, type SignedPart } from '../protocol/frame.ts';
import { BATCH_CHANGES_MAX, type SyncRequest, type WireChange, wireChange } from '../protocol/sync.ts';
import { type BatchBody, jsonBody } from './contents.ts';
import { Refused } from './faults.ts';
import { type Arrived, arrivedOf, type Fault, faultOf } from './judgement.ts';
import { type LooseSyncRequest, readSyncRequest } from './requests.ts';

/** A change that has a key and so can be answered, though the rest of it cannot be read. */
const keyOnly = z.looseObject({ incarnation: wireChange.shape.incarnation, seq: wireChange.shape.seq });
export type KeyOnly = z.infer<typeof keyOnly>;

export type Sent =
  | { is: 'whole'; change: WireChange; arrived: Arrived }
  | { is: 'misshapen'; change: KeyOnly; fault: Fault };

/** A request as it came, whichever way it came. */
export interface Arrival {
  request: Omit<SyncRequest, 'changes'>;
  sent: readonly Sent[];
  /** What is kept of it where something in it is stored. */
  body: BatchBody;
}

/** A packed request. Whose it is and whether he signed it is not looked at yet. */
export interface PackedArrival extends Arrival, SignedPart {
  /** SHA-256 of the whole frame, by which the reply names it. */
  hash: Uint8Array;
}

/** Of a JSON body. Throws `Refused`, also where a change cannot even be named in an answer. */
export function arrivalOfJson(body: unknown): Arrival {
  const { changes, ...request } = readSyncRequest(body);
  return { request, sent: changes.map(readChange), body: jsonBody(changes) };
}

/** Of a frame, whose changes the frame itself gives in their shape. Throws `Refused`. */
export function arrivalOfFrame(frames: FrameTools, frame: Uint8Array): PackedArrival {
  const { value, contents, isHashed, signed, signature, hash } = opened(frames, frame);
  const { changes, ...head } = value as { changes: WireChange[] };
  if (changes.length > BATCH_CHANGES_MAX) throw tooMany();
  const { changes: _none, ...request }: LooseSyncRequest = readSyncRequest({ ...head, changes: [] });
  const sent = changes.map((change, position): Sent => {
    return { is: 'whole', change, arrived: arrivedOf(change, position, contents[position], isHashed[position]) };
  });
  return { request, sent, body: { format: 'frame', body: frame }, signed, signature, hash };
}

function opened(frames: FrameTools, frame: Uint8Array): ReturnType<typeof openRequest> {
  try {
    return openRequest(frames, frame);
  } catch (error) {
    if (!(error instanceof FrameFault)) throw error;
    if (error.code === 'too-large') throw new Refused(413, 'too-large', error.message);
    throw new Refused(400, error.code === 'newer' ? 'protocol-unknown' : 'invalid', error.message);
  }
}

export function tooMany(): Refused {
  return new Refused(413, 'too-large', `A batch has at most ${BATCH_CHANGES_MAX} changes; send them in several.`);
}

function readChange(raw: unknown, index: number): Sent {
  const read = wireChange.safeParse(raw);
  if (read.success) return { is: 'whole', change: read.data, arrived: arrivedOf(read.data, index) };
  const key = keyOnly.safeParse(raw);
  if (!key.success) {
    const sentence = `Change ${index + 1} of this batch has no readable identity (incarnation, seq), so nothing was stored.`;
    throw new Refused(400, 'invalid', sentence);
  }
  const field = read.error.issues[0]?.path.join('.') || null;
  const isTooLarge = field === 'content' && read.error.issues[0]?.code === 'too_big';
  return {
    is: 'misshapen',
    change: key.data,
    fault: isTooLarge ? faultOf('record-too-large', field) : faultOf('record-misshapen', field),
  };
}
