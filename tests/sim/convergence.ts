import type { SqlRow } from '../../shared/base/db.ts';
import type { Stored } from './centre.ts';
import type { SimDesk } from './desk.ts';
import { refuse } from './violation.ts';

/** What every desk of a facility shows of a record; what is only this desk's own (keys, last visits) is left out. */
const SHOWN: Record<string, string> = {
  patient: `SELECT id, version, patientNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode,
    (SELECT group_concat(kind || ' ' || raw) FROM (SELECT kind, raw FROM patientIdentifier WHERE patientId = patient.id
       ORDER BY kind)) AS numbers FROM patient ORDER BY id`,
  'eligibility-check': 'SELECT id, patientId, serviceDate, outcome, payer FROM eligibilityCheck ORDER BY id',
  visit: `SELECT id, version, patientId, checkId, serviceDate, department, status, outcome, dischargeType, cancelReason
    FROM visit ORDER BY id`,
  // Its state follows from more than every desk has; what the centre said of it every desk has.
  claim: `SELECT id, version, checkId, serviceFrom, payer, lines, totalRiel, details, documents, asks,
    (SELECT group_concat(seq || ' v' || version || ' ' || result) FROM (SELECT * FROM claimAnswer
       WHERE claimId = claim.id ORDER BY seq)) AS answers FROM claim ORDER BY id`,
};

/**
 * Every desk shows of every record that the centre accepted what the centre has as its newest version, and so the same as
 * every other desk. A record of which something needs fixing is its own desk's affair until it is fixed.
 */
export function compareDesks(desks: readonly SimDesk[], stored: readonly Stored[]): void {
  const open = new Set(stored.filter(({ outcome }) => outcome === 'needs-fixing').map(keyOf));
  const newest = new Map<string, Stored>();
  for (const one of stored) {
    const key = keyOf(one);
    if (!open.has(key) && one.version > (newest.get(key)?.version ?? 0)) newest.set(key, one);
  }
  const [first, ...others] = desks;
  if (first === undefined) return;
  const shownFirst = shownAt(first);
  const here = new Set(stored.map(keyOf));
  for (const desk of desks) {
    const strangers = [...shownAt(desk).keys()].filter((key) => !here.has(key));
    refuse(`is shown at ${desk.name} and is no record of its facility`, strangers);
  }
  for (const [key, { kind, recordId, version }] of newest) {
    const lacking = desks.filter((desk) => versionAt(desk, kind, recordId) < version && !isHeldBack(desk, key, open));
    refuse(
      `is not the newest version of ${key} that the centre has (v${version})`,
      lacking.map((desk) => `what ${desk.name} has (v${versionAt(desk, kind, recordId)})`),
    );
    for (const desk of others) {
      if (isHeldBack(desk, key, open) || isHeldBack(first, key, open)) continue;
      const [mine, theirs] = [shownAt(desk).get(key), shownFirst.get(key)];
      refuse(`of ${key}, and ${first.name} ${theirs}`, mine === theirs ? [] : [`${desk.name} shows ${mine}`]);
    }
  }
}

/** What a desk keeps by until the patient whom it is about is fixed at his own desk. */
function isHeldBack(desk: SimDesk, key: string, open: ReadonlySet<string>): boolean {
  const rows = desk.db.all("SELECT waitsFor, raw FROM feedAside WHERE why = 'waits'").map(({ waitsFor, raw }) => {
    const { kind, recordId } = JSON.parse(String(raw)) as { kind: string; recordId: string };
    return { of: `${kind} ${recordId}`, waitsFor: String(waitsFor) };
  });
  const waits = (of: string): boolean =>
    rows.some((row) => row.of === of && (open.has(row.waitsFor) || (row.waitsFor !== of && waits(row.waitsFor))));
  return waits(key);
}

const keyOf = ({ kind, recordId }: Stored): string => `${kind} ${recordId}`;

/** By the desk's own log or by what came down to it. */
function versionAt(desk: SimDesk, kind: string, recordId: string): number {
  const row = desk.db.get(
    `SELECT max(version) AS version FROM (
       SELECT version FROM change WHERE kind = @kind AND recordId = @recordId AND state IN ('accepted', 'withdrawn')
       UNION ALL SELECT version FROM feedRecord WHERE kind = @kind AND recordId = @recordId)`,
    { kind, recordId },
  );
  return Number(row?.version ?? 0);
}

function shownAt(desk: SimDesk): Map<string, string> {
  const shown = new Map<string, string>();
  for (const [kind, sql] of Object.entries(SHOWN)) {
    for (const row of desk.db.all(sql)) shown.set(`${kind} ${String(row.id)}`, textOf(row));
  }
  for (const { kind, recordId } of desk.db.all('SELECT kind, recordId FROM withdrawal')) {
    const key = `${String(kind)} ${String(recordId)}`;
    shown.set(key, `${shown.get(key)}, withdrawn`);
  }
  return shown;
}

const textOf = (row: SqlRow): string => JSON.stringify(row);
