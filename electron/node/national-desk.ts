import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CentreKeys } from '../../shared/facility/record.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { NationalPort } from '../../sync/desk/news.ts';
import { type NationalStore, openNational } from './national/store.ts';

export interface NationalDeskWish {
  /** The desk's folder; the list has one of its own inside. */
  folder: string;
  databaseKey: Uint8Array;
  /** Asked when the list is opened: a desk that is being set up learns it first. */
  facilityCode(): string;
  worker: URL;
  keys: CentreKeys | null;
  log: Log;
}

/** The national list of a desk, which begins to exist when the centre has given its keys. */
export interface NationalDesk extends NationalPort {
  store(): NationalStore | null;
  close(): void;
}

export async function openNationalDesk(wish: NationalDeskWish): Promise<NationalDesk> {
  let store: NationalStore | null = null;
  let opening: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function open(keys: CentreKeys): Promise<void> {
    if (keys.national === null) return;
    const opened = await openNational({
      folder: join(wish.folder, 'national'),
      databaseKey: wish.databaseKey,
      centreKey: bytesOf(keys.signing),
      facilityCode: wish.facilityCode(),
      worker: wish.worker,
      onProblem: () => wish.log('national-damaged'),
    });
    opened.keepPepper(keys.national.keyVersion, bytesOf(keys.national.pepper));
    store?.close();
    store = opened;
    if (isClosed) opened.close();
  }

  if (wish.keys !== null) await open(wish.keys);
  return {
    store: () => store,
    held() {
      const roster = store?.stats().roster ?? null;
      return roster === null ? null : { rosterId: roster.rosterId, seq: roster.seq };
    },
    keepKeys(keys) {
      opening = opening.then(() => open(keys)).catch(() => wish.log('national-not-opened'));
    },
    drop() {
      opening = opening.then(() => {
        store?.close();
        store = null;
        rmSync(join(wish.folder, 'national'), { recursive: true, force: true });
      });
    },
    async apply(kind, file) {
      await opening;
      if (store === null) return 'The national list cannot be used here before the centre has given its keys.';
      const applied = kind === 'full' ? await store.applyFull(file) : await store.applyDelta(file);
      return applied.ok ? null : applied.sentence;
    },
    close() {
      isClosed = true;
      store?.close();
    },
  };
}

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
