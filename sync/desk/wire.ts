import type { Db } from '../../shared/base/db.ts';
import { fromHex } from '../../shared/base/ids.ts';
import type { DeviceKeys } from '../../shared/facility/record.ts';
import { centreKeysOf, deviceKeysOf, saveDeviceKeys } from '../../shared/facility/store.ts';
import { centreProblem } from '../protocol/enrol.ts';
import { FRAME_TYPE, type Sign, signRequest, verifiedReply } from '../protocol/frame.ts';
import { FrameFault, type FrameTools } from '../protocol/frame-tools.ts';
import type { Packing } from '../protocol/packing.ts';
import { type SyncReply, type SyncRequest, syncReply, type WireChange } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { CentreRefusal, refusalOf } from './refusal.ts';
import { LineProblem, type Transport } from './transport.ts';

/** What packed and signed batches need of the host. */
export interface FramePort {
  tools: FrameTools;
  packing: Packing;
  /** A new Ed25519 pair, raw bytes as hex. */
  newKeys(): { privateKey: string; publicKey: string };
  signerOf(privateKey: string): Sign;
}

/** How this desk and its centre understand each other; found out anew at each start and now and then. */
export interface Wire {
  /** Sends a request in the newest way that both know. @throws CentreRefusal, LineProblem */
  ask(transport: Transport, token: string, request: SyncRequest): Promise<SyncReply>;
  /** The version of the last answer: what an older one does not know is not sent. */
  version(): number;
}

/** The last version that speaks JSON alone. */
const JSON_VERSION = 2;
const JSON_CHANGES_MAX = 500;
/** A centre that was brought up to date is noticed after this long at the latest. */
const OLD_CENTRE_MS = 6 * 3_600_000;
const NOT_A_CENTRE = 'What answered is not a Tonle centre, or speaks a newer language; nothing was lost.';

export function createWire(db: Db, frames: FramePort | null, nowMs: () => number): Wire {
  let oldSinceMs: number | null = null;
  let signer: { publicKey: string; sign: Sign } | null = null;

  function isOld(): boolean {
    // Without the centre's key its signature proves nothing: the older way brings that key.
    if (frames !== null && centreKeysOf(db) === null) return true;
    return oldSinceMs !== null && Math.abs(nowMs() - oldSinceMs) < OLD_CENTRE_MS;
  }

  function signingKeys(port: FramePort) {
    const kept = ownKeys(db, port);
    if (signer?.publicKey !== kept.publicKey) {
      signer = { publicKey: kept.publicKey, sign: port.signerOf(kept.privateKey) };
    }
    return { ...kept, sign: signer.sign };
  }

  async function askPacked(port: FramePort, transport: Transport, token: string, asked: SyncRequest) {
    const keys = signingKeys(port);
    const request = { ...asked, deviceKey: keys.isKnown ? null : keys.publicKey };
    const frame = signRequest(keys.sign, await port.packing.pack(request));
    const answer = await transport.send('/v1/sync', frame, FRAME_TYPE, token);
    if (answer.frame === null) {
      // Nobody who has answered in frames before is taken for an older centre: that would be a way around signatures.
      if (!keys.isKnown && isOlderCentre(answer.status, answer.body)) return null;
      const refusal = refusalOf(answer.body, answer.status, answer.retryAfterMs);
      if (refusal instanceof CentreRefusal && refusal.code === 'signature-wrong') setKnown(false);
      throw refusal;
    }
    const centreKey = fromHex(centreKeysOf(db)?.signing ?? '');
    const body = verifiedReply(port.tools, answer.frame, centreKey, port.tools.sha256(frame));
    const reply = await port.packing.unpack(body);
    if (reply === null) throw new LineProblem(NOT_A_CENTRE);
    setKnown(true);
    return reply;
  }

  function setKnown(isKnown: boolean): void {
    const keys = deviceKeysOf(db);
    if (keys !== null && keys.isKnown !== isKnown) db.write((tx) => saveDeviceKeys(tx, { ...keys, isKnown }));
  }

  async function askJson(transport: Transport, token: string, body: unknown): Promise<SyncReply> {
    const answer = await transport.post('/v1/sync', body, token);
    if (answer.status !== 200) throw refusalOf(answer.body, answer.status, answer.retryAfterMs);
    const parsed = syncReply.safeParse(answer.body);
    if (!parsed.success) throw new LineProblem(NOT_A_CENTRE);
    return parsed.data;
  }

  return {
    version: () => (isOld() ? JSON_VERSION : PROTOCOL_VERSION),
    async ask(transport, token, request) {
      if (frames === null) return askJson(transport, token, request);
      if (!isOld()) {
        const reply = await askPacked(frames, transport, token, request).catch((error: unknown) => {
          throw error instanceof FrameFault ? new LineProblem(error.message) : error;
        });
        if (reply !== null) return reply;
        oldSinceMs = nowMs();
      }
      return askJson(transport, token, asVersion2(request));
    },
  };
}

/** The pair that this desk signs with: made once and kept. */
export function ownKeys(db: Db, port: FramePort): DeviceKeys {
  const kept = deviceKeysOf(db);
  if (kept !== null) return kept;
  const made = { ...port.newKeys(), isKnown: false };
  db.write((tx) => saveDeviceKeys(tx, made));
  return made;
}

/** A centre of before packed batches says that it reads only JSON, or that it does not know this version. */
function isOlderCentre(status: number, body: unknown): boolean {
  const problem = centreProblem.safeParse(body);
  return problem.success && (status === 415 || problem.data.code === 'protocol-unknown');
}

/** The same request without what a centre of version 2 does not know; it refuses a member that is strange to it. */
export function asVersion2(request: SyncRequest) {
  const { deviceId, program, sentAt, rosterId, placesId, rulesetsId, national, rechecksAfter, changes } = request;
  const asChange = ({ incarnation, seq, kind, recordId, version, hash, content, madeAt }: WireChange) => ({
    incarnation,
    seq,
    kind,
    recordId,
    version,
    hash,
    content,
    madeAt,
  });
  return {
    protocol: JSON_VERSION,
    deviceId,
    program,
    sentAt,
    rosterId,
    placesId,
    rulesetsId,
    national,
    rechecksAfter,
    changes: changes.slice(0, JSON_CHANGES_MAX).map(asChange),
  };
}
