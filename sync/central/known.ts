import { holdersOf, knownPatients } from './changes.store.ts';
import { type CentreReadDb, together } from './db.ts';
import { type Arrived, holderKey, type Known, type WantedKey } from './judgement.ts';
import { membersByKey } from './members.store.ts';
import { hasVillages, villagesAmong } from './places.store.ts';

/** What a batch mentions. Read loosely, because contents that fit no schema are judged only afterwards. */
interface Mentions {
  patients: Set<string>;
  keys: Map<string, WantedKey>;
  nssfKeys: Set<string>;
  villages: Set<string>;
}

/** Looks up, in a statement for each kind of thing that is mentioned, whatever judging these changes can ask for. */
export async function loadKnown(db: CentreReadDb, facility: string, changes: readonly Arrived[]): Promise<Known> {
  const { patients, keys, nssfKeys, villages } = mentionsOf(changes);
  const [patientRows, holderRows, members, hasPlaces, places] = await together([
    knownPatients(db, facility, [...patients]),
    holdersOf(db, facility, [...keys.values()]),
    nssfKeys.size === 0 ? [] : membersByKey(db, [...nssfKeys]),
    villages.size > 0 && hasVillages(db),
    villages.size === 0 ? [] : villagesAmong(db, [...villages]),
  ]);
  return {
    patients: new Map(patientRows.map((row) => [row.patientId, row.version])),
    holders: new Map(holderRows.map((held) => [holderKey(held), held.patientId])),
    members: new Map(members.map((member) => [member.nssfKey, member])),
    hasPlaces,
    villages: new Set(hasPlaces ? places : []),
  };
}

export function mentionsOf(changes: readonly Pick<Arrived, 'change' | 'content'>[]): Mentions {
  const mentions: Mentions = { patients: new Set(), keys: new Map(), nssfKeys: new Set(), villages: new Set() };
  for (const { change, content: read } of changes) {
    const content = asObject(read());
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

function asObject(content: unknown): Record<string, unknown> {
  return content !== null && typeof content === 'object' ? (content as Record<string, unknown>) : {};
}
