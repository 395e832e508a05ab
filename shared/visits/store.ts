import { assert } from '../base/assert.ts';
import type { ReadDb, SqlParams, SqlRow, WriteDb } from '../base/db.ts';
import { saveSynced } from '../outbox/store.ts';
import { standing } from '../outbox/withdrawal-store.ts';
import type { Act } from '../wire/act.ts';
import { type Visit, visit } from './record.ts';
import { slipNumber } from './rules.ts';

const COLUMNS = [
  'id',
  'version',
  'patientId',
  'checkId',
  'serviceDate',
  'deskNumber',
  'dayNumber',
  'visitType',
  'serviceCategory',
  'department',
  'referredFrom',
  'payer',
  'status',
  'openedAt',
  'openedBy',
  'secondVisitReason',
  'outcome',
  'dischargeType',
  'closedAt',
  'closedBy',
  'cancelReason',
  'cancelledAt',
  'cancelledBy',
] as const satisfies readonly (keyof Visit)[];
const COLUMN_LIST = COLUMNS.join(', ');

const visitOf = (row: SqlRow): Visit => visit.parse(row);

export function visitById(db: ReadDb, id: string): Visit | null {
  const row = db.get(`SELECT ${COLUMN_LIST} FROM visit WHERE id = @id`, { id });
  return row === null ? null : visitOf(row);
}

/** A visit to the same department on the same day that was not cancelled. */
export function sameDayVisit(db: ReadDb, patientId: string, serviceDate: string, department: string): Visit | null {
  const row = db.get(
    `SELECT ${COLUMN_LIST} FROM visit
     WHERE patientId = @patientId AND serviceDate = @serviceDate AND department = @department AND status <> 'cancelled'
       AND ${standing('visit', 'visit.id')}
     ORDER BY dayNumber LIMIT 1`,
    { patientId, serviceDate, department },
  );
  return row === null ? null : visitOf(row);
}

/** One more than the highest of the day, cancelled ones included: a number that is on a slip is never given again. */
export function nextDayNumber(db: WriteDb, serviceDate: string, deskNumber: number): number {
  const row = db.get(
    'SELECT max(dayNumber) AS n FROM visit WHERE serviceDate = @serviceDate AND deskNumber = @deskNumber',
    {
      serviceDate,
      deskNumber,
    },
  );
  return Number(row?.n ?? 0) + 1;
}

/** Writes the visit as it now is, new or changed, and the change that is sent. */
export function saveVisit(db: WriteDb, act: Act, saved: Visit): void {
  const before = visitById(db, saved.id)?.version ?? 0;
  assert(before === saved.version - 1, 'a visit is written on the version before it');
  saveSynced(
    db,
    act,
    {
      kind: 'visit',
      recordId: saved.id,
      version: saved.version,
      content: saved,
      label: visitLabel(saved),
      patientId: saved.patientId,
    },
    (tx) => writeVisit(tx, saved),
  );
}

export function visitLabel(saved: Visit): string {
  return `${saved.serviceDate} ${slipNumber(saved)}`;
}

/** Every column but the id and the check and patient that a visit was opened for. */
const CHANGING = COLUMNS.filter((column) => column !== 'id' && column !== 'patientId' && column !== 'checkId');

/** The row of a visit as it now is. */
export function writeVisit(db: WriteDb, saved: Visit): void {
  const count = db.run(
    `INSERT INTO visit (${COLUMN_LIST}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})
     ON CONFLICT (id) DO UPDATE SET ${CHANGING.map((column) => `${column} = excluded.${column}`).join(', ')}
     WHERE visit.version < excluded.version`,
    { ...saved },
  );
  assert(count === 1, 'a visit is written over an older version of itself');
}

export function visitsOf(db: ReadDb, patientId: string): string[] {
  return db
    .all('SELECT id FROM visit WHERE patientId = @patientId ORDER BY id', { patientId })
    .map((row) => String(row.id));
}

export interface VisitWish {
  serviceDate?: string | undefined;
  patientId?: string | undefined;
  status?: string | undefined;
  limit: number;
  offset: number;
}

export function listVisits(db: ReadDb, wish: VisitWish): Visit[] {
  const { where, params } = whereOf(wish);
  const statusClause = wish.status === undefined ? '' : 'AND status = @status';
  return db
    .all(
      `SELECT ${COLUMN_LIST} FROM visit WHERE ${where} ${statusClause}
       ORDER BY serviceDate DESC, openedAt DESC, dayNumber DESC LIMIT @limit OFFSET @offset`,
      {
        ...params,
        ...(wish.status === undefined ? {} : { status: wish.status }),
        limit: wish.limit,
        offset: wish.offset,
      },
    )
    .map(visitOf);
}

export function countVisits(
  db: ReadDb,
  wish: Pick<VisitWish, 'serviceDate' | 'patientId'>,
): Record<Visit['status'], number> {
  const { where, params } = whereOf(wish);
  const counts = { open: 0, closed: 0, cancelled: 0 };
  for (const row of db.all(
    `SELECT status, count(*) AS n FROM visit WHERE ${where} AND ${standing('visit', 'visit.id')} GROUP BY status`,
    params,
  )) {
    counts[String(row.status) as Visit['status']] = Number(row.n);
  }
  return counts;
}

function whereOf(wish: Pick<VisitWish, 'serviceDate' | 'patientId'>): { where: string; params: SqlParams } {
  const parts: string[] = [];
  const params: SqlParams = {};
  if (wish.serviceDate !== undefined) {
    parts.push('serviceDate = @serviceDate');
    params.serviceDate = wish.serviceDate;
  }
  if (wish.patientId !== undefined) {
    parts.push('patientId = @patientId');
    params.patientId = wish.patientId;
  }
  assert(parts.length > 0, 'a list of visits names a day or a patient');
  return { where: parts.join(' AND '), params };
}
