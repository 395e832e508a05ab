import { must } from '../../shared/base/assert.ts';
import type { CentreReadDb, SqlParam } from './db.ts';
import { type Member, membersPage } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { placesPage } from './places.store.ts';

/** One line of a dump. `state` and `device` are null where they have no meaning. */
export interface DumpLine {
  kind: string;
  id: string;
  version: number | null;
  device: string | null;
  state: string | null;
  content: unknown;
}

const ROWS_A_PAGE = 1_000;

/**
 * Everything that is stored, a line a record, without secrets: facilities, devices, the newest version of each record,
 * rechecks (their number as version), what was set aside as it came, members and places. With `history` every version that ever came, as kind `change`.
 * Read page by page in bounded memory; what is written meanwhile may or may not be in it.
 */
export async function* dump(db: CentreReadDb, hasHistory: boolean): AsyncGenerator<DumpLine> {
  yield* facilities(db);
  yield* devices(db);
  yield* records(db);
  yield* rechecks(db);
  yield* setAside(db);
  if (hasHistory) yield* changes(db);
  yield* members(db);
  yield* places(db);
}

/** Pages through a table in the order of its key. `key` names the columns, and `sql` ends before its WHERE. */
async function* pages<Row extends object>(
  db: CentreReadDb,
  sql: string,
  key: readonly string[],
  keyOf: (row: Row) => readonly SqlParam[],
): AsyncGenerator<Row> {
  const columns = key.join(', ');
  const marks = key.map((_, index) => `$${index + 1}`).join(', ');
  let after: readonly SqlParam[] | null = null;
  for (;;) {
    const where = after === null ? '' : `WHERE (${columns}) > (${marks})`;
    const page: Row[] = await db.query<Row>(`${sql} ${where} ORDER BY ${columns} LIMIT ${ROWS_A_PAGE}`, after ?? []);
    yield* page;
    if (page.length < ROWS_A_PAGE) return;
    after = keyOf(must(page.at(-1), 'a full page has a last row'));
  }
}

interface FacilityRow {
  code: string;
}

async function* facilities(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT code, "nameKm", "nameLatin", level, "isPublic", "contractedFrom", "contractedTo", "placeCode",
    "madeAt" FROM facility`;
  for await (const row of pages<FacilityRow>(db, sql, ['code'], ({ code }) => [code])) {
    yield { kind: 'facility', id: row.code, version: null, device: null, state: null, content: row };
  }
}

interface DeviceRow {
  deviceId: string;
  revokedAt: string | null;
}

async function* devices(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT "deviceId", facility, "deskNumber", program, "rosterId", "enrolledAt", "lastSeenAt", "revokedAt"
    FROM device`;
  for await (const row of pages<DeviceRow>(db, sql, ['"deviceId"'], ({ deviceId }) => [deviceId])) {
    const state = row.revokedAt === null ? 'enrolled' : 'revoked';
    yield { kind: 'device', id: row.deviceId, version: null, device: row.deviceId, state, content: row };
  }
}

interface RecordRow {
  facility: string;
  kind: string;
  recordId: string;
  version: number;
  device: string;
  state: string;
  content: string;
}

async function* records(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT facility, kind, "recordId", version::float8 AS version, device, state, content FROM record`;
  const key = ['facility', 'kind', '"recordId"'];
  for await (const row of pages<RecordRow>(db, sql, key, (last) => [last.facility, last.kind, last.recordId])) {
    const { kind, recordId, version, device, state } = row;
    yield { kind, id: recordId, version, device, state, content: read(row.content) };
  }
}

interface ChangeRow extends RecordRow {
  incarnation: string;
  seq: number;
  hash: string;
  madeAt: string;
  receivedAt: string;
  code: string | null;
}

async function* changes(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT facility, device, incarnation, seq::float8 AS seq, kind, "recordId", version::float8 AS version, hash,
    content, "madeAt", "receivedAt", outcome AS state, code FROM change`;
  const key = ['facility', 'device', 'incarnation', 'seq'];
  const keyOf = (last: ChangeRow): SqlParam[] => [last.facility, last.device, last.incarnation, last.seq];
  for await (const row of pages<ChangeRow>(db, sql, key, keyOf)) {
    const id = `${row.device}/${row.incarnation}/${row.seq}`;
    const content = { ...row, content: read(row.content) };
    yield { kind: 'change', id, version: row.version, device: row.device, state: row.state, content };
  }
}

interface RecheckRow {
  device: string;
  seq: number;
  checkId: string;
  decision: string;
}

async function* rechecks(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT device, seq, facility, "checkId", "decidedAt", "rulesetId", "asOf", decision FROM recheck`;
  for await (const row of pages<RecheckRow>(db, sql, ['device', 'seq'], (last) => [last.device, last.seq])) {
    const { device, checkId, seq } = row;
    const content = { ...row, decision: read(row.decision) };
    yield { kind: 'recheck', id: checkId, version: seq, device, state: null, content };
  }
}

interface SetAsideRow {
  facility: string;
  device: string;
  incarnation: string;
  seq: number;
  rawHash: string;
  why: string;
  raw: string;
  code: string;
  receivedAt: string;
}

async function* setAside(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT facility, device, incarnation, seq::float8 AS seq, "rawHash", why, raw, code, "receivedAt"
    FROM "setAside"`;
  const key = ['facility', 'device', 'incarnation', 'seq', '"rawHash"'];
  const keyOf = (row: SetAsideRow): SqlParam[] => [row.facility, row.device, row.incarnation, row.seq, row.rawHash];
  for await (const row of pages<SetAsideRow>(db, sql, key, keyOf)) {
    const id = `${row.device}/${row.incarnation}/${row.seq}`;
    const content = { facility: row.facility, code: row.code, receivedAt: row.receivedAt, change: read(row.raw) };
    yield { kind: row.why, id, version: null, device: row.device, state: 'needs-fixing', content };
  }
}

async function* members(db: CentreReadDb): AsyncGenerator<DumpLine> {
  let after = '';
  for (;;) {
    const page: Member[] = await membersPage(db, after, ROWS_A_PAGE);
    for (const member of page) {
      const content = rosterRowOf(member);
      yield { kind: 'member', id: member.nssfKey, version: null, device: null, state: null, content };
    }
    if (page.length < ROWS_A_PAGE) return;
    after = must(page.at(-1), 'a full page has a last row').nssfKey;
  }
}

async function* places(db: CentreReadDb): AsyncGenerator<DumpLine> {
  let after = '';
  for (;;) {
    const page = await placesPage(db, after, ROWS_A_PAGE);
    for (const place of page) {
      yield { kind: 'place', id: place.code, version: null, device: null, state: null, content: place };
    }
    if (page.length < ROWS_A_PAGE) return;
    after = must(page.at(-1), 'a full page has a last row').code;
  }
}

/** A content as it came is text; where that is no JSON, the text itself is the content. */
function read(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
