import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, SqlValue, WriteDb } from '../base/db.ts';
import { nameFold } from '../base/text.ts';
import { nssfKey } from '../patients/identifiers.ts';
import type { MemberClass, Membership } from './record.ts';
import type { RosterFacts, RosterMember } from './roster.record.ts';

/** The roster that checks look in; null before the first one has arrived whole. */
export function currentRoster(db: ReadDb): RosterFacts | null {
  const row = db.get("SELECT id, asOf, membersCount, importedAt FROM roster WHERE state = 'current'");
  if (row === null) return null;
  return {
    id: String(row.id),
    asOf: String(row.asOf),
    membersCount: Number(row.membersCount),
    importedAt: String(row.importedAt),
  };
}

/**
 * A roster is imported in steps, so that the desk stays usable: rows go in beside the current roster, which answers until
 * `finishRoster` puts the new one in its place in one transaction. A cut import leaves the old roster as it was.
 */
export function beginRoster(db: WriteDb, roster: { id: string; asOf: string }, at: string): void {
  const count = db.run(
    "INSERT INTO roster (id, asOf, membersCount, importedAt, state) VALUES (@id, @asOf, 0, @at, 'importing')",
    { id: roster.id, asOf: roster.asOf, at },
  );
  assert(count === 1, 'a roster is begun once');
}

export function addRosterMember(db: WriteDb, rosterId: string, member: RosterMember): boolean {
  const key = nssfKey(member.nssfNumber);
  if (key === null) return false;
  db.run(
    `INSERT OR REPLACE INTO rosterMember (rosterId, nssfKey, nssfNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision,
       villageCode, class, relation, principalNssfKey, isDisabledOrChronic, isMarriageRegistered, isActive, validFrom, validTo, paidMonths, foldKm, foldLatin)
     VALUES (@rosterId, @nssfKey, @nssfNumber, @nameKm, @nameLatin, @sex, @birthDate, @birthDatePrecision,
       @villageCode, @class, @relation, @principalNssfKey, @isDisabledOrChronic, @isMarriageRegistered, @isActive, @validFrom, @validTo, @paidMonths, @foldKm, @foldLatin)`,
    {
      rosterId,
      nssfKey: key,
      nssfNumber: member.nssfNumber,
      nameKm: member.nameKm,
      nameLatin: member.nameLatin,
      sex: member.sex,
      birthDate: member.birthDate,
      birthDatePrecision: member.birthDatePrecision,
      villageCode: member.villageCode,
      class: member.class,
      relation: member.relation,
      principalNssfKey: member.principalNssfNumber === null ? null : nssfKey(member.principalNssfNumber),
      isDisabledOrChronic: member.isDisabledOrChronic ? 1 : 0,
      isMarriageRegistered: member.isMarriageRegistered ? 1 : 0,
      isActive: member.isActive ? 1 : 0,
      validFrom: member.validFrom,
      validTo: member.validTo,
      paidMonths: member.paidMonths.join(';'),
      foldKm: nameFold(member.nameKm ?? ''),
      foldLatin: nameFold(member.nameLatin ?? ''),
    },
  );
  return true;
}

export function finishRoster(db: WriteDb, rosterId: string, at: string): void {
  const members = Number(
    db.get('SELECT count(*) AS n FROM rosterMember WHERE rosterId = @rosterId', { rosterId })?.n ?? 0,
  );
  db.run("UPDATE roster SET state = 'old' WHERE state = 'current'");
  const count = db.run(
    "UPDATE roster SET state = 'current', membersCount = @members, importedAt = @at WHERE id = @rosterId AND state = 'importing'",
    { rosterId, members, at },
  );
  assert(count === 1, 'the roster that is finished was begun');
}

