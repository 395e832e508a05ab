import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { type CommandName, type CommandOutput, runCommand } from '../commands.ts';
import { CentreFault } from '../faults.ts';
import { askRunning } from './ask-running.ts';
import { logTroubleToStderr } from './log.ts';
import { DataInUse, openCentre } from './open.ts';

export interface CommandCall {
  name: CommandName;
  given: unknown;
  /** The file of an import, `-` for standard input. */
  inputPath: string | null;
  /** Where refused rows are written instead of standard error. */
  refusedPath: string | null;
  /** Where the file of `roster`, or the answer of `import-stick`, is written. */
  outPath: string | null;
  /** Takes the lines of the result instead of standard output. */
  lines: ((text: string) => Promise<void>) | null;
  data: string | null;
  databaseUrl: string | null;
  nationalJob: URL;
}

/**
 * Runs a command on the store, or asks the process that has it open. What the command answers is printed as one JSON
 * line. Throws `CentreFault` with a sentence.
 */
export async function runFromCommandLine(call: CommandCall): Promise<void> {
  const input = call.inputPath === null ? nothing() : await openInput(call.inputPath);
  const refusedFile = call.refusedPath === null ? null : await openOutput(call.refusedPath);
  const output: CommandOutput = {
    line: call.lines ?? ((text) => writeLine(process.stdout, text)),
    refused: (row) => writeLine(refusedFile ?? process.stderr, JSON.stringify(row)),
  };
  const result = await runHereOrThere(call, input, output);
  if (refusedFile !== null) {
    refusedFile.end();
    await finished(refusedFile);
  }
  if (result !== null) await writeLine(process.stdout, JSON.stringify(result));
}

async function runHereOrThere(
  { name, given, data, databaseUrl, outPath, nationalJob }: CommandCall,
  input: AsyncIterable<Uint8Array>,
  output: CommandOutput,
): Promise<unknown> {
  try {
    const centre = await openCentre({ data, databaseUrl, log: logTroubleToStderr, nationalJob });
    try {
      return await withCopy(await runCommand(centre.world, name, given, input, output), outPath);
    } finally {
      await centre.close();
    }
  } catch (error) {
    if (!(error instanceof DataInUse) || data === null) throw error;
    return withCopy(await askRunning(data, name, given, input, output), outPath);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function openInput(path: string): Promise<AsyncIterable<Uint8Array>> {
  if (path === '-') return process.stdin;
  const stream = createReadStream(path);
  try {
    await once(stream, 'open');
    return stream;
  } catch {
    throw new CentreFault(`The file ${path} cannot be read; check its name and rights.`);
  }
}

async function openOutput(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { mode: 0o600 });
  try {
    await once(stream, 'open');
    return stream;
  } catch {
    throw new CentreFault(`The file ${path} cannot be written; check its folder and rights.`);
  }
}

/** Copies the file that a result names, while the centre that made it still keeps it. */
async function withCopy(result: unknown, outPath: string | null): Promise<unknown> {
  if (outPath === null) return result;
  const { path, ...news } = z.looseObject({ path: z.string() }).parse(result);
  try {
    await copyFile(path, outPath);
    return { ...news, path: outPath };
  } catch {
    throw new CentreFault(`The file cannot be written to ${outPath}; check its folder and rights.`);
  }
}

async function writeLine(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (!stream.write(`${text}\n`)) await once(stream, 'drain');
}
