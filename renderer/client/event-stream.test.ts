import { expect, it } from 'vitest';
import { createEventReader } from './event-stream.ts';

it('reads events across chunks, skips comments and joins lines', () => {
  const seen: string[] = [];
  const read = createEventReader((data) => seen.push(data));
  for (const chunk of [': hello\n\nda', 'ta: {"a":1}\n', '\ndata: one\r\ndata: two\r\n\r\n', 'event: x\n\ndata: rest'])
    read(chunk);
  expect(seen).toEqual(['{"a":1}', 'one\ntwo']);
});
