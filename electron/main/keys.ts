import { safeStorage } from 'electron';

/**
 * Wraps the store's key with the operating system's own (DPAPI on Windows, Keychain on macOS, the desktop's secret
 * service on Linux), so that a copied folder does not open on another machine.
 */
export interface SystemKeys {
  isAvailable(): boolean;
  /** @throws where the system refuses */
  wrap(key: Uint8Array): Uint8Array;
  /** @throws where another user or another machine wrapped it */
  unwrap(wrapped: Uint8Array): Uint8Array;
}

/** Usable once the app is ready. The calls that wait are used because the store opens in one step, lock and key together. */
export const systemKeys: SystemKeys = {
  /** Chromium's `basic_text` back end has a password known to everyone: wrapping with it protects nothing, so it counts as none. */
  isAvailable() {
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return false;
    return safeStorage.isEncryptionAvailable();
  },
  wrap: (key) => new Uint8Array(safeStorage.encryptString(Buffer.from(key).toString('hex'))),
  unwrap: (wrapped) => new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(wrapped)), 'hex')),
};
