import { must } from '../../shared/base/assert.ts';
import type { WireChange } from '../protocol/sync.ts';
import { contentsOf, type Place } from './contents.ts';
import type { CentreReadDb, SqlParam } from './db.ts';
import { type Member, membersPage } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { placesPage } from './places.store.ts';
import type { World } from './world.ts';

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
 * rechecks and answers to claims (their number as version), what was set aside as it came, members and places. With `history` every version that ever came, as kind `change`.
 * Read page by page in bounded memory; what is written meanwhile may or may not be in it.
 */
export async function* dump(world: Pick<World, 'db' | 'frames'>, hasHistory: boolean): AsyncGenerator<DumpLine> {
  const { db } = world;
  yield* facilities(db);
  yield* devices(db);
  yield* records(world);
  yield* rechecks(db);
  yield* claimAnswers(db);
  yield* setAside(db);
  if (hasHistory) yield* changes(world);
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

interface RecordRow extends Place {
  facility: string;
  kind: string;
  recordId: string;
  version: number;
  device: string;
  state: string;
}

async function* records(world: Pick<World, 'db' | 'frames'>): AsyncGenerator<DumpLine> {
  const sql = `SELECT * FROM (SELECT record.facility, kind, "recordId", version::float8 AS version, device, state,
    batch::float8 AS batch, position FROM record JOIN run USING (facility, run)) AS newest`;
  const key = ['facility', 'kind', '"recordId"'];
  const rows = pages<RecordRow>(world.db, sql, key, (last) => [last.facility, last.kind, last.recordId]);
  for await (const { row, change } of withContents(world, rows)) {
    const { kind, recordId, version, device, state } = row;
    yield { kind, id: recordId, version, device, state, content: read(change.content) };
  }
}

interface ChangeRow extends RecordRow {
  no: number;
  incarnation: string;
  seq: number;
  hash: string;
  code: string | null;
  receivedAt: string;
}

async function* changes(world: Pick<World, 'db' | 'frames'>): AsyncGenerator<DumpLine> {
  const sql = `SELECT * FROM (SELECT change.facility, no::float8 AS no, run.device, incarnation, seq::float8 AS seq, kind,
    "recordId", version::float8 AS version, encode(hash, 'hex') AS hash, batch.batch::float8 AS batch, position,
    "receivedAt", outcome AS state, code
    FROM change JOIN run USING (facility, run) JOIN batch USING (facility, batch)) AS stored`;
  const rows = pages<ChangeRow>(world.db, sql, ['facility', 'no'], ({ facility, no }) => [facility, no]);
  for await (const { row, change } of withContents(world, rows)) {
    const { batch: _batch, position: _position, ...facts } = row;
    const id = `${row.device}/${row.incarnation}/${row.seq}`;
    const { madeAt, hlc, clockFlag } = change;
    const content = { ...facts, content: read(change.content), madeAt, hlc, clockFlag };
    yield { kind: 'change', id, version: row.version, device: row.device, state: row.state, content };
  }
}

/** Beside each row the change that it stands for, read a page at a time and a facility at a time. */
async function* withContents<Row extends Place & { facility: string }>(
  { db, frames }: Pick<World, 'db' | 'frames'>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<{ row: Row; change: WireChange }> {
  let page: Row[] = [];
  const opened = async (): Promise<{ row: Row; change: WireChange }[]> => {
    const [first] = page;
    const found = first === undefined ? [] : await contentsOf({ frames }, db, first.facility, page);
    return page.map((row, index) => ({ row, change: must(found[index], 'each place has its change') }));
  };
  for await (const row of rows) {
    if (page.length === ROWS_A_PAGE || (page[0] !== undefined && page[0].facility !== row.facility)) {
      yield* await opened();
      page = [];
    }
    page.push(row);
  }
  yield* await opened();
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

async function* claimAnswers(db: CentreReadDb): AsyncGenerator<DumpLine> {
  const sql = `SELECT facility, seq::float8 AS seq, "claimId", version::float8 AS version, result, faults,
    "amountRiel"::float8 AS "amountRiel", at, by, note FROM "claimAnswer"`;
  type Row = { facility: string; seq: number; claimId: string; faults: string | null };
  for await (const row of pages<Row>(db, sql, ['facility', 'seq'], ({ facility, seq }) => [facility, seq])) {
    const content = { ...row, faults: row.faults === null ? [] : read(row.faults) };
    yield { kind: 'claim-answer', id: row.claimId, version: row.seq, device: null, state: null, content };
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
      const content = { ...rosterRowOf(member), contributionGroup: member.contributionGroup };
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
