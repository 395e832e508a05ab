import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import type { Day } from '../base/time.ts';
import type { ReferencePack } from './pack.record.ts';
import { packOn } from './pack-rules.ts';
import { BUILT_IN_PACKS } from './packs.ts';

/** The publication that this desk holds; null before the first, while the program's own packs hold. */
export function packsHeld(db: ReadDb): { id: string; seq: number } | null {
  const row = db.get("SELECT value FROM setting WHERE key = 'packs'");
  return row === null ? null : (JSON.parse(String(row.value)) as { id: string; seq: number });
}

/** What was written here was read by the record's own shape when it came. */
const packIn = (content: unknown) => JSON.parse(String(content)) as ReferencePack;

/** The pack that claims and visits of a day are judged by, and by no later one; null where none was in force. */
export function packForDay(db: ReadDb, day: Day): ReferencePack | null {
  const row = db.get(
    `SELECT content FROM pack WHERE validFrom <= @day AND (validTo IS NULL OR validTo >= @day)
     ORDER BY validFrom DESC, position DESC LIMIT 1`,
    { day },
  );
  if (row !== null) return packIn(row.content);
  return packsHeld(db) === null ? packOn(day, BUILT_IN_PACKS) : null;
}

/** By the id that a claim was made with, also when a publication no longer names it. */
export function packById(db: ReadDb, id: string): ReferencePack | null {
  const row = db.get('SELECT content FROM pack WHERE id = @id', { id });
  return row === null ? (BUILT_IN_PACKS.find((pack) => pack.id === id) ?? null) : packIn(row.content);
}

/** All packs this desk knows, the earliest first. */
export function packsOf(db: ReadDb): ReferencePack[] {
  const rows = db.all('SELECT content FROM pack ORDER BY validFrom, position');
  return packsHeld(db) === null ? [...BUILT_IN_PACKS] : rows.map(({ content }) => packIn(content));
}

/** Not answered yet, or returned: that may have been for a price that was not here yet. */
const JUDGED_ANEW = ['ready', 'held', 'sent', 'resent', 'appealed', 'returned'];

/**
 * Takes over what the centre has published. Whatever was in force once stays under its own id; what the publication says of
 * the same id replaces it. Claims that it may matter to are judged again (`refreshStale`).
 */
export function savePacks(db: WriteDb, published: { id: string; seq: number; packs: readonly ReferencePack[] }): void {
  for (const [position, pack] of published.packs.entries()) {
    const { id, validFrom, validTo } = pack;
    const count = db.run(
      `INSERT INTO pack (id, validFrom, validTo, position, content) VALUES (@id, @validFrom, @validTo, @position, @content)
       ON CONFLICT (id) DO UPDATE SET validFrom = excluded.validFrom, validTo = excluded.validTo,
         position = excluded.position, content = excluded.content`,
      { id, validFrom, validTo, position, content: JSON.stringify(pack) },
    );
    assert(count === 1, 'a pack is written');
  }
  const { id, seq } = published;
  db.run(
    "INSERT INTO setting (key, value) VALUES ('packs', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    {
      value: JSON.stringify({ id, seq }),
    },
  );
  for (const { month, state } of db.all('SELECT month, state FROM claimCount WHERE claims > 0')) {
    if (!JUDGED_ANEW.includes(String(state))) continue;
    db.run('UPDATE claim SET isStale = 1 WHERE state = @state AND serviceFrom BETWEEN @from AND @to', {
      state: String(state),
      from: `${String(month)}-01`,
      to: `${String(month)}-31`,
    });
  }
}
