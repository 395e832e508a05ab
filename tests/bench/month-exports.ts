import { join } from 'node:path';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import { PRACTICE_PACKS } from '../../shared/claims/practice-pack.rules.ts';
import { centreKeysOf, saveCentreKeys } from '../../shared/facility/store.ts';
import { EXPORT_KINDS, type ExportKind, type ExportState } from '../../shared/month/contract.ts';
import { newKeyPair } from '../../sync/node/hpke.ts';
import { newSigningKeys } from '../../sync/node/signatures.ts';
import type { Clerk } from '../support/asks.ts';
import { rounded } from '../support/timings.ts';
import { until } from '../support/until.ts';

/**
 * What a desk has from its centre and needs for all its files: where the figures go in DHIS2, and a key to seal to. The
 * claims are of the program's own packs, which the practice centre's differ from in the mapping alone, so that nothing
 * has to be judged again.
 */
export function tellMappingAndKey(data: string): void {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    db.write((tx) => {
      for (const [position, pack] of PRACTICE_PACKS.entries()) {
        tx.run(
          `INSERT INTO pack (id, validFrom, validTo, position, content)
           VALUES (@id, @validFrom, @validTo, @position, @content) ON CONFLICT (id) DO UPDATE SET content = excluded.content`,
          { id: pack.id, validFrom: pack.validFrom, validTo: pack.validTo, position, content: JSON.stringify(pack) },
        );
      }
      if (centreKeysOf(tx) !== null) return;
      const sealing = Buffer.from(newKeyPair().publicKey).toString('hex');
      saveCentreKeys(tx, { signing: newSigningKeys().publicKey, sealing, national: null });
    });
  } finally {
    db.close();
  }
}

export interface ExportTime {
  ms: number;
  mb: number;
  lines: number;
  /** What the desk has in memory when the file is whole. */
  memoryMb: number;
}

/** From asking for a file to its being whole, for each kind, or why it was not made. */
export async function exportTimes(
  manager: Clerk,
  month: string,
  memoryMb: () => number,
): Promise<Partial<Record<ExportKind, ExportTime | string>>> {
  const times: Partial<Record<ExportKind, ExportTime | string>> = {};
  for (const kind of EXPORT_KINDS) {
    const startMs = performance.now();
    const begun = await manager.reply('exports.start', { month, kind });
    if (!begun.ok) {
      times[kind] = 'refusal' in begun ? begun.refusal.code : begun.fault.code;
      continue;
    }
    const { exportId } = (begun.value as { export: ExportState }).export;
    const state = async () => (await manager.ask('exports.list', {})).exports.find((one) => one.exportId === exportId);
    await until('a file is written', async () => (await state())?.state !== 'running');
    const made = await state();
    const ms = rounded(performance.now() - startMs);
    times[kind] =
      made?.state === 'done'
        ? { ms, mb: rounded((made.bytes ?? 0) / 1e6), lines: made.done, memoryMb: memoryMb() }
        : (made?.problem ?? 'gone');
  }
  return times;
}
