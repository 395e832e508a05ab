import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { CommandName, CommandOutput } from '../commands.ts';
import { CentreFault } from '../faults.ts';
import { RUNNING_FILE } from './open.ts';

const runningFile = z.object({ url: z.url(), token: z.string(), pid: z.int() });

/** Asks the process that runs on this data folder. Throws `CentreFault` where it does not answer or says no. */
export async function askRunning(
  data: string,
  name: CommandName,
  given: unknown,
  input: AsyncIterable<Uint8Array>,
  output: CommandOutput,
): Promise<unknown> {
  const response = await post(await readRunning(data), name, given, input);
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
      const text = line.slice(1);
      if (line.startsWith('=')) await output.line(text);
      else if (line.startsWith('!')) await output.refused(JSON.parse(text));
      else if (line.startsWith('?')) throw new CentreFault(text);
      else if (line.startsWith('.')) return JSON.parse(text);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
  throw new CentreFault('The running centre stopped in the middle; look at its log, then try again.');
}

async function readRunning(data: string): Promise<z.infer<typeof runningFile>> {
  try {
    return runningFile.parse(JSON.parse(await readFile(join(data, RUNNING_FILE), 'utf8')));
  } catch {
    throw new CentreFault(
      `Another process works on ${data} and cannot be asked: it is just starting, or belongs to another user. Try again in a moment.`,
    );
  }
}

/** Without any time limit: an import takes as long as its file is. */
async function post(
  { url, token }: z.infer<typeof runningFile>,
  name: CommandName,
  given: unknown,
  input: AsyncIterable<Uint8Array>,
): Promise<IncomingMessage> {
  const address = `${url}?${new URLSearchParams({ command: name, given: JSON.stringify(given) })}`;
  const asking = request(address, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.on('response', resolve);
    asking.on('error', reject);
  });
  // A centre that says no in the middle closes the connection; what it said is in the answer.
  pipeline(Readable.from(input), asking).catch(() => {});
  const response = await answered.catch(() => null);
  if (response?.statusCode === 200) return response;
  throw new CentreFault('The running centre does not answer the command line; try again, or stop it first.');
}
