import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { searchFold } from '../base/text.ts';
import {
  type ArchiveKeys,
  archiveKeys,
  type BackupState,
  backupState,
  type CentreKeys,
  type CentreLink,
  centreKeys,
  centreLink,
  type DeskIdentity,
  type DeviceKeys,
  deskIdentity,
  deviceKeys,
  type Facility,
  type LinePurpose,
  type Place,
  type PlaceWithPath,
  type Revocation,
  revocation,
} from './record.ts';

const SETTING_KEYS = [
  'desk',
  'centre',
  'centreAddress',
  'placesId',
  'centreKeys',
  'rulesets',
  'linePrice',
  'deviceKeys',
  'archiveKeys',
  'revoked',
  'backup',
] as const;
type SettingKey = (typeof SETTING_KEYS)[number];

function readSetting(db: ReadDb, key: SettingKey): unknown {
  const row = db.get('SELECT value FROM setting WHERE key = @key', { key });
  return row === null ? null : (JSON.parse(String(row.value)) as unknown);
}

function writeSetting(db: WriteDb, key: SettingKey, value: unknown): void {
  const count = db.run(
    'INSERT INTO setting (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    { key, value: JSON.stringify(value) },
  );
  assert(count === 1, 'a setting is written');
}

/** Who this desk is, or null before set-up. */
export function deskOf(db: ReadDb): DeskIdentity | null {
  const value = readSetting(db, 'desk');
  return value === null ? null : deskIdentity.parse(value);
}

export function saveDesk(db: WriteDb, identity: DeskIdentity): void {
  writeSetting(db, 'desk', deskIdentity.parse(identity));
}

/** The centre's word on the facility's own facts (contract, level, names) replaces what this desk had. */
export function saveFacility(db: WriteDb, facility: Facility): boolean {
  const desk = deskOf(db);
  if (desk === null || desk.facility.code !== facility.code) return false;
  if (JSON.stringify(desk.facility) === JSON.stringify(facility)) return false;
  saveDesk(db, { ...desk, facility });
  return true;
}

export function centreOf(db: ReadDb): CentreLink | null {
  const value = readSetting(db, 'centre');
  return value === null ? null : centreLink.parse(value);
}

export function saveCentre(db: WriteDb, link: CentreLink): void {
  writeSetting(db, 'centre', centreLink.parse(link));
}

/** Where a practice desk will enrol at its next contact. */
export function centreAddressOf(db: ReadDb): string | null {
  const value = readSetting(db, 'centreAddress');
  return typeof value === 'string' ? value : null;
}

export function saveCentreAddress(db: WriteDb, url: string): void {
  writeSetting(db, 'centreAddress', url);
}

export function placesIdOf(db: ReadDb): string | null {
  const value = readSetting(db, 'placesId');
  return typeof value === 'string' ? value : null;
}

export function savePlacesId(db: WriteDb, id: string): void {
  writeSetting(db, 'placesId', id);
}

/** What this desk keeps of its centre: the key that its files are signed with, and the national list's secret. */
export function centreKeysOf(db: ReadDb): CentreKeys | null {
  const value = readSetting(db, 'centreKeys');
  return value === null ? null : centreKeys.parse(value);
}

export function saveCentreKeys(db: WriteDb, keys: CentreKeys): void {
  writeSetting(db, 'centreKeys', centreKeys.parse(keys));
}

/** The publication of rulesets that this desk holds. */
export function rulesetsHeld(db: ReadDb): { id: string; seq: number } | null {
  return readSetting(db, 'rulesets') as { id: string; seq: number } | null;
}

export function saveRulesetsHeld(db: WriteDb, held: { id: string; seq: number }): void {
  writeSetting(db, 'rulesets', held);
}

/** What the line has carried for this desk in a month, for people who pay by the megabyte. */
export function lineUseOf(db: ReadDb, month: string): Record<LinePurpose, { sent: number; received: number }> {
  const use = {
    records: { sent: 0, received: 0 },
    roster: { sent: 0, received: 0 },
    files: { sent: 0, received: 0 },
    checks: { sent: 0, received: 0 },
  };
  for (const row of db.all('SELECT purpose, bytesSent, bytesReceived FROM lineUse WHERE month = @month', { month })) {
    use[String(row.purpose) as LinePurpose] = { sent: Number(row.bytesSent), received: Number(row.bytesReceived) };
  }
  return use;
}

export function addLineUse(
  db: WriteDb,
  month: string,
  purpose: LinePurpose,
  { sent, received }: { sent: number; received: number },
): void {
  const count = db.run(
    `INSERT INTO lineUse (month, purpose, bytesSent, bytesReceived) VALUES (@month, @purpose, @sent, @received)
     ON CONFLICT (month, purpose) DO UPDATE
     SET bytesSent = bytesSent + excluded.bytesSent, bytesReceived = bytesReceived + excluded.bytesReceived`,
    { month, purpose, sent: Math.round(sent), received: Math.round(received) },
  );
  assert(count === 1, 'the line is metered');
}

