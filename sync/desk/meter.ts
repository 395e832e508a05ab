import type { Db } from '../../shared/base/db.ts';
import type { Clock } from '../../shared/base/time.ts';
import { dayAt, monthOf } from '../../shared/base/time.ts';
import { judgedClock, readClock } from '../../shared/desk/clock-store.ts';
import { LINE_PURPOSES } from '../../shared/facility/record.ts';
import { addLineUse, lineUseOf } from '../../shared/facility/store.ts';
import { type LineUse, noUse, type Transport } from './transport.ts';

/** What the lines have carried, added up by month over restarts too: people pay for it by the megabyte. */
export interface Meter {
  /** Notes what this transport has carried since it was counted last. */
  count(transport: Transport): void;
  /** This month so far, all purposes together. */
  total(): { sent: number; received: number };
}

export function createMeter(db: Db, clock: Clock): Meter {
  const counted = new Map<Transport, LineUse>();
  const month = () => monthOf(dayAt(judgedClock(db, readClock(clock)).bestMs));
  return {
    count(transport) {
      const now = transport.bytes();
      const before = counted.get(transport) ?? noUse();
      const moved = LINE_PURPOSES.map((purpose) => ({
        purpose,
        sent: now[purpose].sent - before[purpose].sent,
        received: now[purpose].received - before[purpose].received,
      })).filter(({ sent, received }) => sent + received > 0);
      counted.set(transport, now);
      if (moved.length === 0) return;
      db.write((tx) => {
        for (const { purpose, ...use } of moved) addLineUse(tx, month(), purpose, use);
      });
    },
    total() {
      const use = lineUseOf(db, month());
      const sum = (way: 'sent' | 'received') => LINE_PURPOSES.reduce((bytes, purpose) => bytes + use[purpose][way], 0);
      return { sent: sum('sent'), received: sum('received') };
    },
  };
}
