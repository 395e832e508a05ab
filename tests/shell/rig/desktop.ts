import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Dialog, Display, Menu as ElectronMenu, SafeStorage, Screen } from 'electron';

/** A keyring whose secret a spec gives; without one this is a desktop that has no keyring. */
const secret = process.env.TONLE_RIG_KEYRING ?? '';
const keyringKey = () => {
  if (secret === '') throw new Error('There is no keyring.');
  return createHash('sha256').update(secret).digest();
};
const IV_BYTES = 12;
const TAG_BYTES = 16;

export const safeStorage = {
  getSelectedStorageBackend: () => (secret === '' ? 'basic_text' : 'gnome_libsecret'),
  isEncryptionAvailable: () => secret !== '',
  encryptString(text) {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', keyringKey(), iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  },
  decryptString(sealed) {
    const decipher = createDecipheriv('aes-256-gcm', keyringKey(), sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  },
} satisfies Pick<
  SafeStorage,
  'getSelectedStorageBackend' | 'isEncryptionAvailable' | 'encryptString' | 'decryptString'
>;

/** A screen with a task bar, boxes that a test reads, and a menu that nobody sees. */
export const screen = {
  // A display has three dozen fields; the program reads the work area.
  getPrimaryDisplay: () => ({ workAreaSize: { width: 1366, height: 728 } }) as Display,
} satisfies Pick<Screen, 'getPrimaryDisplay'>;

export const dialog = {
  /** A person would see a box; a test reads the line. */
  showErrorBox: (title, content) =>
    void process.stderr.write(`${JSON.stringify({ rig: 'error-box', title, content })}\n`),
  /** Nobody is there to choose: a spec puts its own choice here. */
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
} satisfies Pick<Dialog, 'showErrorBox' | 'showSaveDialog' | 'showOpenDialog'>;

export const Menu = {
  buildFromTemplate: (template) => ({ items: template }) as unknown as ElectronMenu,
  setApplicationMenu: () => {},
} satisfies Pick<typeof ElectronMenu, 'buildFromTemplate' | 'setApplicationMenu'>;
