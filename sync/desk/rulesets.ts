import type { Db } from '../../shared/base/db.ts';
import { saveRulesets } from '../../shared/eligibility/ruleset-store.ts';
import { rulesetsHeld, saveRulesetsHeld } from '../../shared/facility/store.ts';
import { rulesetsBody, rulesetsFile, SIGNED_FOR_RULESETS } from '../protocol/rulesets.ts';
import type { SignedFile } from '../protocol/signed-file.ts';
import { LineProblem } from './transport.ts';

/** Whether this Ed25519 signature (hex) of this text is by the centre with this public key (hex); the host's own. */
export type Verify = (publicKey: string, text: string, signature: string) => boolean;

/**
 * Takes over a publication of rulesets: signed by the centre that this desk is enrolled at, and not older than what is
 * here. A visit that was judged stays as it was judged.
 * @throws LineProblem with a sentence when the file is not to be trusted; nothing was changed then
 */
export function takeRulesets(db: Db, line: string, centreKey: string, verify: Verify): number {
  const text = signedBody(rulesetsFile, line, SIGNED_FOR_RULESETS, centreKey, verify);
  if (text === null) {
    throw new LineProblem(
      'The rules from the centre are not signed by it; they were thrown away and the old ones hold.',
    );
  }
  const body = rulesetsBody.parse(JSON.parse(text));
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

/** The body of a published file, or null where it is not one that this centre has signed for this purpose. */
export function signedBody(
  shape: { safeParse(value: unknown): { success: true; data: SignedFile } | { success: false } },
  line: string,
  purpose: string,
  centreKey: string,
  verify: Verify,
): string | null {
  const file = shape.safeParse(parseOr(line));
  if (!file.success || !verify(centreKey, purpose + file.data.body, file.data.signature)) return null;
  return file.data.body;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
