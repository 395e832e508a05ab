import type { Log } from '../../shared/wire/act.ts';

/** One JSON line an event to stderr: codes, ids and counts, never a patient's data. */
export function createLog(part: string, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return (event, details = {}) => {
    write(`${JSON.stringify({ at: new Date().toISOString(), part, event, ...details })}\n`);
  };
}
