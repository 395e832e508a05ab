import { SYNC_BODY_BYTES_MAX } from '../protocol/sync.ts';

/** How much a process of the centre takes on at once. */
export interface Limits {
  /** Batches that are stored side by side; each has a connection to the database while it is. */
  workersMax: number;
  /** Requests that have a place, whether their body is still on its way or waits for its turn. */
  placesMax: number;
  /** There are always so many places, however slowly batches go. */
  placesMin: number;
  /** Nobody gets a place who would wait longer than this; a desk gives a silent line up after ten seconds. */
  waitMostMs: number;
  /** Bytes of bodies that are in memory or on their way. */
  bytesMax: number;
  /** What a desk may send at once, and goes on being given each second. */
  deviceBytesMost: number;
  deviceBytesPerS: number;
  /** A body has this long, and a millisecond more for so many bytes; slower is no line but a fault, or worse. */
  bodyPatienceMs: number;
  bodyBytesPerMs: number;
  /** Files that a desk fetches side by side; one of which less than this comes through in a window is given up. */
  filesADeviceMax: number;
  fileWindowMs: number;
  fileBytesAWindowMin: number;
}

export const LIMITS: Limits = {
  ...{ workersMax: 4, placesMax: 2_000, placesMin: 32, waitMostMs: 6_000, bytesMax: 128 * 1024 * 1024 },
  ...{ deviceBytesMost: 8 * SYNC_BODY_BYTES_MAX, deviceBytesPerS: 512 * 1024 },
  ...{ bodyPatienceMs: 30_000, bodyBytesPerMs: 1 },
  ...{ filesADeviceMax: 4, fileWindowMs: 120_000, fileBytesAWindowMin: 4 * 1024 },
};
