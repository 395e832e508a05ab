import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { centreProblem } from '../../protocol/enrol.ts';
import { ANSWER_TYPE, SEALED_TYPE } from '../../protocol/stick.ts';
import { CentreFault } from '../faults.ts';

/**
 * Carries a sealed file on to a centre from a PC that has a line, such as one in a district office, and keeps the answer for
 * the way back. This PC has no key for either. Throws `CentreFault` with a sentence.
 */
export async function forwardStick(file: string, to: string, answer: string): Promise<{ bytes: number; path: string }> {
  const { size } = await stat(file).catch(() => {
    throw new CentreFault(`The file ${file} cannot be read; check its name and rights.`);
  });
  const response = await send(file, size, new URL(`${to.replace(/\/+$/, '')}/v1/sealed`)).catch(() => {
    throw new CentreFault(`No centre answers at ${to}. Nothing is lost: try again when there is a line.`);
  });
  if (response.statusCode !== 200 || response.headers['content-type'] !== ANSWER_TYPE) {
    throw new CentreFault(await sentenceOf(response, to));
  }
  const part = `${answer}.part`;
  try {
    await pipeline(response, createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, answer);
  } catch {
    await rm(part, { force: true });
    throw new CentreFault(`The answer did not arrive whole, or ${answer} cannot be written. Bring the file once more.`);
  }
  return { bytes: (await stat(answer)).size, path: answer };
}

/** Without a limit of time: a large file takes minutes on a slow line, and again at a busy centre. */
function send(file: string, size: number, address: URL): Promise<IncomingMessage> {
  const request = address.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { 'content-type': SEALED_TYPE, 'content-length': size };
  const asking = request(address, { method: 'POST', headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.on('response', resolve);
    asking.on('error', reject);
  });
  // A centre that says no in the middle closes the connection; what it said is in the answer.
  pipeline(createReadStream(file), asking).catch(() => undefined);
  return answered;
}

async function sentenceOf(response: IncomingMessage, to: string): Promise<string> {
  const strange = `What answers at ${to} is not a Tonle centre.`;
  try {
    const problem = centreProblem.safeParse(JSON.parse(await text(response)));
    return problem.success ? problem.data.sentence : strange;
  } catch {
    return strange;
  }
}
