import { msOf } from '../../shared/base/time.ts';
import type { WireChange } from '../protocol/sync.ts';
import { changesOfRecords, type StoredChange } from './changes.store.ts';
import { contentsOf } from './contents.ts';
import type { CentreWriteDb } from './db.ts';
import { asideHashes, receivedAtOf } from './feed.store.ts';
import { type Arrived, arrivedOf } from './judgement.ts';
import type { Ledger } from './ledger.ts';
import { isMergedCode, Lineage, type LineageRow, NOTES } from './lineage.ts';
import type { World } from './world.ts';

export function lineageKey({ kind, recordId }: { kind: string; recordId: string }): string {
  return `${kind} ${recordId}`;
}

/** Whatever its clock said, nothing was made later than it was received. Desks of before told no logical clock. */
export function boundedHlc(hlc: number, receivedAt: string): number {
  const receivedMs = msOf(receivedAt);
  return hlc === 0 ? receivedMs : Math.min(hlc, receivedMs);
}

export function isInChain({ outcome, code }: Pick<StoredChange, 'outcome' | 'code'>): boolean {
  return outcome === 'accepted' && (code === null || code === NOTES.withdrawn);
}

/**
 * The lineages of those records of a batch of which a later version than the first came, and of claims, which two desks
 * may each make a first version of. Contents are read only where a version was not simply made from the newest one: then
 * two desks may have changed the record.
 */
export async function loadLineages(
  world: Pick<World, 'frames'>,
  tx: CentreWriteDb,
  ledger: Ledger,
  arrived: readonly Arrived[],
): Promise<Map<string, Lineage>> {
  const { facility } = ledger;
  const later = arrived.filter(({ change }) => change.version > 1 || change.kind === 'claim');
  const lineages = new Map<string, Lineage>();
  for (const kind of new Set(later.map(({ change }) => change.kind))) {
    const ofKind = later.filter(({ change }) => change.kind === kind);
    const ids = [...new Set(ofKind.map(({ change }) => change.recordId))];
    const stored = new Map<string, StoredChange[]>(ids.map((id) => [id, []]));
    for (const row of await changesOfRecords(tx, facility, kind, ids)) stored.get(row.recordId)?.push(row);
    const changed = new Set(ofKind.flatMap(({ change }) => (change.version > 1 ? [change.recordId] : [])));
    const crowded = ids.filter((id) => {
      const rows = stored.get(id) ?? [];
      return (rows.length > 0 || changed.has(id)) && isCrowded(id, rows, arrived);
    });
    const whole = await wholeRows(
      world,
      tx,
      ledger,
      crowded.flatMap((id) => stored.get(id) ?? []),
    );
    const aside = await asideHashes(tx, facility, kind, crowded);
    for (const [id, rows] of stored) {
      const known = rows.map((row) => whole.get(row.no) ?? bareRow(row));
      lineages.set(lineageKey({ kind, recordId: id }), new Lineage(known, aside.get(id)));
    }
  }
  return lineages;
}

/** Whether a version came that was made neither from the newest one here nor from one that came with it. */
function isCrowded(recordId: string, stored: readonly StoredChange[], arrived: readonly Arrived[]): boolean {
  const head = stored.filter(isInChain).sort((a, b) => b.version - a.version)[0];
  const known = new Set(stored.map(({ hash }) => hash));
  const fit = new Set(head === undefined ? [] : [head.hash.slice(0, 8)]);
  for (const { change } of arrived) {
    if (change.recordId !== recordId || known.has(change.hash)) continue;
    const isBeside =
      change.baseHash === null
        ? stored.some(({ version }) => version === change.version)
        : change.version > 1 && !fit.has(change.baseHash);
    if (isBeside) return true;
    fit.add(change.hash.slice(0, 8));
  }
  return false;
}

function bareRow(row: StoredChange): LineageRow {
  const { version, hash, device, code } = row;
  return {
    ...{ version, hash, device, baseHash: null, hlc: 0, madeAt: '', content: null },
    ...{ isInChain: isInChain(row), isMerged: isMergedCode(code) },
  };
}

async function wholeRows(
  world: Pick<World, 'frames'>,
  tx: CentreWriteDb,
  ledger: Ledger,
  rows: readonly StoredChange[],
): Promise<Map<number, LineageRow>> {
  const kept = rows.filter(({ batch }) => batch !== ledger.batch);
  const contents = await contentsOf(world, tx, ledger.facility, kept);
  const received = await receivedAtOf(tx, ledger.facility, [...new Set(kept.map(({ batch }) => batch))]);
  const whole = new Map<number, LineageRow>();
  const add = (row: StoredChange, change: WireChange, receivedAt: string) => {
    const { baseHash, madeAt } = change;
    const hlc = boundedHlc(change.hlc, receivedAt);
    whole.set(row.no, { ...bareRow(row), baseHash, hlc, madeAt, content: arrivedOf(change, row.position).content });
  };
  for (const [index, row] of kept.entries()) {
    const change = contents[index];
    if (change !== undefined) add(row, change, received.get(row.batch) ?? ledger.receivedAt);
  }
  // What was stored of this very request, change by change.
  for (const row of rows) {
    const change = row.batch === ledger.batch ? ledger.held.get(row.position) : undefined;
    if (change !== undefined) add(row, change, ledger.receivedAt);
  }
  return whole;
}
