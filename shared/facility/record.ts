import { z } from 'zod';
import { isDay } from '../base/time.ts';

export const dayText = z.string().refine(isDay, 'a day of the calendar, like 2026-03-01');
export const instantText = z.string();

/**
 * A text that somebody wrote: trimmed, without control characters and without halves of characters. No keyboard writes
 * them, a slip cannot show them, and a PostgreSQL text cannot keep all of them.
 */
export const writtenText = () =>
  z
    .string()
    .trim()
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'it has characters that nobody can read');

/** A text as a reader or scanner gave it, line ends and separators included. */
export const scannedText = () =>
  z.string().refine((text) => !/[\0\p{Cs}]/u.test(text), 'it has characters that nobody can read');

/** Facility levels of the rate tables: minimum package (health centre), complementary packages 1 to 3, national, private. */
export const FACILITY_LEVELS = ['MPA', 'CPA1', 'CPA2', 'CPA3', 'NATIONAL', 'PRIVATE'] as const;

export const facilityCode = z.string().regex(/^[A-Z0-9]{2,8}$/, 'two to eight capital letters or digits');

export const facility = z.object({
  code: facilityCode,
  nameKm: z.string().min(1).max(120),
  nameLatin: z.string().min(1).max(120),
  level: z.enum(FACILITY_LEVELS),
  isPublic: z.boolean(),
  contractedFrom: dayText.nullable(),
  contractedTo: dayText.nullable(),
  placeCode: z.string().nullable(),
});
export type Facility = z.infer<typeof facility>;

export const DESK_MODES = ['practice', 'real'] as const;
export type DeskMode = (typeof DESK_MODES)[number];

/** Who this desk is: fixed at set-up, except for the facility's facts, which the centre keeps. */
export const deskIdentity = z.object({
  mode: z.enum(DESK_MODES),
  deviceId: z.uuid(),
  deskNumber: z.int().min(1).max(99),
  facility,
});
export type DeskIdentity = z.infer<typeof deskIdentity>;

/** How this desk reaches the centre. The token is a secret: never logged, never dumped. */
export const centreLink = z.object({ url: z.url(), deviceToken: z.string().min(32) });
export type CentreLink = z.infer<typeof centreLink>;

const hexBytes = (count: number) => z.string().regex(new RegExp(`^[0-9a-f]{${count * 2}}$`));

/** What a desk keeps of its centre for as long as it is enrolled there. A secret as much as the token is. */
export const centreKeys = z.object({
  /** The raw Ed25519 public key that every ruleset and roster file has to be signed with. */
  signing: hexBytes(32),
  /** The raw X25519 public key that files for this centre are sealed to; null until a centre that has one has told it. */
  sealing: hexBytes(32).nullable().default(null),
  /** The secret that the national roster is blinded with; null where the centre publishes none. */
  national: z.object({ keyVersion: z.int().min(1), pepper: hexBytes(32) }).nullable(),
});
export type CentreKeys = z.infer<typeof centreKeys>;

export const PLACE_LEVELS = ['province', 'district', 'commune', 'village'] as const;
/** A place of the gazetteer; codes nest: 2, 4, 6 and 8 digits. */
export const place = z.object({
  code: z.string().regex(/^(\d{2}){1,4}$/),
  level: z.enum(PLACE_LEVELS),
  nameKm: z.string(),
  nameLatin: z.string(),
});
export type Place = z.infer<typeof place>;

/** A place with the names of what it lies in, nearest first: commune, district, province. */
export const placeWithPath = place.extend({ path: z.array(place) });
export type PlaceWithPath = z.infer<typeof placeWithPath>;

/** What the line is used for: records and their verdicts, lists of members, other files, checks asked of the centre. */
export const LINE_PURPOSES = ['records', 'roster', 'files', 'checks'] as const;
export type LinePurpose = (typeof LINE_PURPOSES)[number];

/** Ed25519, raw bytes as hex. The private half never leaves the encrypted database. */
export const deviceKeys = z.object({
  privateKey: hexBytes(32),
  publicKey: hexBytes(32),
  /** The centre has shown that it knows the public half under this desk's name. */
  isKnown: z.boolean(),
});
export type DeviceKeys = z.infer<typeof deviceKeys>;

/** X25519, raw bytes as hex: what this desk seals to itself, it can open for as long as its database is there. */
export const archiveKeys = z.object({ privateKey: hexBytes(32), publicKey: hexBytes(32) });
export type ArchiveKeys = z.infer<typeof archiveKeys>;

/** `sentence` is the centre's own. `isHandedOver`: the centre has confirmed the sealed rest of the outbox. */
export const revocation = z.object({ at: instantText, sentence: z.string(), isHandedOver: z.boolean() });
export type Revocation = z.infer<typeof revocation>;

/** The last copy that succeeded, and the first failure since. */
export const backupState = z.object({ lastAt: instantText.nullable(), failedAt: instantText.nullable() });
export type BackupState = z.infer<typeof backupState>;
