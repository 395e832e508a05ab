import { createFrameTools } from '../../node/frame-tools.ts';
import { newSigningKeys, type SigningKeys, signerOf } from '../../node/signatures.ts';
import { FRAME_TYPE, openReply, packRequest } from '../../protocol/frame.ts';
import {
  type AnyRequest,
  type DeskRun,
  type Fence,
  type SyncReply,
  type SyncRequest,
  syncReply,
  type WireChange,
} from '../../protocol/sync.ts';
import { type Answer, enrolBody, post, said, TestDesk } from './desk.ts';

export const tools = createFrameTools();

/** A desk that packs and signs what it sends, and tells its runs. */
export class PackedDesk {
  readonly desk: TestDesk;
  keys: SigningKeys = newSigningKeys();
  /** The centre's, from the enrolment. */
  readonly centreKey: string;
  runs: DeskRun[] = [];
  epoch: string | null = 'e'.repeat(32);

  constructor(desk: TestDesk, centreKey: string) {
    this.desk = desk;
    this.centreKey = centreKey;
  }

  static async enrol(url: string, over: Record<string, unknown> = {}): Promise<PackedDesk> {
    const asked = enrolBody({ protocol: 3, ...over });
    const { body } = await post(`${url}/v1/enrol`, asked);
    const { deviceToken: token, deskNumber, facility, keys } = body as EnrolAnswer;
    const desk = new TestDesk(url, String(asked.deviceId), { token, deskNumber, facility: facility.code });
    return new PackedDesk(desk, keys.signing);
  }

  /** A second copy of this database, as of now, which starts a run of its own when it is told to. */
  copy(): PackedDesk {
    const { url, deviceId, token, deskNumber, facility } = this.desk;
    const copy = new PackedDesk(new TestDesk(url, deviceId, { token, deskNumber, facility }), this.centreKey);
    copy.keys = this.keys;
    copy.epoch = this.epoch;
    copy.runs = [...this.runs];
    return copy;
  }

  /** Goes on under the other name. */
  takes({ deviceId, deviceToken: token, deskNumber, epoch }: Fence): void {
    const { url, facility, incarnation } = this.desk;
    const other = new TestDesk(url, deviceId, { token, deskNumber, facility });
    other.incarnation = incarnation;
    Object.assign(this, { desk: other, epoch });
  }

  /** Starts the program anew: a run after the one that it had. */
  starts(previous: DeskRun['previous']): void {
    this.desk.incarnation = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
    this.runs = [...this.runs, { incarnation: this.desk.incarnation, previous }];
  }

  request(changes: readonly WireChange[], over: Partial<SyncRequest> = {}): AnyRequest {
    return {
      ...{ protocol: 3, deviceId: this.desk.deviceId, program: 'test', sentAt: '2026-03-01T01:00:00.000Z' },
      ...{ rosterId: null, placesId: null, rulesetsId: null, national: null, rechecksAfter: 0, recordsAfter: null },
      ...{ epoch: this.epoch, runs: this.runs, deviceKey: this.keys.publicKey, changes: [...changes] },
      ...over,
    };
  }

  packed(changes: readonly WireChange[], over: Partial<SyncRequest> = {}): Uint8Array {
    return packRequest(tools, signerOf(this.keys.privateKey), this.request(changes, over));
  }

  async send(frame: Uint8Array, token = this.desk.token): Promise<Answer & { frame: Uint8Array; type: string | null }> {
    const response = await fetch(`${this.desk.url}/v1/sync`, {
      method: 'POST',
      headers: { 'content-type': FRAME_TYPE, authorization: `Bearer ${token}` },
      body: new Uint8Array(frame),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type');
    const body: unknown = type === FRAME_TYPE ? null : JSON.parse(new TextDecoder().decode(bytes));
    return { status: response.status, body, frame: bytes, type };
  }

  opened(frame: Uint8Array, reply: Uint8Array): SyncReply {
    return syncReply.parse(openReply(tools, reply, Buffer.from(this.centreKey, 'hex'), tools.sha256(frame)));
  }

  async sync(changes: readonly WireChange[], over: Partial<SyncRequest> = {}): Promise<SyncReply> {
    const frame = this.packed(changes, over);
    const answer = await this.send(frame);
    if (answer.status !== 200) throw new Error(`the centre answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return this.opened(frame, answer.frame);
  }

  async verdicts(changes: readonly WireChange[]): Promise<string[]> {
    return (await this.sync(changes)).verdicts.map(said);
  }
}

interface EnrolAnswer {
  deviceToken: string;
  deskNumber: number;
  facility: { code: string };
  keys: { signing: string };
}
