import { createCipheriv, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../folder.ts';
import { StoreProblem } from '../sqlite.ts';
import { hmacSha256, openSealed } from './crypto.ts';

/**
 * Both keys follow from the desk's database key, which is 32 random bytes, so one HMAC each is all that HKDF would add:
 * whoever has that key needs nothing else to open the national roster, and nobody else can.
 */
export function nationalDatabaseKey(databaseKey: Uint8Array): Uint8Array {
  return hmacSha256(databaseKey, 'tonle national database');
}

const PEPPER_BYTES = 32;
const NONCE_BYTES = 12;

const pepperFile = (folder: string, keyVersion: number) => join(folder, `pepper-${keyVersion}`);
const wrapKey = (databaseKey: Uint8Array, keyVersion: number) =>
  hmacSha256(databaseKey, `tonle national pepper|${keyVersion}`);

/**
 * Keeps a pepper that the centre gave, sealed with a key of the database key. It lies beside the roster and not inside
 * it, because the roster that needs it arrives later and is replaced as a whole.
 */
export function keepPepper(folder: string, databaseKey: Uint8Array, keyVersion: number, pepper: Uint8Array): void {
  if (pepper.length !== PEPPER_BYTES)
    throw new StoreProblem('A key of the national list has another length than 32 bytes.');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrapKey(databaseKey, keyVersion), nonce);
  const sealed = Buffer.concat([cipher.update(pepper), cipher.final(), cipher.getAuthTag()]);
  writeDurably(pepperFile(folder, keyVersion), Buffer.concat([nonce, sealed]));
}

/** The peppers that have come, by key version; without any that was sealed with another database key. */
export function readPeppers(folder: string, databaseKey: Uint8Array): Map<number, Uint8Array> {
  const peppers = new Map<number, Uint8Array>();
  for (const name of readdirSync(folder)) {
    const keyVersion = Number(/^pepper-(\d{1,9})$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(keyVersion)) continue;
    const bytes = readFileSync(join(folder, name));
    const key = wrapKey(databaseKey, keyVersion);
    const pepper = openSealed(key, bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES));
    if (pepper !== null) peppers.set(keyVersion, pepper);
  }
  return peppers;
}

/** Forgets the peppers before a key version: no roster sealed with them will be used any more. */
export function forgetPeppersBefore(folder: string, keyVersion: number): void {
  for (const name of readdirSync(folder)) {
    const version = Number(/^pepper-(\d{1,9})$/.exec(name)?.[1] ?? Number.NaN);
    if (version < keyVersion) rmSync(join(folder, name), { force: true });
  }
}
