import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { insertChanges, type NewChange, type PatientNow, upsertPatients } from './changes.store.ts';
import { insertBatch, jsonBody, type Place } from './contents.ts';
import type { CentreWriteDb } from './db.ts';
import type { Ledger } from './ledger.ts';
import { NOTES } from './lineage.ts';
import { insertRuns, runsOf, updateRuns } from './runs.store.ts';

/** Under this name the centre's own versions are stored. */
export const CENTRE_DEVICE = 'centre';
const CENTRE_INCARNATION = '0'.repeat(32);

/** A version of a record that the centre itself has made, as where it merged two desks' edits. */
export interface OwnVersion {
  kind: string;
  recordId: string;
  version: number;
  content: object;
  madeAt: string;
  hlc: number;
}

/**
 * Stores versions that the centre itself made, accepted, and returns their numbers and places; a withdrawal is noted as one,
 * as where a desk made it. Behind the lock of the facility.
 */
export async function appendOwn(
  tx: CentreWriteDb,
  ledger: Ledger,
  versions: readonly OwnVersion[],
): Promise<(Place & { no: number })[]> {
  if (versions.length === 0) return [];
  const { facility, receivedAt } = ledger;
  const [known] = await runsOf(tx, facility, CENTRE_DEVICE, [CENTRE_INCARNATION]);
  const run = known ?? {
    ...{ run: ledger.nextRun(), incarnation: CENTRE_INCARNATION, previous: null, previousSeq: null, next: null },
    ...{ nextSeq: null, isAnnounced: false, fencedTo: null, strayTo: null, lastSeq: 0, firstSeenAt: receivedAt },
  };
  const changes = versions.map(({ content, ...facts }, index) => {
    const text = canonicalJson(content);
    const seq = run.lastSeq + index + 1;
    return { ...facts, incarnation: CENTRE_INCARNATION, seq, hash: sha256Hex(text), content: text, baseHash: null };
  });
  const through = { ...run, lastSeq: run.lastSeq + versions.length };
  if (known === undefined) await insertRuns(tx, facility, CENTRE_DEVICE, [through]);
  else await updateRuns(tx, facility, [through]);
  const batch = ledger.nextBatch();
  const body = jsonBody(changes.map((change) => ({ ...change, clockFlag: 'ok' })));
  await insertBatch(tx, { facility, batch, device: CENTRE_DEVICE, receivedAt }, body);
  const rows = changes.map(({ seq, kind, recordId, version, hash }, position): NewChange => {
    const isWithdrawal = 'withdrawn' in (versions[position]?.content ?? {});
    const verdict = { outcome: 'accepted', code: isWithdrawal ? NOTES.withdrawn : null } as const;
    return { run: run.run, seq, kind, recordId, version, hash, position, ...verdict, field: null, sentence: null };
  });
  const noBefore = ledger.changeNo;
  await insertChanges(tx, { facility, noBefore, batch }, rows);
  // The last of a patient is his newest.
  const patients = new Map<string, PatientNow>();
  for (const [index, { kind, recordId: patientId, version, content }] of changes.entries()) {
    if (kind === 'patient') patients.set(patientId, { patientId, version, no: noBefore + index + 1, content });
  }
  await upsertPatients(tx, facility, [...patients.values()]);
  ledger.passed(changes.length);
  return changes.map((_change, position) => ({ no: noBefore + position + 1, batch, position }));
}
