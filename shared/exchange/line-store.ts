import type { ReadDb } from '../base/db.ts';
import type { Month } from '../base/time.ts';
import { unseenLives } from '../desk/life-store.ts';
import { LINE_PURPOSES } from '../facility/record.ts';
import { backupStateOf, linePriceOf, lineUseOf, revocationOf } from '../facility/store.ts';
import type { DeskTrouble, LineCost } from './line.record.ts';

const MEGABYTE = 1_000_000;

export function lineCostOf(db: ReadDb, month: Month): LineCost {
  const by = lineUseOf(db, month);
  const sum = (way: 'sent' | 'received') => LINE_PURPOSES.reduce((bytes, purpose) => bytes + by[purpose][way], 0);
  const [sent, received, rielPerMb] = [sum('sent'), sum('received'), linePriceOf(db)];
  const riel = rielPerMb === null ? null : Math.ceil(((sent + received) * rielPerMb) / MEGABYTE);
  return { month, sent, received, by, rielPerMb, riel };
}

export function deskTroubleOf(db: ReadDb): DeskTrouble {
  return {
    livesUnseen: unseenLives(db),
    revoked: revocationOf(db),
    backup: backupStateOf(db) ?? { lastAt: null, failedAt: null },
  };
}
