import type { Randomness } from '../../shared/base/ids.ts';
import type { Clock } from '../../shared/base/time.ts';
import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import type { FrameTools } from '../protocol/frame.ts';
import type { SealTools } from '../protocol/seal.ts';
import type { CentreDb, CentreReadDb } from './db.ts';
import type { CentreFiles } from './files.ts';
import type { Spools } from './spools.ts';

/** One JSON line of the log: an event, ids and counts. Never a body, a name or a number of a person. */
export type LogFields = Record<string, string | number | boolean | null>;
export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

/** Ed25519 (RFC 8032), whose signature of the same text is always the same. Keys and signatures are raw bytes as hex. */
export interface Signing {
  publicKeyOf(privateKey: string): string;
  /** Signs the UTF-8 bytes of a text. */
  sign(text: string, privateKey: string): string;
  /** Signs many messages with one key. */
  signerOf(privateKey: string): (bytes: Uint8Array) => Uint8Array;
}

/** Files on a stick, and the pair of keys that they are sealed to. Keys are raw bytes as hex. */
export interface Seals {
  tools: SealTools;
  publicKeyOf(privateKey: string): string;
}

/** All reference packs that were published, as claims are judged by them. */
export interface PublishedPacks {
  all(db: CentreReadDb): Promise<readonly ReferencePack[]>;
}

/** Everything the centre is handed by its host. */
export interface World {
  db: CentreDb;
  files: CentreFiles;
  clock: Clock;
  random: Randomness;
  signing: Signing;
  seals: Seals;
  spools: Spools;
  frames: FrameTools;
  packs: PublishedPacks;
  log: Log;
}
