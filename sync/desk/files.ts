import { assert } from '../../shared/base/assert.ts';
import type { Db } from '../../shared/base/db.ts';
import { addRosterMember, beginRoster, finishRoster, sweepRosters } from '../../shared/eligibility/roster-store.ts';
import { savePlace, savePlacesId } from '../../shared/facility/store.ts';
import { fileEnd, fileHeader, placesRow, rosterRow } from '../protocol/files.ts';
import { LineProblem } from './transport.ts';

/** Rows written in one transaction: small enough that no clerk waits for it. */
const ROWS_AT_ONCE = 200;

/** Lets every waiting ask run before the next piece. */
export type Breathe = () => Promise<void>;

/**
 * Imports a roster file in small steps beside the roster in use. Only a file that is whole, with as many rows as its
 * end line says, takes the place of the old one; anything else leaves the old one in use.
 */
export async function importRoster(
  db: Db,
  lines: AsyncIterable<string>,
  now: () => string,
  breathe: Breathe,
): Promise<number> {
  await sweep(db, breathe);
  let id: string | null = null;
  try {
    const rows = await importFile(lines, 'roster', breathe, {
      begin: (header) => {
        id = header.id;
        db.write((tx) => beginRoster(tx, header, now()));
      },
      add: (piece) => {
        db.write((tx) => {
          for (const row of piece) {
            const isAdded = addRosterMember(tx, String(id), rosterRow.parse(row));
            if (!isAdded)
              throw new LineProblem(
                'The member list from the centre holds a number that is none; the old list stays in use.',
              );
          }
        });
      },
    });
    db.write((tx) => finishRoster(tx, String(id), now()));
    return rows;
  } finally {
    await sweep(db, breathe);
  }
}

async function sweep(db: Db, breathe: Breathe): Promise<void> {
  while (db.write((tx) => sweepRosters(tx, ROWS_AT_ONCE * 5))) await breathe();
}

/** Places are upserted in steps: a cut import leaves some new names, which is no harm, and is done again. */
export async function importPlaces(db: Db, lines: AsyncIterable<string>, breathe: Breathe): Promise<number> {
  let id = '';
  const rows = await importFile(lines, 'places', breathe, {
    begin: (header) => {
      id = header.id;
    },
    add: (piece) => {
      db.write((tx) => {
        for (const row of piece) savePlace(tx, placesRow.parse(row));
      });
    },
  });
  db.write((tx) => savePlacesId(tx, id));
  return rows;
}

interface FileSteps {
  begin(header: { id: string; asOf: string }): void;
  add(piece: unknown[]): void;
}

async function importFile(
  lines: AsyncIterable<string>,
  file: 'roster' | 'places',
  breathe: Breathe,
  steps: FileSteps,
): Promise<number> {
  let isBegun = false;
  let rows = 0;
  let endRows: number | null = null;
  let piece: unknown[] = [];
  for await (const line of lines) {
    if (line === '') continue;
    const value: unknown = JSON.parse(line);
    if (!isBegun) {
      const header = fileHeader.parse(value);
      assert(header.file === file, 'the file is of the kind that was asked for');
      steps.begin(header);
      isBegun = true;
      continue;
    }
    const end = fileEnd.safeParse(value);
    if (end.success) {
      endRows = end.data.rows;
      break;
    }
    piece.push(value);
    rows += 1;
    if (piece.length >= ROWS_AT_ONCE) {
      steps.add(piece);
      piece = [];
      await breathe();
    }
  }
  if (piece.length > 0) steps.add(piece);
  if (!isBegun || endRows !== rows)
    throw new LineProblem('The file from the centre was cut short; the old one stays in use.');
  return rows;
}
