import type { WireChange } from '../protocol/sync.ts';
import { holdersOf, knownPatients } from './changes.store.ts';
import type { CentreReadDb } from './db.ts';
import { holderKey, type Known, type WantedKey } from './judgement.ts';
import { membersByKey } from './members.store.ts';
import { hasVillages, villagesAmong } from './places.store.ts';

/** What a batch mentions. Read loosely, because contents that fit no schema are judged only afterwards. */
interface Mentions {
  patients: Set<string>;
  keys: Map<string, WantedKey>;
  nssfKeys: Set<string>;
  villages: Set<string>;
}

/** Looks up in five statements whatever judging these changes can ask for. */
export async function loadKnown(
  db: CentreReadDb,
  at: { facility: string; device: string; receivedAt: string },
  changes: readonly WireChange[],
): Promise<Known> {
  const { patients, keys, nssfKeys, villages } = mentionsOf(changes);
  const hasPlaces = await hasVillages(db);
  return {
    ...at,
    patients: new Map((await knownPatients(db, at.facility, [...patients])).map((row) => [row.patientId, row.version])),
    holders: new Map(
      (await holdersOf(db, at.facility, [...keys.values()])).map((held) => [holderKey(held), held.patientId]),
    ),
    members: new Map((await membersByKey(db, [...nssfKeys])).map((member) => [member.nssfKey, member])),
    hasPlaces,
    villages: new Set(hasPlaces ? await villagesAmong(db, [...villages]) : []),
  };
}

export function mentionsOf(changes: readonly WireChange[]): Mentions {
  const mentions: Mentions = { patients: new Set(), keys: new Map(), nssfKeys: new Set(), villages: new Set() };
  for (const change of changes) {
    const content = asObject(change.content);
    if (change.kind === 'patient') mentionPatient(mentions, change.recordId, content);
    else {
      addText(mentions.patients, content.patientId);
      addText(mentions.nssfKeys, content.nssfKey);
    }
  }
  return mentions;
}

function mentionPatient(mentions: Mentions, recordId: string, content: Record<string, unknown>): void {
  mentions.patients.add(recordId);
  addText(mentions.villages, content.villageCode);
  addKey(mentions, 'patient-number', content.patientNumber);
  if (!Array.isArray(content.identifiers)) return;
  for (const identifier of content.identifiers) {
    const { kind, normalised } = (identifier ?? {}) as Record<string, unknown>;
    if (typeof kind === 'string') addKey(mentions, kind, normalised);
    if (kind === 'nssf') addText(mentions.nssfKeys, normalised);
  }
}

function addText(set: Set<string>, value: unknown): void {
  if (typeof value === 'string') set.add(value);
}

function addKey(mentions: Mentions, kind: string, value: unknown): void {
  if (typeof value === 'string') mentions.keys.set(holderKey({ kind, value }), { kind, value });
}

function asObject(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