/** Removes a piece of the members of rosters that are not used; true while there is more. The rosters' own facts stay. */
export function sweepRosters(db: WriteDb, rowsMax: number): boolean {
  const row = db.get(
    `SELECT roster.id FROM roster WHERE roster.state <> 'current'
     AND (roster.state = 'importing' OR EXISTS (SELECT 1 FROM rosterMember WHERE rosterId = roster.id)) LIMIT 1`,
  );
  if (row === null) return false;
  const count = db.run(
    `DELETE FROM rosterMember WHERE rosterId = @id AND nssfKey IN
       (SELECT nssfKey FROM rosterMember WHERE rosterId = @id ORDER BY nssfKey LIMIT @rowsMax)`,
    { id: String(row.id), rowsMax },
  );
  if (count === 0) db.run("DELETE FROM roster WHERE id = @id AND state = 'importing'", { id: String(row.id) });
  return true;
}

const MEMBER_COLUMNS = `nssfNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, villageCode, class, relation,
  principalNssfKey, isDisabledOrChronic, isMarriageRegistered, isActive, validFrom, validTo, paidMonths`;

const text = (value: SqlValue | undefined) => (typeof value === 'string' ? value : null);

function memberOf(row: SqlRow): RosterMember {
  const relation = text(row.relation);
  return {
    nssfNumber: String(row.nssfNumber),
    nameKm: text(row.nameKm),
    nameLatin: text(row.nameLatin),
    sex: row.sex === 'female' ? 'female' : 'male',
    birthDate: text(row.birthDate),
    birthDatePrecision: String(row.birthDatePrecision) as RosterMember['birthDatePrecision'],
    villageCode: text(row.villageCode),
    class: String(row.class) as MemberClass,
    relation: relation === 'child' || relation === 'spouse' ? relation : null,
    principalNssfNumber: text(row.principalNssfKey),
    isDisabledOrChronic: row.isDisabledOrChronic === 1,
    isMarriageRegistered: row.isMarriageRegistered === 1,
    isActive: row.isActive === 1,
    validFrom: text(row.validFrom),
    validTo: text(row.validTo),
    paidMonths: String(row.paidMonths)
      .split(';')
      .filter((month) => month !== ''),
  };
}

export function rosterMemberByKey(db: ReadDb, rosterId: string, key: string): RosterMember | null {
  const row = db.get(`SELECT ${MEMBER_COLUMNS} FROM rosterMember WHERE rosterId = @rosterId AND nssfKey = @key`, {
    rosterId,
    key,
  });
  return row === null ? null : memberOf(row);
}

/** Members whose number starts with these digits. */
export function rosterMembersByDigits(db: ReadDb, rosterId: string, digits: string, limit: number): RosterMember[] {
  return db
    .all(
      `SELECT ${MEMBER_COLUMNS} FROM rosterMember
       WHERE rosterId = @rosterId AND nssfKey >= @digits AND nssfKey < @upTo ORDER BY nssfKey LIMIT @limit`,
      { rosterId, digits, upTo: `${digits}:`, limit },
    )
    .map(memberOf);
}

/** Members whose whole name, in one of the scripts, starts so. */
export function rosterMembersByName(db: ReadDb, rosterId: string, fold: string, limit: number): RosterMember[] {
  return db
    .all(
      `SELECT ${MEMBER_COLUMNS} FROM rosterMember
       WHERE rosterId = @rosterId AND foldKm <> '' AND foldKm >= @fold AND foldKm < @upTo
       UNION ALL
       SELECT ${MEMBER_COLUMNS} FROM rosterMember
       WHERE rosterId = @rosterId AND foldLatin <> '' AND foldLatin >= @fold AND foldLatin < @upTo LIMIT @limit`,
      { rosterId, fold, upTo: `${fold}\u{10ffff}`, limit },
    )
    .map(memberOf);
}

export function membershipOf(member: RosterMember): Membership {
  return {
    class: member.class,
    relation: member.relation,
    isDisabledOrChronic: member.isDisabledOrChronic,
    isMarriageRegistered: member.isMarriageRegistered,
    isActive: member.isActive,
    validFrom: member.validFrom,
    validTo: member.validTo,
  };
}

/** No list is in use any more; `sweepRosters` then deletes their rows. */
export function dropRosters(db: WriteDb): void {
  db.run("UPDATE roster SET state = 'importing' WHERE state <> 'importing'");
}