/** What a megabyte costs here, in riel; null where nobody has said. */
export function linePriceOf(db: ReadDb): number | null {
  const value = readSetting(db, 'linePrice');
  return typeof value === 'number' ? value : null;
}

export function saveLinePrice(db: WriteDb, rielPerMb: number | null): void {
  writeSetting(db, 'linePrice', rielPerMb);
}

/** The pair that this desk signs its batches with; a secret as much as the token is. */
export function deviceKeysOf(db: ReadDb): DeviceKeys | null {
  const value = readSetting(db, 'deviceKeys');
  return value === null ? null : deviceKeys.parse(value);
}

export function saveDeviceKeys(db: WriteDb, keys: DeviceKeys): void {
  writeSetting(db, 'deviceKeys', deviceKeys.parse(keys));
}

/** The keys that this desk's archives of months are sealed to besides the centre's; null before the first one. */
export function archiveKeysOf(db: ReadDb): ArchiveKeys | null {
  const value = readSetting(db, 'archiveKeys');
  return value === null ? null : archiveKeys.parse(value);
}

export function saveArchiveKeys(db: WriteDb, keys: ArchiveKeys): void {
  writeSetting(db, 'archiveKeys', archiveKeys.parse(keys));
}

/** The centre has taken this desk's right away; null where it has not. */
export function revocationOf(db: ReadDb): Revocation | null {
  const value = readSetting(db, 'revoked');
  return value === null ? null : revocation.parse(value);
}

export function saveRevocation(db: WriteDb, revoked: Revocation | null): void {
  writeSetting(db, 'revoked', revoked);
}

/** How the last daily copy went. */
export function backupStateOf(db: ReadDb): BackupState | null {
  const value = readSetting(db, 'backup');
  return value === null ? null : backupState.parse(value);
}

/** A copy was made now, or could not be made. */
export function noteBackup(db: WriteDb, isGood: boolean, at: string): void {
  const before = backupStateOf(db);
  const state: BackupState = isGood
    ? { lastAt: at, failedAt: null }
    : { lastAt: before?.lastAt ?? null, failedAt: before?.failedAt ?? at };
  writeSetting(db, 'backup', state);
}

export function savePlace(db: WriteDb, place: Place): void {
  const count = db.run(
    `INSERT INTO place (code, level, nameKm, nameLatin, foldKm, foldLatin)
     VALUES (@code, @level, @nameKm, @nameLatin, @foldKm, @foldLatin)
     ON CONFLICT (code) DO UPDATE SET level = excluded.level, nameKm = excluded.nameKm,
       nameLatin = excluded.nameLatin, foldKm = excluded.foldKm, foldLatin = excluded.foldLatin`,
    { ...place, foldKm: searchFold(place.nameKm), foldLatin: searchFold(place.nameLatin) },
  );
  assert(count === 1, 'a place is written');
}

const PLACE_COLUMNS = 'code, level, nameKm, nameLatin';

function placeOf(row: SqlRow): Place {
  return {
    code: String(row.code),
    level: String(row.level) as Place['level'],
    nameKm: String(row.nameKm),
    nameLatin: String(row.nameLatin),
  };
}

export function hasPlaces(db: ReadDb): boolean {
  return db.get('SELECT code FROM place LIMIT 1') !== null;
}

/** A place with what it lies in, nearest first; codes nest, so the path is its shorter prefixes. */
export function placeWithPath(db: ReadDb, code: string): PlaceWithPath | null {
  const row = db.get(`SELECT ${PLACE_COLUMNS} FROM place WHERE code = @code`, { code });
  if (row === null) return null;
  const path: Place[] = [];
  for (let digits = code.length - 2; digits >= 2; digits -= 2) {
    const above = db.get(`SELECT ${PLACE_COLUMNS} FROM place WHERE code = @code`, { code: code.slice(0, digits) });
    if (above !== null) path.push(placeOf(above));
  }
  return { ...placeOf(row), path };
}

/** Villages whose folded name starts with `fold`, or whose code does. */
export function villagesStartingWith(db: ReadDb, fold: string, limit: number): string[] {
  const upTo = `${fold}\u{10ffff}`;
  return db
    .all(
      `SELECT code FROM place WHERE level = 'village' AND foldKm >= @fold AND foldKm < @upTo
       UNION SELECT code FROM place WHERE level = 'village' AND foldLatin >= @fold AND foldLatin < @upTo
       UNION SELECT code FROM place WHERE level = 'village' AND code >= @fold AND code < @upTo
       ORDER BY code LIMIT @limit`,
      { fold, upTo, limit },
    )
    .map((row) => String(row.code));
}
