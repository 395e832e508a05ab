import { toHex } from '../../shared/base/ids.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { CentreKeys } from '../../shared/facility/record.ts';
import type { CentreReadDb } from './db.ts';
import { insertSealing, insertSecrets, readSecrets, secretsKept } from './keys.store.ts';
import type { World } from './world.ts';

const SECRET_BYTES = 32;

/** Makes the centre's keys at its first start. They stay the same for as long as the store does. */
export async function ensureKeys({ db, random, signing, seals, clock }: World): Promise<void> {
  const kept = await secretsKept(db);
  if (kept?.hasSealing === true) return;
  const secret = (): string => toHex(random.bytes(SECRET_BYTES));
  const sealingPrivate = secret();
  const sealing = { sealingPrivate, sealingPublic: seals.publicKeyOf(sealingPrivate) };
  if (kept !== null) return db.write((tx) => insertSealing(tx, sealing));
  const signingPrivate = secret();
  const secrets = {
    signingPrivate,
    signingPublic: signing.publicKeyOf(signingPrivate),
    ...sealing,
    keyVersion: 1,
    pepper: secret(),
    hiddenSecret: secret(),
  };
  await db.write((tx) => insertSecrets(tx, secrets, instantOf(clock.nowMs())));
}

/** What an enrolled desk is given of the centre's keys. */
export async function keysForDesk(db: CentreReadDb): Promise<CentreKeys> {
  const { signingPublic, sealingPublic, keyVersion, pepper } = await readSecrets(db);
  return { signing: signingPublic, sealing: sealingPublic, national: { keyVersion, pepper } };
}
