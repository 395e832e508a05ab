/**
 * Server-Sent Events framing (WHATWG HTML, section 9.2), as far as the desk uses it: `data:` lines, closed by an empty
 * line. `EventSource` cannot carry an Authorization header, so the stream is read from a fetch.
 */
export function createEventReader(onData: (data: string) => void): (chunk: string) => void {
  let rest = '';
  let data: string[] = [];
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\r|\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      else if (line === '' && data.length > 0) {
        onData(data.join('\n'));
        data = [];
      }
    }
  };
}
