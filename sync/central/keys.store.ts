import { must } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** The secrets of a centre, as lower-case hex. They leave the store for the memory of this process and nothing else. */
export interface CentreSecrets {
  signingPrivate: string;
  signingPublic: string;
  /** X25519, for files that come on a stick. */
  sealingPrivate: string;
  sealingPublic: string;
  keyVersion: number;
  /** Given to every enrolled desk. */
  pepper: string;
  /** Given to nobody. */
  hiddenSecret: string;
}

export async function readSecrets(db: CentreReadDb): Promise<CentreSecrets> {
  const row = await first<CentreSecrets>(
    db,
    `SELECT "signingPrivate", "signingPublic", "sealingPrivate", "sealingPublic", "keyVersion", pepper, "hiddenSecret"
     FROM "centreKey" WHERE id = 1`,
  );
  return must(row, 'a centre has its keys');
}

/** Does nothing where another process was first. */
export async function insertSecrets(tx: CentreWriteDb, secrets: CentreSecrets, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO "centreKey" (id, "signingPrivate", "signingPublic", "sealingPrivate", "sealingPublic", "keyVersion", pepper,
       "hiddenSecret", "madeAt")
     VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      secrets.signingPrivate,
      secrets.signingPublic,
      secrets.sealingPrivate,
      secrets.sealingPublic,
      secrets.keyVersion,
      secrets.pepper,
      secrets.hiddenSecret,
      at,
    ],
  );
}

/** A centre of before the sticks gets its pair of keys for them; does nothing where there is one. */
export async function insertSealing(
  tx: CentreWriteDb,
  { sealingPrivate, sealingPublic }: Pick<CentreSecrets, 'sealingPrivate' | 'sealingPublic'>,
): Promise<void> {
  await tx.run(
    `UPDATE "centreKey" SET "sealingPrivate" = $1, "sealingPublic" = $2 WHERE id = 1 AND "sealingPublic" IS NULL`,
    [sealingPrivate, sealingPublic],
  );
}

/** Null before the first start; whether the pair for sticks is among them. */
export function secretsKept(db: CentreReadDb): Promise<{ hasSealing: boolean } | null> {
  return first(db, 'SELECT "sealingPublic" IS NOT NULL AS "hasSealing" FROM "centreKey" WHERE id = 1');
}
