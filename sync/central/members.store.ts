import type { RosterRow } from '../protocol/files.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';
import type { MemberPerson } from './judgement.ts';

/** A member of the register. `paidMonths` are 'YYYY-MM' in order, joined by ';'. */
export type Member = Omit<RosterRow, 'paidMonths'> & {
  nssfKey: string;
  paidMonths: string;
  /** With whom the member's contributions are paid (an employer, a round of a scheme), or null. Desks never see it. */
  contributionGroup: string | null;
};

export const MEMBER_FIELDS = `"nssfKey", "nssfNumber", "nameKm", "nameLatin", sex, "birthDate", "birthDatePrecision", "villageCode",
  class, relation, "principalNssfNumber", "isDisabledOrChronic", "isMarriageRegistered", "isActive", "validFrom",
  "validTo", "paidMonths", "contributionGroup"`;

export async function hasMembers(db: CentreReadDb): Promise<boolean> {
  return (await first(db, 'SELECT 1 AS one FROM member LIMIT 1')) !== null;
}

export function membersByKey(db: CentreReadDb, keys: readonly string[]): Promise<MemberPerson[]> {
  const sql = `SELECT "nssfKey", "nameKm", "nameLatin", "birthDate" FROM member WHERE "nssfKey" = ANY($1::text[])`;
  return db.query<MemberPerson>(sql, [keys]);
}

export function membersOfKeys(db: CentreReadDb, keys: readonly string[]): Promise<Member[]> {
  return db.query<Member>(`SELECT ${MEMBER_FIELDS} FROM member WHERE "nssfKey" = ANY($1::text[])`, [keys]);
}

export async function memberByKey(db: CentreReadDb, key: string): Promise<Member | null> {
  return first<Member>(db, `SELECT ${MEMBER_FIELDS} FROM member WHERE "nssfKey" = $1`, [key]);
}

/** Members after `afterKey`, in the order of their keys. */
export function membersPage(db: CentreReadDb, afterKey: string, rowsMax: number): Promise<Member[]> {
  const sql = `SELECT ${MEMBER_FIELDS} FROM member WHERE "nssfKey" > $1 ORDER BY "nssfKey" LIMIT ${rowsMax}`;
  return db.query<Member>(sql, [afterKey]);
}

/** What the national roster is made of: nobody's name. */
export type NationalRow = Pick<
  Member,
  | 'nssfKey'
  | 'birthDate'
  | 'birthDatePrecision'
  | 'class'
  | 'relation'
  | 'isDisabledOrChronic'
  | 'isMarriageRegistered'
  | 'isActive'
  | 'validFrom'
  | 'validTo'
  | 'paidMonths'
  | 'contributionGroup'
>;

/** Members after `afterKey` for the national roster, in the order of their keys. */
export function nationalPage(db: CentreReadDb, afterKey: string, rowsMax: number): Promise<NationalRow[]> {
  return db.query<NationalRow>(
    `SELECT "nssfKey", "birthDate", "birthDatePrecision", class, relation, "isDisabledOrChronic",
       "isMarriageRegistered", "isActive", "validFrom", "validTo", "paidMonths", "contributionGroup"
     FROM member WHERE "nssfKey" > $1 ORDER BY "nssfKey" LIMIT ${rowsMax}`,
    [afterKey],
  );
}

/** Members who live in a place (a place code of any length), a page after `after`, in the order of village and key. */
export function placePage(
  db: CentreReadDb,
  place: string,
  after: { villageCode: string; nssfKey: string },
  rowsMax: number,
): Promise<Member[]> {
  return db.query<Member>(
    `SELECT ${MEMBER_FIELDS} FROM member
     WHERE "villageCode" >= $1 AND "villageCode" < $2 AND ("villageCode", "nssfKey") > ($3, $4)
     ORDER BY "villageCode", "nssfKey" LIMIT ${rowsMax}`,
    [place, `${place}~`, after.villageCode, after.nssfKey],
  );
}

/**
 * Writes members by their keys, each key once. Returns for each that was written whether it is new; members that were
 * there as they are come not back. Those are left out before the insertion, which would lock and so write every one.
 */
export function upsertMembers(tx: CentreWriteDb, members: readonly Member[]): Promise<{ isNew: boolean }[]> {
  return tx.query<{ isNew: boolean }>(
    `WITH sent AS (
       SELECT * FROM json_to_recordset($1) AS line("nssfKey" text COLLATE "C", "nssfNumber" text, "nameKm" text,
         "nameLatin" text, sex text, "birthDate" text, "birthDatePrecision" text, "villageCode" text COLLATE "C",
         class text, relation text, "principalNssfNumber" text, "isDisabledOrChronic" boolean,
         "isMarriageRegistered" boolean, "isActive" boolean, "validFrom" text, "validTo" text, "paidMonths" text,
         "contributionGroup" text))
     INSERT INTO member AS had (${MEMBER_FIELDS})
     SELECT sent.* FROM sent LEFT JOIN member AS same ON same."nssfKey" = sent."nssfKey"
     WHERE (same.*) IS DISTINCT FROM (sent.*)
     ON CONFLICT ("nssfKey") DO UPDATE SET "nssfNumber" = excluded."nssfNumber", "nameKm" = excluded."nameKm",
       "nameLatin" = excluded."nameLatin", sex = excluded.sex, "birthDate" = excluded."birthDate",
       "birthDatePrecision" = excluded."birthDatePrecision", "villageCode" = excluded."villageCode",
       class = excluded.class, relation = excluded.relation, "principalNssfNumber" = excluded."principalNssfNumber",
       "isDisabledOrChronic" = excluded."isDisabledOrChronic",
       "isMarriageRegistered" = excluded."isMarriageRegistered", "isActive" = excluded."isActive",
       "validFrom" = excluded."validFrom", "validTo" = excluded."validTo", "paidMonths" = excluded."paidMonths",
       "contributionGroup" = excluded."contributionGroup"
     WHERE (had.*) IS DISTINCT FROM (excluded.*)
     RETURNING (xmax = 0) AS "isNew"`,
    [JSON.stringify(members)],
  );
}
