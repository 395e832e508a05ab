import { EXPORT_KINDS, type ExportKind, type ExportState } from '../../shared/month/contract.ts';
import type { Clerk } from '../support/asks.ts';
import { rounded } from '../support/timings.ts';
import { until } from '../support/until.ts';

/** From asking for a file to its being whole, for each kind, or why a desk without a centre cannot make it. */
export async function exportTimes(
  manager: Clerk,
  month: string,
): Promise<Partial<Record<ExportKind, { ms: number; mb: number; lines: number } | string>>> {
  const times: Partial<Record<ExportKind, { ms: number; mb: number; lines: number } | string>> = {};
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
        ? { ms, mb: rounded((made.bytes ?? 0) / 1e6), lines: made.done }
        : (made?.problem ?? 'gone');
  }
  return times;
}
