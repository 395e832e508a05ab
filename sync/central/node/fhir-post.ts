import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { CentreFault } from '../faults.ts';

/** A server may take its time over a transaction; one that says nothing for so long is given up. */
const ANSWER_WITHIN_MS = 120_000;
/** What a server says of a refusal is told as far as this. */
const SAID_CHARS_MAX = 60;

export interface FhirServer {
  /** Its base, such as `https://server/fhir`. */
  url: string;
  token: string | null;
}

/**
 * Posts one transaction Bundle. Returns how many entries the server stored. Every resource is put under its own id, so
 * that a bundle of which no answer came may be posted again.
 * @throws CentreFault with what the server said, where it did not take the bundle whole
 */
export async function postBundle({ url, token }: FhirServer, bundle: string): Promise<number> {
  const response = await answered(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: bundle,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new CentreFault(
      `The FHIR server did not take the bundle (status ${response.status}): ${said(text)} Nothing of this bundle was stored there; those before it were.`,
    );
  }
  return storedEntries(text);
}

async function answered(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch {
    throw new CentreFault(
      `No answer came from the FHIR server at ${new URL(url).host}. Look whether it runs, then export again: what it has already is stored once.`,
    );
  }
}

function storedEntries(text: string): number {
  const reply = parsed(text) as {
    resourceType?: unknown;
    type?: unknown;
    entry?: { response?: { status?: string } }[];
  };
  if (reply.resourceType !== 'Bundle' || reply.type !== 'transaction-response' || reply.entry === undefined) {
    throw new CentreFault('What answered is no FHIR server: it gave no transaction-response. Look at the address.');
  }
  const refused = reply.entry.find(({ response }) => !/^2\d\d/.test(response?.status ?? ''));
  if (refused !== undefined) {
    throw new CentreFault(
      `The FHIR server did not store everything: it answered ${refused.response?.status ?? 'nothing'} for one resource.`,
    );
  }
  return reply.entry.length;
}

/** The code of an OperationOutcome alone: its diagnostics may quote a record. */
function said(text: string): string {
  const outcome = parsed(text) as { issue?: { code?: unknown }[] };
  const code = outcome.issue?.[0]?.code;
  return typeof code === 'string' ? `${code.slice(0, SAID_CHARS_MAX)}.` : 'it gave no reason.';
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** A file of lines, begun anew; only this user may read it. @throws CentreFault */
export function linesInto(path: string): (text: string) => Promise<void> {
  const tried = (work: () => void) => {
    try {
      work();
    } catch {
      throw new CentreFault(
        `The file ${path} cannot be written; check its folder, its rights and the room on the disk.`,
      );
    }
  };
  tried(() => writeFileSync(path, '', { mode: 0o600 }));
  return async (text) => tried(() => appendFileSync(path, `${text}\n`));
}

/** @throws CentreFault */
export function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new CentreFault(`The file ${path} with the token cannot be read; check its name and rights.`);
  }
}
