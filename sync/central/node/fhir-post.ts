import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { CentreFault } from '../faults.ts';

/** A server may take its time over a transaction; one that says nothing for so long is given up. */
const ANSWER_WITHIN_MS = 120_000;

export interface FhirServer {
  /** Its base, such as `https://server/fhir`. */
  url: string;
  token: string | null;
}

/**
 * Posts one transaction Bundle. Returns how many entries the server stored, which are all of them. Every resource is put
 * under its own id, so that a bundle of which no answer came may be posted again.
 * @throws CentreFault with what the server said, where it did not take the bundle whole
 */
export async function postBundle({ url, token }: FhirServer, bundle: string): Promise<number> {
  const { status, isTaken, text } = await answered(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: bundle,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!isTaken) {
    throw new CentreFault(
      `The FHIR server did not take the bundle (status ${status}): ${said(text)} Nothing of this bundle was stored there; those before it were.`,
    );
  }
  return storedEntries(text, bundle);
}

/** The whole answer: a line may also break in the middle of it. */
async function answered(url: string, init: RequestInit): Promise<{ status: number; isTaken: boolean; text: string }> {
  try {
    const response = await fetch(url, init);
    return { status: response.status, isTaken: response.ok, text: await response.text() };
  } catch {
    throw new CentreFault(
      `No answer came from the FHIR server at ${new URL(url).host}. Look whether it runs, then export again: what it has already is stored once.`,
    );
  }
}

const transactionResponse = z.object({
  resourceType: z.literal('Bundle'),
  type: z.literal('transaction-response'),
  entry: z.array(z.object({ response: z.object({ status: z.string() }).nullish() })),
});

function storedEntries(text: string, bundle: string): number {
  const reply = transactionResponse.safeParse(parsed(text));
  if (!reply.success) {
    throw new CentreFault('What answered is no FHIR server: it gave no transaction-response. Look at the address.');
  }
  const { entry } = reply.data;
  // Of a status only its number: what follows may quote a record.
  const numbers = entry.map(({ response }) => /^\d{3}/.exec(response?.status ?? '')?.[0] ?? 'nothing');
  const refused = numbers.find((number) => !number.startsWith('2'));
  if (refused !== undefined) {
    throw new CentreFault(`The FHIR server did not store everything: it answered ${refused} for one resource.`);
  }
  const sent = (JSON.parse(bundle) as { entry: unknown[] }).entry.length;
  if (entry.length !== sent) {
    throw new CentreFault(
      `The FHIR server did not store everything: it answered for ${entry.length} of ${sent} resources.`,
    );
  }
  return entry.length;
}

const operationOutcome = z.object({ issue: z.array(z.object({ code: z.string().regex(/^[a-z-]{1,40}$/) })).min(1) });

/** The code of an OperationOutcome alone: its diagnostics may quote a record. */
function said(text: string): string {
  const outcome = operationOutcome.safeParse(parsed(text));
  return outcome.success ? `${outcome.data.issue[0]?.code}.` : 'it gave no reason.';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
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
