import { sha256Hex } from '../../shared/base/hash.ts';
import type { CentreDb } from './db.ts';
import type { Device } from './registry.store.ts';
import { deviceOf } from './registry.ts';

const DEVICES_MAX = 10_000;

/**
 * The devices that were here lately, by their token, so that a batch need not be preceded by a question to the store.
 * Whether the token still stands is asked again when the batch is stored, behind the lock of the device.
 */
export class KnownDevices {
  readonly #db: CentreDb;
  readonly #byToken = new Map<string, Device>();

  constructor(db: CentreDb) {
    this.#db = db;
  }

  /** Throws `Refused`. */
  async of(token: string | null): Promise<Device> {
    const key = token === null ? null : sha256Hex(token);
    const known = key === null ? undefined : this.#byToken.get(key);
    if (known !== undefined) return known;
    const device = await deviceOf(this.#db, token);
    if (this.#byToken.size >= DEVICES_MAX) this.#byToken.clear();
    if (key !== null) this.#byToken.set(key, device);
    return device;
  }

  forget(token: string | null): void {
    if (token !== null) this.#byToken.delete(sha256Hex(token));
  }
}
