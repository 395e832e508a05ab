import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { publicKeyOf, signText } from '../../node/signatures.ts';
import { type RulesetsBody, type RulesetsFile, rulesetsFile, SIGNED_FOR_RULESETS } from '../../protocol/rulesets.ts';
import type { SignedFile } from '../../protocol/signed-file.ts';
import { signedRulesets } from '../rulesets.ts';

const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_KEY_BYTES = 32;

/** A centre's signing key of a test, raw, as hex. */
export function aSigningKey(): { privateKey: string; publicKey: string } {
  const { privateKey: made } = generateKeyPairSync('ed25519');
  const privateKey = made.export({ format: 'der', type: 'pkcs8' }).subarray(-RAW_KEY_BYTES).toString('hex');
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** A rulesets file as it travels. */
export function rulesetsGz(body: RulesetsBody, privateKey: string): Buffer {
  return packed(signedRulesets(body, (text) => signText(text, privateKey)));
}

export function packed(file: RulesetsFile): Buffer {
  return gzipSync(`${JSON.stringify(file)}\n`);
}

export function unpacked(gz: Uint8Array): RulesetsFile {
  return rulesetsFile.parse(JSON.parse(gunzipSync(gz).toString()));
}

/** The same file with something in its body changed after it was signed: still well-formed, no longer the centre's. */
export function tamperedRulesets(gz: Uint8Array, from: string, to: string): Buffer {
  const file = unpacked(gz);
  if (!file.body.includes(from)) throw new Error('there is nothing of that to tamper with');
  return packed({ ...file, body: file.body.replace(from, to) });
}

/** Whether the signature is that of the key whose raw public bytes these are. */
export function isSignedBy({ body, signature }: SignedFile, publicKey: string, purpose = SIGNED_FOR_RULESETS): boolean {
  const key = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, Buffer.from(publicKey, 'hex')]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, Buffer.from(`${purpose}${body}`), key, Buffer.from(signature, 'hex'));
}
