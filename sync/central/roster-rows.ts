import { must } from '../../shared/base/assert.ts';
import type { CentreReadDb } from './db.ts';
import { type Member, membersPage, placePage } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { placesPage } from './places.store.ts';
import { seenPage, type VillageRange } from './seen.store.ts';

const ROWS_A_PAGE = 2_000;

/** The rows of a file as JSON texts, page after page, so that a file of any length takes little memory. */
export async function* allMembers(db: CentreReadDb): AsyncGenerator<string> {
  yield* paged((last: Member | null) => membersPage(db, last?.nssfKey ?? '', ROWS_A_PAGE), memberText);
}

export async function* membersInPlace(db: CentreReadDb, place: string): AsyncGenerator<string> {
  const page = (last: Member | null) =>
    placePage(db, place, { villageCode: last?.villageCode ?? '', nssfKey: last?.nssfKey ?? '' }, ROWS_A_PAGE);
  yield* paged(page, memberText);
}

export async function* membersSeen(
  db: CentreReadDb,
  at: { facility: string; epoch: number; ranges: readonly VillageRange[] },
): AsyncGenerator<string> {
  yield* paged((last: Member | null) => seenPage(db, at, last?.nssfKey ?? '', ROWS_A_PAGE), memberText);
}

export async function* allPlaces(db: CentreReadDb): AsyncGenerator<string> {
  yield* paged((last: { code: string } | null) => placesPage(db, last?.code ?? '', ROWS_A_PAGE), JSON.stringify);
}

const memberText = (member: Member): string => JSON.stringify(rosterRowOf(member));

async function* paged<Row>(
  pageAfter: (last: Row | null) => Promise<Row[]>,
  textOf: (row: Row) => string,
): AsyncGenerator<string> {
  let last: Row | null = null;
  for (;;) {
    const page: Row[] = await pageAfter(last);
    for (const row of page) yield textOf(row);
    if (page.length < ROWS_A_PAGE) return;
    last = must(page.at(-1), 'a full page has a last row');
  }
}
