/** What a frame needs of its host; `sync/node/frame-tools.ts` makes it of Node. */
export interface FrameTools {
  /** Packs with the newest dictionary; `dictionary` is its 8-byte hash. */
  compress(bytes: Uint8Array): { method: number; dictionary: Uint8Array; bytes: Uint8Array };
  /** @throws FrameFault, also where it would come to more than `mostBytes` */
  expand(method: number, dictionary: Uint8Array, bytes: Uint8Array, mostBytes: number): Uint8Array;
  sha256(bytes: Uint8Array): Uint8Array;
  /** SHA-256 of the UTF-8 bytes of a text as hex: the hash of a change. */
  sha256Hex(text: string): string;
  /** Ed25519; the key is 32 raw bytes. */
  verify(publicKey: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean;
}

/** Why a frame is not read. */
export type FrameFaultCode =
  | 'not-a-frame'
  | 'newer'
  | 'damaged'
  | 'dictionary-unknown'
  | 'too-large'
  | 'signature-wrong'
  | 'other-request';

const SENTENCES: Readonly<Record<FrameFaultCode, string>> = {
  'not-a-frame': 'This is not a message of Tonle; nothing of it was used.',
  newer: 'This message was made by a newer version of Tonle; update this program, then try again.',
  damaged: 'This message was damaged on its way; nothing of it was used, and it has to be sent again.',
  'dictionary-unknown': 'This message was packed with a dictionary that this version of Tonle does not have.',
  'too-large': 'This message is larger than can be taken at once; it has to be sent in smaller parts.',
  'signature-wrong': 'The signature of this message is not that of its sender, so nothing of it was used.',
  'other-request': 'This is the answer to another message, so nothing of it was used.',
};

/** The one error that a frame, whatever its bytes are, can give; `message` is the sentence of its code. */
export class FrameFault extends Error {
  override name = 'FrameFault';
  readonly code: FrameFaultCode;
  constructor(code: FrameFaultCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}
