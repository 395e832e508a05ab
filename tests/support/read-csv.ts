/** RFC 4180, read letter by letter; a line end that is not CRLF is a letter like any other. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isQuoted && letter === '"' && text[at + 1] === '"') at += 1;
    else if (letter === '"') {
      isQuoted = !isQuoted;
      continue;
    } else if (!isQuoted && (letter === ',' || text.startsWith('\r\n', at))) {
      rows.at(-1)?.push(field);
      field = '';
      if (letter === '\r') {
        rows.push([]);
        at += 1;
      }
      continue;
    }
    field += text[at];
  }
  return rows.slice(0, -1);
}
