import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex } from '../../shared/base/ids.ts';
import { instantOf } from '../../shared/base/time.ts';
import { type Facility, facility as facilityRecord } from '../../shared/facility/record.ts';
import { readPlaceCodes } from './catchment.ts';
import type { CentreDb, CentreReadDb, CentreWriteDb } from './db.ts';
import { CentreFault, Refused } from './faults.ts';
import {
  type Device,
  deviceByTokenHash,
  facilityByCode,
  insertCode,
  insertFacility,
  revokeDevice,
} from './registry.store.ts';
import { fixMode, lockSettings, readSettings } from './settings.store.ts';
import type { World } from './world.ts';

/** Letters and digits that nobody takes for one another, on paper or on the telephone. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

/** A token for a desk: 32 random bytes. The centre keeps only their hash. */
export function makeToken({ random }: Pick<World, 'random'>): { token: string; tokenHash: string } {
  const token = toHex(random.bytes(32));
  return { token, tokenHash: sha256Hex(token) };
}

/** A code typed by hand: any case, any punctuation. */
export function codeHashOf(typed: string): string {
  return sha256Hex(typed.toUpperCase().replace(/[^A-Z0-9]/g, ''));
}

/** The device that holds this token. Throws `Refused` for an unknown or a revoked one. */
export async function deviceOf(db: CentreDb, token: string | null): Promise<Device> {
  const device = token === null ? null : await deviceByTokenHash(db, sha256Hex(token));
  if (device === null) throw unknownDevice();
  if (device.revokedAt !== null) throw revoked();
  return device;
}

export function unknownDevice(): Refused {
  return new Refused(401, 'device-unknown', 'The centre does not know this desk. Enrol it again with a new code.');
}

export function revoked(): Refused {
  const sentence = 'This desk was shut out by the centre. Nothing it keeps is lost; ask the centre for a new code.';
  return new Refused(403, 'device-revoked', sentence);
}

/** The facility that an operator has named. Throws `CentreFault`. */
export async function knownFacility(db: CentreReadDb, code: string): Promise<Facility> {
  const facility = await facilityByCode(db, code);
  if (facility === null) throw new CentreFault(`There is no facility with the code ${code}.`);
  return facility;
}

/** The operator's hand decides what kind of centre this is, once; a centre of the other kind is never mixed in. */
export async function decideMode(tx: CentreWriteDb, wanted: 'practice' | 'real'): Promise<void> {
  const { mode } = await lockSettings(tx);
  if (mode !== 'undecided' && mode !== wanted) {
    const now = mode === 'practice' ? 'a practice centre' : 'a real centre';
    throw new CentreFault(`This store belongs to ${now} and stays so; use another one for ${wanted} data.`);
  }
  await fixMode(tx, wanted);
}

/** What the operator means on the command line: real, unless this is practice already or said so. */
async function decideByHand(tx: CentreWriteDb, isPractice: boolean): Promise<void> {
  const { mode } = await readSettings(tx);
  await decideMode(tx, isPractice || mode === 'practice' ? 'practice' : 'real');
}

/** Throws `CentreFault` with a sentence where the facts do not fit or the code is taken. */
export async function addFacility(world: World, facts: unknown, isPractice: boolean): Promise<Facility> {
  const read = facilityRecord.safeParse(facts);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new CentreFault(
      `The facility's ${issue?.path.join('.') || 'facts'} cannot be used: ${issue?.message ?? ''}.`,
    );
  }
  const { contractedFrom, contractedTo } = read.data;
  if (contractedTo !== null && (contractedFrom === null || contractedTo < contractedFrom)) {
    throw new CentreFault('A contract ends on or after the day on which it starts; give both days in that order.');
  }
  const { placeCode } = read.data;
  const facility = { ...read.data, placeCode: placeCode === null ? null : await readPlaceCodes(world.db, placeCode) };
  await world.db.write(async (tx) => {
    await decideByHand(tx, isPractice);
    if (!(await insertFacility(tx, facility, instantOf(world.clock.nowMs())))) {
      throw new CentreFault(`There is a facility with the code ${read.data.code} already; nothing was changed.`);
    }
  });
  return facility;
}

/** A code like ABCD-EFGH that enrols one desk of this facility, once, within `hours`. */
export async function makeEnrolCode(
  world: World,
  asked: { facility: string; hours: number; isPractice: boolean },
): Promise<{ code: string; facility: string; endsAt: string }> {
  const nowMs = world.clock.nowMs();
  const endsAt = instantOf(nowMs + asked.hours * 3_600_000);
  const letters = randomLetters(world);
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  await world.db.write(async (tx) => {
    if ((await facilityByCode(tx, asked.facility)) === null) {
      throw new CentreFault(`There is no facility with the code ${asked.facility}; add it with add-facility first.`);
    }
    await decideByHand(tx, asked.isPractice);
    const row = { codeHash: codeHashOf(code), facility: asked.facility, endsAt, usedBy: null };
    await insertCode(tx, row, instantOf(nowMs));
  });
  return { code, facility: asked.facility, endsAt };
}

/** Bytes that would favour some letters are thrown away and drawn again. */
function randomLetters({ random }: World): string {
  const fair = 256 - (256 % CODE_LETTERS.length);
  let letters = '';
  while (letters.length < CODE_LENGTH) {
    for (const byte of random.bytes(CODE_LENGTH)) if (byte < fair) letters += CODE_LETTERS[byte % CODE_LETTERS.length];
  }
  return letters.slice(0, CODE_LENGTH);
}

export async function revoke(world: World, deviceId: string): Promise<void> {
  const isKnown = await world.db.write((tx) => revokeDevice(tx, deviceId, instantOf(world.clock.nowMs())));
  if (!isKnown) throw new CentreFault(`There is no device ${deviceId} at this centre; nothing was changed.`);
}
