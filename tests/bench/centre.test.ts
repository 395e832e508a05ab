import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('centre.ts', import.meta.url));

interface Figures {
  absent?: string;
  ingest?: { accepted: number; changes: number; stored: Record<string, number> }[];
  morning?: { accepted: number; other: number; errors: number; visits: number; stored: Record<string, number> };
}

it('stores what it sends, each once, at a size for a test', async () => {
  const sizes = ['--batches', '16', '--changes', '20', '--facilities', '40', '--days', '1', '--link', '0'];
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...sizes]);
  const { PostgreSQL, PGlite } = JSON.parse(stdout) as Record<string, Figures>;
  for (const [figures, facilities] of [
    [PostgreSQL, 40],
    [PGlite, 4],
  ] as const) {
    if (figures?.absent !== undefined) continue;
    for (const { accepted, changes, stored } of figures?.ingest ?? []) {
      expect([accepted, changes]).toEqual([320, 320]);
      expect(stored).toEqual({ stored: 320, different: 320, fewest: 20, most: 20 });
    }
    const visits = facilities * 300;
    expect(figures?.morning).toMatchObject({ visits, accepted: visits, other: 0, errors: 0 });
    expect(figures?.morning?.stored).toEqual({ stored: visits, different: visits, fewest: 300, most: 300 });
  }
});
