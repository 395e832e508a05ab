import { randomBytes } from 'node:crypto';
import { argon2id, argon2Verify } from 'hash-wasm';

/** The second of OWASP's recommended settings for argon2id: 19 MiB, two passes, one lane. */
const SETTINGS = { parallelism: 1, iterations: 2, memorySize: 19_456, hashLength: 32 } as const;

/** WebAssembly, because the cryptographic library inside Electron may lack argon2. */
export const pins = {
  hash(pin: string): Promise<string> {
    return argon2id({ password: pin, salt: randomBytes(16), ...SETTINGS, outputType: 'encoded' });
  },
  async verify(pin: string, hash: string): Promise<boolean> {
    return await argon2Verify({ password: pin, hash });
  },
};
