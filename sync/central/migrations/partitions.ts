/**
 * How many parts each table that grows with the facilities has, by hash of the facility. Fixed when a store is made: on a
 * distributed PostgreSQL the same column spreads the rows over machines.
 */
export const PARTS = 8;

/** The parts of a table that was made with `PARTITION BY HASH (facility)`. */
export function partsOf(table: string, storage = ''): string {
  return Array.from({ length: PARTS }, (_, part) => {
    const name = `"${table}_${part}"`;
    return `CREATE TABLE ${name} PARTITION OF "${table}" FOR VALUES WITH (MODULUS ${PARTS}, REMAINDER ${part})${storage};`;
  }).join('\n');
}

/** Moves a plain table into parts. `columns` and `key` are those that it has; `indexes` are made anew, `$table` is its name. */
export function intoParts(
  table: string,
  { columns, key, indexes }: { columns: string; key: string; indexes: readonly string[] },
): string {
  return `
ALTER TABLE "${table}" RENAME TO "${table}_plain";
CREATE TABLE "${table}" (${columns}, PRIMARY KEY (${key})) PARTITION BY HASH (facility);
${partsOf(table)}
INSERT INTO "${table}" SELECT * FROM "${table}_plain";
DROP TABLE "${table}_plain";
${indexes.map((index) => `${index};`).join('\n')}`;
}
