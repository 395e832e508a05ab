import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a program did to its folder, one act after the other; see `trace.c` for the letters. */
export interface Act {
  op: 'C' | 'D' | 'W' | 'T' | 'S' | 'U' | 'R' | 'A' | 'X';
  /** Below the folder that was followed; '' is the folder itself. */
  path: string;
  offset: number;
  data: Buffer;
}

const HEAD_BYTES = 15;

/**
 * Compiles the tracer into a folder.
 * @returns its path, or a sentence that says why there is none on this machine
 */
export function makeTracer(folder: string): { library: string } | { missing: string } {
  if (process.platform !== 'linux')
    return { missing: `A power cut is traced on Linux only; this machine runs ${process.platform}.` };
  const library = join(folder, 'trace.so');
  const source = fileURLToPath(new URL('trace.c', import.meta.url));
  const made = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  });
  if (made.error !== undefined)
    return { missing: 'There is no C compiler (cc) on this machine, so no power cut can be traced.' };
  if (made.status !== 0) return { missing: `The tracer does not compile on this machine: ${made.stderr.trim()}` };
  return { library };
}

/** Reads a log of the tracer; an act that was being written down when the program was killed is left out. */
export function readActs(file: string): Act[] {
  const bytes = readFileSync(file);
  const acts: Act[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const op = String.fromCharCode(bytes[at] ?? 0) as Act['op'];
    const pathEnd = at + HEAD_BYTES + bytes.readUInt16LE(at + 1);
    const end = pathEnd + bytes.readUInt32LE(at + 11);
    if (end > bytes.length) break;
    const path = bytes.toString('utf8', at + HEAD_BYTES, pathEnd);
    acts.push({ op, path, offset: Number(bytes.readBigUInt64LE(at + 3)), data: bytes.subarray(pathEnd, end) });
    at = end;
  }
  return acts;
}

/** A record that the desk said is saved. */
export interface Saved {
  kind: string;
  id: string;
  version: number;
}

const MEMBERS = [
  ['patient', 'patient'],
  ['check', 'eligibility-check'],
  ['visit', 'visit'],
] as const;

/** The records that an answer of the desk's port calls saved: those that a command's value holds. */
export function savedIn(answer: Buffer, commands: ReadonlySet<string>): Saved[] {
  const text = answer.toString('utf8');
  const start = text.indexOf('\r\n\r\n');
  const body: unknown = start < 0 || text.length <= start + 4 ? null : JSON.parse(text.slice(start + 4));
  if (typeof body !== 'object' || body === null || !('id' in body) || !('ok' in body) || !('value' in body)) return [];
  if (body.ok !== true || !commands.has(String(body.id))) return [];
  const value = body.value as Record<string, { id?: unknown; version?: unknown } | undefined>;
  return MEMBERS.flatMap(([member, kind]) => {
    const record = value[member];
    return record === undefined ? [] : [{ kind, id: String(record.id), version: Number(record.version) }];
  });
}
