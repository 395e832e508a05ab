import { scrypt } from 'node:crypto';
import { scrypt as scryptWasm } from 'hash-wasm';
import { SLOW_BYTES, type SlowCost } from '../../../shared/eligibility/national/layout.record.ts';
import { StoreProblem } from '../sqlite.ts';

/** The memory-hard call of the national roster: 12 bytes, off the thread that answers asks where the host can. */
export type Slow = (password: Uint8Array, salt: Uint8Array, cost: SlowCost) => Promise<Uint8Array>;

const viaNode: Slow = (password, salt, { n, r, p }) =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, SLOW_BYTES, { N: n, r, p }, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });

const viaWasm: Slow = (password, salt, { n, r, p }) =>
  scryptWasm({
    password,
    salt,
    costFactor: n,
    blockSize: r,
    parallelism: p,
    hashLength: SLOW_BYTES,
    outputType: 'binary',
  });

/** The third vector of RFC 7914, section 12, as far as a record goes. */
const VECTOR = {
  password: 'pleaseletmein',
  salt: 'SodiumChloride',
  cost: { name: 'scrypt', n: 16_384, r: 8, p: 1, hiddenBits: 0 },
} as const;
const VECTOR_BYTES = '7023bdcb3afd7348461c06cd';

async function isRight(slow: Slow): Promise<boolean> {
  try {
    const bytes = await slow(Buffer.from(VECTOR.password), Buffer.from(VECTOR.salt), VECTOR.cost);
    return Buffer.from(bytes).toString('hex') === VECTOR_BYTES;
  } catch {
    return false;
  }
}

/**
 * The host's own scrypt, tried out before it is trusted (Electron's crypto library is another one than Node's), or the
 * same in WebAssembly, which takes three to four times as long.
 * @throws StoreProblem where neither computes what the standard says
 */
export async function workingSlow(): Promise<Slow> {
  for (const slow of [viaNode, viaWasm]) if (await isRight(slow)) return slow;
  throw new StoreProblem('This computer cannot compute the keys of the national list (scrypt), so it is not used.');
}
