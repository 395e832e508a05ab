import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { DerivedKeys, ENTRIES_A_PIECE, ENTRY_BYTES } from '../../national/derived-keys.ts';

const HEAD_BYTES = 12;
const headOf = (keyVersion: number) => Buffer.from(`TNLD${String(keyVersion).padStart(8, '0')}`);

/** Durable: the file is the old one or the new one, whole. It holds card numbers: keep it as the register is kept. */
export function saveDerivedKeys(file: string, keys: DerivedKeys): void {
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, headOf(keys.keyVersion));
    for (const piece of keys.pieces()) writeSync(handle, piece);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
}

/** What was saved of this key version; none where there is no such file, or one of another version or shape. */
export function loadDerivedKeys(file: string, keyVersion: number): DerivedKeys {
  const keys = new DerivedKeys(keyVersion);
  if (!existsSync(file) || (statSync(file).size - HEAD_BYTES) % ENTRY_BYTES !== 0) return keys;
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    readSync(handle, head);
    if (!head.equals(headOf(keyVersion))) return keys;
    const piece = Buffer.alloc(ENTRIES_A_PIECE * ENTRY_BYTES);
    for (let read = readSync(handle, piece); read > 0; read = readSync(handle, piece))
      keys.addPiece(piece.subarray(0, read));
  } finally {
    closeSync(handle);
  }
  return keys;
}
