import type { Db } from '../../shared/base/db.ts';
import { packsHeld, savePacks } from '../../shared/claims/pack-store.ts';
import { packsBody, packsFile, SIGNED_FOR_PACKS } from '../protocol/packs.ts';
import { signedBody, type Verify } from './rulesets.ts';
import { LineProblem } from './transport.ts';

/**
 * Takes over a publication of reference packs: signed by the centre that this desk is enrolled at, and not older than what
 * is here. Claims that it may matter to are judged anew by what holds for their day now (`refreshStale`).
 * @throws LineProblem with a sentence when the file is not to be trusted; nothing was changed then
 */
export function takePacks(db: Db, line: string, centreKey: string, verify: Verify): number {
  const text = signedBody(packsFile, line, SIGNED_FOR_PACKS, centreKey, verify);
  if (text === null) {
    throw new LineProblem(
      'The rate tables from the centre are not signed by it; they were thrown away and the old ones hold.',
    );
  }
  const body = packsBody.parse(JSON.parse(text));
  const before = packsHeld(db);
  if (before !== null && body.seq < before.seq) {
    throw new LineProblem('The rate tables from the centre are older than those here; they were thrown away.');
  }
  db.write((tx) => savePacks(tx, body));
  return body.packs.length;
}
