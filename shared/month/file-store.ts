import type { WriteDb } from '../base/db.ts';
import type { MonthReport } from './record.ts';

/** When the report with this digest was first written to a file: from then on each file of it says this moment. */
export function firstAsOfFile(
  db: WriteDb,
  { month, digest, asOf }: Pick<MonthReport, 'month' | 'digest' | 'asOf'>,
): string {
  const key = `firstAsOf ${month}`;
  const said = `${digest} ${asOf}`;
  const row = db.get('SELECT value FROM setting WHERE key = @key', { key });
  const [digestBefore, asOfBefore] = String(row?.value ?? '').split(' ');
  if (digestBefore === digest && asOfBefore !== undefined) return asOfBefore;
  db.run(
    'INSERT INTO setting (key, value) VALUES (@key, @said) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    { key, said },
  );
  return asOf;
}
