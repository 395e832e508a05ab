import { must } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** The secrets of a centre, as lower-case hex. They leave the store for the memory of this process and nothing else. */
export interface CentreSecrets {
  signingPrivate: string;
  signingPublic: string;
  keyVersion: number;
  /** Given to every enrolled desk. */
  pepper: string;
  /** Given to nobody. */
  hiddenSecret: string;
}

export async function readSecrets(db: CentreReadDb): Promise<CentreSecrets> {
  const row = await first<CentreSecrets>(
    db,
    `SELECT "signingPrivate", "signingPublic", "keyVersion", pepper, "hiddenSecret" FROM "centreKey" WHERE id = 1`,
  );
  return must(row, 'a centre has its keys');
}

/** Does nothing where another process was first. */
export async function insertSecrets(tx: CentreWriteDb, secrets: CentreSecrets, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO "centreKey" (id, "signingPrivate", "signingPublic", "keyVersion", pepper, "hiddenSecret", "madeAt")
     VALUES (1, $1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [secrets.signingPrivate, secrets.signingPublic, secrets.keyVersion, secrets.pepper, secrets.hiddenSecret, at],
  );
}

export async function hasSecrets(db: CentreReadDb): Promise<boolean> {
  return (await first(db, 'SELECT 1 AS one FROM "centreKey"')) !== null;
}
