import type { WireChange } from '../protocol/sync.ts';
import { holdersOf, knownPatients, knownRecords } from './changes.store.ts';
import { type CentreReadDb, together } from './db.ts';
import { type Arrived, holderKey, type Known, recordKey, type WantedKey } from './judgement.ts';
import { membersByKey } from './members.store.ts';
import { hasVillages, villagesAmong } from './places.store.ts';

/** What mentioning is read from. */
interface Mentioning {
  change: Pick<WireChange, 'kind' | 'recordId'>;
  content: Arrived['content'];
}

/** What a batch mentions. Read loosely, because contents that fit no schema are judged only afterwards. */
interface Mentions {
  patients: Set<string>;
  keys: Map<string, WantedKey>;
  nssfKeys: Set<string>;
  villages: Set<string>;
  /** Visits and checks that claims are about. */
  records: Map<string, { kind: string; recordId: string }>;
}

/** Looks up, in a statement for each kind of thing that is mentioned, whatever judging these changes can ask for. */
export async function loadKnown(db: CentreReadDb, facility: string, changes: readonly Arrived[]): Promise<Known> {
  const { patients, keys, nssfKeys, villages, records } = mentionsOf(changes);
  const [patientRows, holderRows, members, hasPlaces, places, recordRows] = await together([
    knownPatients(db, facility, [...patients]),
    holdersOf(db, facility, [...keys.values()]),
    nssfKeys.size === 0 ? [] : membersByKey(db, [...nssfKeys]),
    villages.size > 0 && hasVillages(db),
    villages.size === 0 ? [] : villagesAmong(db, [...villages]),
    knownRecords(db, facility, [...records.values()]),
  ]);
  return {
    facility,
    records: new Set(recordRows.map(recordKey)),
    patients: new Map(patientRows.map((row) => [row.patientId, row.version])),
    holders: new Map(holderRows.map((held) => [holderKey(held), held.patientId])),
    members: new Map(members.map((member) => [member.nssfKey, member])),
    hasPlaces,
    villages: new Set(hasPlaces ? places : []),
  };
}

export function mentionsOf(changes: readonly Mentioning[]): Mentions {
  const mentions: Mentions = {
    patients: new Set(),
    keys: new Map(),
    nssfKeys: new Set(),
    villages: new Set(),
    records: new Map(),
  };
  for (const { change, content: read } of changes) {
    const content = asObject(read());
    if (change.kind === 'patient') mentionPatient(mentions, change.recordId, content);
    else {
      addText(mentions.patients, content.patientId);
      addText(mentions.nssfKeys, content.nssfKey);
      if (change.kind !== 'claim') continue;
      addRecord(mentions, 'visit', content.visitId);
      addRecord(mentions, 'eligibility-check', content.checkId);
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

function addRecord(mentions: Mentions, kind: string, recordId: unknown): void {
  if (typeof recordId !== 'string') return;
  const record = { kind, recordId };
  mentions.records.set(recordKey(record), record);
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
