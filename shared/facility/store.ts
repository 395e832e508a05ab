import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { searchFold } from '../base/text.ts';
import {
  type CentreKeys,
  type CentreLink,
  centreKeys,
  centreLink,
  type DeskIdentity,
  deskIdentity,
  type Facility,
  type Place,
  type PlaceWithPath,
} from './record.ts';

const SETTING_KEYS = ['desk', 'centre', 'centreAddress', 'placesId', 'centreKeys', 'rulesets', 'meter'] as const;
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

/** What the line has cost this desk in a month, for people who pay by the megabyte. */
export interface Meter {
  month: string;
  bytesSent: number;
  bytesReceived: number;
}

export function meterOf(db: ReadDb, month: string): Meter {
  const value = readSetting(db, 'meter') as Meter | null;
  return value !== null && value.month === month ? value : { month, bytesSent: 0, bytesReceived: 0 };
}

export function saveMeter(db: WriteDb, meter: Meter): void {
  writeSetting(db, 'meter', meter);
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
