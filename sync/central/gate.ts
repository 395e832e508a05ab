import type { FastifyReply, FastifyRequest } from 'fastify';
import { SYNC_BODY_BYTES_MAX } from '../protocol/sync.ts';
import { Admission, type Admitted } from './admission.ts';
import { Refused } from './faults.ts';
import { KnownDevices } from './known-devices.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import type { Device } from './registry.store.ts';
import type { World } from './world.ts';

/** Where batches come in. Everything about a request that can be judged by its headers is, before its body is read. */
export class Gate {
  readonly devices: KnownDevices;
  readonly admission: Admission;
  readonly #limits: Limits;
  readonly #metrics: Metrics;

  constructor({ db, clock, random, limits, metrics }: World & { limits: Limits; metrics: Metrics }) {
    this.devices = new KnownDevices(db);
    this.admission = new Admission(clock, limits, () => (random.bytes(1)[0] ?? 0) / 256);
    this.#limits = limits;
    this.#metrics = metrics;
    const { admission } = this;
    metrics.watch('tonle_places', 'Requests that have a place.', () => admission.state.places);
    metrics.watch('tonle_waiting', 'Batches that wait for their turn.', () => admission.state.waiting);
    metrics.watch('tonle_working', 'Batches that are being stored.', () => admission.state.working);
    metrics.watch('tonle_body_bytes', 'Bytes of bodies in memory or on their way.', () => admission.state.bytes);
    metrics.watch('tonle_turned_away_total', 'Requests sent away.', () => admission.turnedAway, 'counter');
  }

  /** Throws `Refused`: for whom nobody knows, for a body that is too large, and where there is no place. */
  async enter(token: string | null, request: FastifyRequest, reply: FastifyReply): Promise<Passage> {
    const device = await this.devices.of(token);
    const said = Number(request.headers['content-length'] ?? Number.NaN);
    // Whoever does not say how long a body is has to be counted for the longest.
    const bytes = Number.isFinite(said) ? said : SYNC_BODY_BYTES_MAX;
    if (bytes > SYNC_BODY_BYTES_MAX) {
      throw new Refused(413, 'too-large', 'This request is larger than the centre takes; send it in smaller parts.');
    }
    const admitted = this.admission.enter(device.facility, device.deviceId, bytes);
    this.#metrics.count('tonle_received_bytes_total', {}, bytes);
    reply.raw.once('close', () => admitted.leave());
    return new Passage(device, token, admitted, this.#metrics, this.#patience(request, bytes));
  }

  /** Cuts a body off that comes more slowly than any line; what it stops is returned. */
  #patience({ raw }: FastifyRequest, bytes: number): () => void {
    const patienceMs = this.#limits.bodyPatienceMs + bytes / this.#limits.bodyBytesPerMs;
    const timer = setTimeout(() => raw.socket.destroy(), patienceMs);
    raw.once('close', () => clearTimeout(timer));
    return () => clearTimeout(timer);
  }
}

/** A request that was let in. */
export class Passage {
  readonly device: Device;
  readonly token: string | null;
  readonly #admitted: Admitted;
  readonly #metrics: Metrics;
  readonly #hasBody: () => void;

  constructor(device: Device, token: string | null, admitted: Admitted, metrics: Metrics, hasBody: () => void) {
    this.device = device;
    this.token = token;
    this.#admitted = admitted;
    this.#metrics = metrics;
    this.#hasBody = hasBody;
  }

  /** With its body here: waits for its turn, then does the work of it, and lets the next one in. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    this.#hasBody();
    const waitingMs = performance.now();
    await this.#admitted.turn();
    const startMs = performance.now();
    this.#metrics.observe('tonle_wait_seconds', (startMs - waitingMs) / 1000);
    try {
      return await work();
    } finally {
      this.#metrics.observe('tonle_batch_seconds', (performance.now() - startMs) / 1000);
      this.#admitted.leave();
    }
  }
}
