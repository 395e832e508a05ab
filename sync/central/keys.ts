import { toHex } from '../../shared/base/ids.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { CentreKeys } from '../../shared/facility/record.ts';
import type { CentreReadDb } from './db.ts';
import { hasSecrets, insertSecrets, readSecrets } from './keys.store.ts';
import type { World } from './world.ts';

const SECRET_BYTES = 32;

/** Makes the centre's keys at its first start. They stay the same for as long as the store does. */
export async function ensureKeys({ db, random, signing, clock }: World): Promise<void> {
  if (await hasSecrets(db)) return;
  const signingPrivate = toHex(random.bytes(SECRET_BYTES));
  const secrets = {
    signingPrivate,
    signingPublic: signing.publicKeyOf(signingPrivate),
    keyVersion: 1,
    pepper: toHex(random.bytes(SECRET_BYTES)),
    hiddenSecret: toHex(random.bytes(SECRET_BYTES)),
  };
  await db.write((tx) => insertSecrets(tx, secrets, instantOf(clock.nowMs())));
}

/** What an enrolled desk is given of the centre's keys. */
export async function keysForDesk(db: CentreReadDb): Promise<CentreKeys> {
  const { signingPublic, keyVersion, pepper } = await readSecrets(db);
  return { signing: signingPublic, national: { keyVersion, pepper } };
}
