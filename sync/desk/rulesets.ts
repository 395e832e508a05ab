import type { Db } from '../../shared/base/db.ts';
import { saveRulesets } from '../../shared/eligibility/ruleset-store.ts';
import { rulesetsHeld, saveRulesetsHeld } from '../../shared/facility/store.ts';
import { rulesetsBody, rulesetsFile, SIGNED_FOR_RULESETS } from '../protocol/rulesets.ts';
import { LineProblem } from './transport.ts';

/** Whether this Ed25519 signature (hex) of this text is by the centre with this public key (hex); the host's own. */
export type Verify = (publicKey: string, text: string, signature: string) => boolean;

/**
 * Takes over a publication of rulesets: signed by the centre that this desk is enrolled at, and not older than what is
 * here. A visit that was judged stays as it was judged.
 * @throws LineProblem with a sentence when the file is not to be trusted; nothing was changed then
 */
export function takeRulesets(db: Db, line: string, centreKey: string, verify: Verify): number {
  const file = rulesetsFile.safeParse(parseOr(line));
  if (!file.success || !verify(centreKey, SIGNED_FOR_RULESETS + file.data.body, file.data.signature)) {
    throw new LineProblem(
      'The rules from the centre are not signed by it; they were thrown away and the old ones hold.',
    );
  }
  const body = rulesetsBody.parse(JSON.parse(file.data.body));
  const before = rulesetsHeld(db);
  if (before !== null && body.seq < before.seq) {
    throw new LineProblem('The rules from the centre are older than those here; they were thrown away.');
  }
  db.write((tx) => {
    saveRulesets(tx, body.rulesets);
    saveRulesetsHeld(tx, { id: body.id, seq: body.seq });
  });
  return body.rulesets.length;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
