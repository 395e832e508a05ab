import { dropRosters, sweepRosters } from '../../shared/eligibility/roster-store.ts';
import { centreKeysOf, revocationOf, saveCentreKeys, saveRevocation } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { audit, endSessionsBy } from '../../shared/staff/store.ts';
import { SEALED_TYPE } from '../protocol/stick.ts';
import type { NewsWorld } from './news.ts';
import { refusalOf } from './refusal.ts';
import type { Transport } from './transport.ts';

/** Seals what waits to the centre's key, into a file that stays on this PC until the centre's word on it is here. */
export interface SealRest {
  /** The file, made anew; null where nothing can be sealed (the centre has told no key yet). */
  make(): Promise<Uint8Array | null>;
  /** Keeps the centre's signed answer. @throws where it is none */
  take(answer: Uint8Array): Promise<void>;
}

export interface Revoked {
  /** The centre says that this desk was revoked. Lists and sign-ins end at once; what waits goes to the centre sealed. */
  handOver(transport: Transport, token: string, sentence: string): Promise<void>;
  /** The centre takes batches of this desk (again). */
  lift(): void;
}

/** Whoever is in the middle of something may still save it. */
const LAST_WORK_MS = 10 * 60_000;
/** Rows of the members' list that are deleted in one transaction. */
const SWEPT_AT_ONCE = 1_000;

export function createRevoked(world: NewsWorld & { seal: SealRest | null }): Revoked {
  const { db, clock, log, now, emit, breathe } = world;

  function lock(sentence: string): void {
    const before = revocationOf(db);
    if (before !== null) return;
    db.write((tx) => {
      saveRevocation(tx, { at: now(), sentence, isHandedOver: false });
      endSessionsBy(tx, clock.nowMs() + LAST_WORK_MS);
      dropRosters(tx);
      const keys = centreKeysOf(tx);
      if (keys !== null) saveCentreKeys(tx, { ...keys, national: null });
      audit(tx, now(), null, 'desk-revoked', null);
    });
    world.national?.drop();
    log('revoked');
    emit(['facility', 'sync', 'eligibility', 'staff']);
  }

  async function send(transport: Transport, token: string, seal: SealRest): Promise<void> {
    const sealed = await seal.make();
    if (sealed === null) return;
    const answer = await transport.send('/v1/sealed', sealed, SEALED_TYPE, token);
    if (answer.frame === null) throw refusalOf(answer.body, answer.status, answer.retryAfterMs);
    await seal.take(answer.frame);
    log('sealed-rest-taken');
    emit(['sync']);
  }

  return {
    async handOver(transport, token, sentence) {
      lock(sentence);
      while (db.write((tx) => sweepRosters(tx, SWEPT_AT_ONCE))) await breathe();
      const isWaiting = () => waitingChanges(db, 1).length > 0;
      if (isWaiting() && world.seal !== null) await send(transport, token, world.seal);
      const revoked = revocationOf(db);
      if (revoked === null || isWaiting()) return;
      if (!revoked.isHandedOver) db.write((tx) => saveRevocation(tx, { ...revoked, isHandedOver: true }));
    },
    lift() {
      if (revocationOf(db) === null) return;
      db.write((tx) => {
        saveRevocation(tx, null);
        audit(tx, now(), null, 'desk-revocation-lifted', null);
      });
      log('revocation-lifted');
      emit(['facility', 'sync', 'staff']);
    },
  };
}
