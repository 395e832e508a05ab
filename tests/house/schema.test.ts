import { expect, it } from 'vitest';
import { schemaText, writtenSchema } from '../../build/schema.ts';
import { MIGRATIONS } from '../../shared/migrations/index.ts';

it('shows the schema that the migrations make ("npm run schema" writes it)', () => {
  expect(writtenSchema()).toBe(schemaText());
});

it('numbers its migrations by tens, upwards', () => {
  const numbers = MIGRATIONS.map(({ number }) => number);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.filter((number) => number % 10 !== 0 || number <= 0)).toEqual([]);
});

it('has strict tables only', () => {
  const tables = schemaText().match(/^CREATE TABLE[^;]*?;$/gms) ?? [];
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.filter((sql) => !/\) STRICT(, WITHOUT ROWID)?;$/.test(sql))).toEqual([]);
});
