import { Column, columnsOf, isReadable, VALUES_MAX, writePlan, writeShape } from './columns.ts';
import { planColumns } from './columns-plan.ts';
import { Tracks } from './columns-scalars.ts';
import { CONTENT, LIST, NUMBER, OBJECT, type Part, partOf, TEXT } from './columns-tree.ts';
import { codeUnsigned, RangeWriter, UNSIGNED } from './range-coder.ts';
import { writeUnits } from './units.ts';
import { ByteWriter, Malformed } from './varint.ts';

export interface Columns {
  /** Shape, plans and new texts, for a compressor that knows their like. */
  texts: Uint8Array;
  /** Everything else, which cannot be made smaller. */
  bits: Uint8Array;
}

/** @throws Malformed where no reader would take it: more columns or values than any batch of records has */
export function writeColumns(message: unknown): Columns {
  const root = new Column();
  const part = partOf(root, message, false);
  const columns = columnsOf(root);
  if (!isReadable(columns) || countOf(part) > VALUES_MAX / 2) throw new Malformed('no batch of records');
  planColumns(columns, part);
  const writer = new PartWriter(root, columns);
  writer.part(part);
  return writer.done();
}

function countOf({ parts }: Part): number {
  let count = 1;
  for (const part of parts) count += countOf(part);
  return count;
}

class PartWriter {
  readonly #root: Column;
  readonly #columns: readonly Column[];
  readonly #bits = new RangeWriter();
  readonly #pools: string[][];
  readonly #tracks: Tracks;

  constructor(root: Column, columns: readonly Column[]) {
    this.#root = root;
    this.#columns = columns;
    this.#pools = columns.map(() => []);
    const lengths: number[] = [];
    const texts = {
      text: (column: number, text = '') => {
        lengths[column] ??= this.#bits.contexts(UNSIGNED);
        codeUnsigned(this.#bits, lengths[column], text.length);
        this.#pools[column]?.push(text);
        return text;
      },
      spend: () => undefined,
    };
    this.#tracks = new Tracks(this.#bits, texts, columns);
  }

  part(part: Part): void {
    const track = this.#tracks.track(part.column.id);
    if (!track.plan.isWhole) {
      this.#fresh(part);
      return;
    }
    const mark = part.mark ?? 'null';
    const place = track.places.get(mark);
    if (this.#tracks.place(track, place) !== null) {
      track.lastIndex = place ?? -1;
      return;
    }
    this.#fresh(part);
    track.lastIndex = track.places.size;
    track.places.set(mark, track.places.size);
  }

  #fresh({ column, tag, scalar, keySet, parts }: Part): void {
    const track = this.#tracks.track(column.id);
    this.#tracks.tag(track, tag);
    if (tag === NUMBER || tag === TEXT) this.#tracks.scalar(track, tag === TEXT, scalar);
    else if (tag === LIST && column.element !== null) codeUnsigned(this.#bits, track.lengthContexts, parts.length);
    else if (tag === OBJECT) this.#tracks.keySet(track, keySet);
    if (tag === LIST || tag === OBJECT || tag === CONTENT) for (const inner of parts) this.part(inner);
  }

  done(): Columns {
    const writer = new ByteWriter();
    writeShape(writer, this.#root);
    for (const column of this.#columns) writePlan(writer, column);
    const pools = this.#pools.map((pool) => pool.join(''));
    for (const { length } of pools) writer.varint(length);
    for (const pool of pools) writeUnits(writer, pool);
    return { texts: writer.done(), bits: this.#bits.done() };
  }
}
