const PIECE_CHARACTERS = 64 * 1024;

/** Joins small texts into pieces of some 64 thousand characters and gives them as UTF-8. */
export function* utf8Pieces(texts: Iterable<string>): Generator<Uint8Array> {
  let parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length < PIECE_CHARACTERS) continue;
    yield Buffer.from(parts.join(''), 'utf8');
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.from(parts.join(''), 'utf8');
}
