import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import type { TransactionBundle } from '../../sync/central/adapters/fhir/bundle.ts';
import { CentreFault } from '../../sync/central/faults.ts';
import { postBundle } from '../../sync/central/node/fhir-post.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { type Engine, startEngines } from '../../sync/central/tests/engines.ts';
import { MORNING_MS } from '../support/clock.ts';
import { type DeskAtCentre, enrolDesk } from '../support/desk-at-centre.ts';
import { FACILITY } from '../support/facility.ts';
import type { Registration } from '../support/people.ts';
import { faultsOfResource } from './schema.ts';

const SOPHEAP: Registration = {
  ...{ nameKm: 'ស៊ិន សុភាព', nameLatin: 'SIN SOPHEAP', sex: 'female', birthDate: '1991-04-02', birthDatePrecision: 'day' },
  ...{ identifiers: [{ kind: 'nssf', raw: '2000000-0000001-ក' }], isSomebodyElse: true },
};
const NOBODY: Registration = {
  ...{ nameLatin: 'Keo Strange', sex: 'male', birthDate: '1990-01-01', birthDatePrecision: 'year' },
  isSomebodyElse: true,
};

/** Stores what it is put, as a FHIR server does with a transaction; what it answers otherwise is set by a test. */
class FhirStore {
  readonly resources = new Map<string, unknown>();
  tokens: (string | undefined)[] = [];
  answer: { status: number; body: string } | null = null;
  #server: Server | null = null;
  url = '';

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.tokens.push(request.headers.authorization);
        const { status, body } = this.answer ?? this.#store(JSON.parse(Buffer.concat(parts).toString()));
        response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(body);
      });
    });
    this.#server = server;
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  }

  #store({ entry }: TransactionBundle): { status: number; body: string } {
    for (const { request, resource } of entry) this.resources.set(request.url, resource);
    const told = entry.map(() => ({ response: { status: '201 Created' } }));
    return { status: 200, body: JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry: told }) };
  }

  async stop(): Promise<void> {
    await new Promise((closed) => this.#server?.close(closed));
  }
}

describe('a month as FHIR', () => {
  let engines: Engine[];
  let centre: TestCentre;
  let desk: DeskAtCentre;
  const store = new FhirStore();
  beforeAll(async () => {
    engines = await startEngines();
    const [pglite] = engines;
    if (pglite === undefined) throw new Error('PGlite is always there');
    centre = await TestCentre.start(pglite);
    centre.clock.ms = MORNING_MS;
    await centre.addFacility('KT01', { level: FACILITY.level });
    desk = await enrolDesk(centre.url, await centre.enrolCode('KT01'));
    await store.start();
  });
  afterAll(async () => {
    await store.stop();
    await desk?.close();
    await centre?.stop();
    for (const engine of [...engines].reverse()) await engine.stop();
  });
  beforeEach(() => {
    store.answer = null;
    store.tokens = [];
  });

  async function visitOf(who: Registration): Promise<string> {
    const { clerk } = desk;
    const { patient } = await clerk.ask('patients.register', who);
    const { check } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    return visit.id;
  }
  async function exported(month = '2026-03'): Promise<{ bundles: TransactionBundle[]; result: unknown }> {
    const { lines, result } = await centre.command('export-fhir', { facility: 'KT01', month });
    return { bundles: lines.map((line) => JSON.parse(line) as TransactionBundle), result };
  }

  async function toStore(month: string): Promise<TransactionBundle> {
    const [bundle] = (await exported(month)).bundles;
    const whole = must(bundle, 'there is something to tell');
    await postBundle({ url: store.url, token: null }, JSON.stringify(whole));
    return whole;
  }
  const leftOutOf = (result: unknown) => (result as { leftOut?: number }).leftOut;
  /** Of a visit and its claim, as the server has them. */
  function statuses(visitId: string): unknown[] {
    const told = [`Encounter/${visitId}`, `Claim/${visitId}`].map((url) => store.resources.get(url));
    return told.map((resource) => (resource as { status?: unknown } | undefined)?.status);
  }

  it('holds every visit with its cover, claim and answer, is valid, and goes to a server once however often it is sent', async () => {
    const [paid, held, mistaken] = [await visitOf(SOPHEAP), await visitOf(NOBODY), await visitOf(NOBODY)];
    await desk.clerk.ask('changes.withdraw', { kind: 'visit', recordId: mistaken, reason: 'entered twice' });
    await desk.meet();
    const { bundles, result } = await exported();
    expect(result).toEqual({ bundles: 1, visits: 2, withdrawn: 1, leftOut: 0 });
    const [bundle] = bundles;
    if (bundle === undefined) throw new Error('there is one bundle');
    expect(faultsOfResource(bundle)).toEqual([]);
    const token = 'secret';
    for (const time of [1, 2]) {
      expect(await postBundle({ url: store.url, token }, JSON.stringify(bundle)), `time ${time}`).toBe(
        bundle.entry.length,
      );
    }
    expect(store.tokens).toEqual(['Bearer secret', 'Bearer secret']);
    expect(store.resources.size).toBe(bundle.entry.length);
    const told = (url: string) => store.resources.get(url) as Record<string, unknown> | undefined;
    expect(told(`Encounter/${paid}`)?.status).toBe('finished');
    expect(told(`Encounter/${mistaken}`)?.status).toBe('entered-in-error');
    expect(told(`Claim/${paid}`)?.total).toEqual({ value: 6000, currency: 'KHR' });
    // Held, because the cover is provisional: the claim is told, and no answer to it.
    expect(told(`Claim/${held}`)?.status).toBe('active');
    const answers = [...store.resources.keys()].filter((url) => url.startsWith('ClaimResponse/'));
    expect(answers.map((url) => told(url)?.disposition)).toEqual(['accepted']);
  });

  it('cancels at a server what it was told of a visit that was withdrawn afterwards', async () => {
    const id = await visitOf(NOBODY);
    await desk.meet();
    await toStore('2026-03');
    expect(statuses(id)).toEqual(['finished', 'active']);
    await desk.clerk.ask('changes.withdraw', { kind: 'visit', recordId: id, reason: 'entered twice' });
    await desk.meet();
    await toStore('2026-03');
    expect(statuses(id)).toEqual(['entered-in-error', 'cancelled']);
  });

  it('tells a claim that stands on a later check than its visit, with both checks', async () => {
    const { clerk } = desk;
    const { patient } = await clerk.ask('patients.register', NOBODY);
    const asked = { patientId: patient.id, isIdentityShown: true, serviceDate: '2026-02-20' };
    const { check } = await clerk.ask('eligibility.check', asked);
    const { visit } = await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await clerk.ask('visits.close', { visitId: visit.id, outcome: 'improved' });
    const over = { checkId: check.id, payer: 'hef', reason: 'equity card shown later' } as const;
    const later = (await clerk.ask('eligibility.override', over)).check;
    const { listed } = await clerk.ask('claims.get', { claimId: visit.id });
    const correction = { claimId: visit.id, version: listed.claim.version, details: { diagnosis: 'J00' } };
    const { claim } = (await clerk.ask('claims.correct', correction)).listed;
    expect(claim.checkId).toBe(later.id);
    await desk.meet();
    const bundle = await toStore('2026-02');
    expect(faultsOfResource(bundle)).toEqual([]);
    expect(statuses(visit.id)).toEqual(['finished', 'active']);
    expect(store.resources.get(`Claim/${visit.id}`)).toMatchObject({
      ...{ total: { value: claim.totalRiel, currency: 'KHR' }, insurer: { reference: 'Organization/payer-hef' } },
      insurance: [{ coverage: { reference: `Coverage/cov-${later.id}` } }],
    });
    for (const { id } of [check, later])
      expect([...store.resources.keys()]).toContain(`CoverageEligibilityResponse/${id}`);
  });

  it('counts a visit that it leaves out, because its check has not come', async () => {
    await desk.meet();
    const before = must(leftOutOf((await exported()).result), 'it says how many');
    const id = await visitOf(NOBODY);
    const without = waitingChanges(desk.db, 10).filter(({ kind }) => kind === 'patient' || kind === 'visit');
    await desk.ask(desk.request(without));
    const half = await exported();
    expect(leftOutOf(half.result)).toBe(before + 1);
    expect(JSON.stringify(half.bundles)).not.toContain(id);
    await desk.meet();
    const whole = await exported();
    expect(leftOutOf(whole.result)).toBe(before);
    expect(JSON.stringify(whole.bundles)).toContain(id);
  });

  it('is empty for a month without visits, and says so of an unknown facility', async () => {
    const { bundles, result } = await exported('2026-01');
    expect({ bundles, result }).toEqual({ bundles: [], result: { bundles: 0, visits: 0, withdrawn: 0, leftOut: 0 } });
    await expect(centre.command('export-fhir', { facility: 'NONE', month: '2026-03' })).rejects.toThrow(
      /no facility NONE/,
    );
  });

  it.each([
    [
      'a refusal',
      422,
      '{"resourceType":"OperationOutcome","issue":[{"code":"invalid","diagnostics":"SIN SOPHEAP"}]}',
      /422.*invalid/,
    ],
    ['a page', 200, '<html>sign in</html>', /no FHIR server/],
    [
      'an entry that was not stored',
      200,
      '{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"409 Conflict"}}]}',
      /409/,
    ],
    [
      'a status that quotes a patient',
      200,
      '{"resourceType":"Bundle","type":"transaction-response","entry":[{"response":{"status":"400 SIN SOPHEAP"}}]}',
      /answered 400 for/,
    ],
    ['a code that is none', 422, '{"issue":[{"code":"SIN SOPHEAP"}]}', /it gave no reason/],
    ['an entry that is none', 200, '{"resourceType":"Bundle","type":"transaction-response","entry":[null]}', /no FHIR/],
    ['a list that is none', 200, '{"resourceType":"Bundle","type":"transaction-response","entry":"all"}', /no FHIR/],
  ])('says plainly that %s came, and tells nothing of a patient', async (_what, status, body, sentence) => {
    store.answer = { status, body };
    const failed = postBundle({ url: store.url, token: null }, '{}');
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.toThrow(CentreFault);
    await expect(failed).rejects.not.toThrow(/SOPHEAP/);
  });

  it('says that nobody answers, or not to the end', async () => {
    await expect(postBundle({ url: 'http://127.0.0.1:1/fhir', token: null }, '{}')).rejects.toThrow(/No answer came/);
    const cut = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"resourceType"', () => response.destroy());
    });
    await new Promise<void>((listening) => cut.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(cut.address() as AddressInfo).port}/fhir`;
    await expect(postBundle({ url, token: null }, '{}')).rejects.toThrow(/No answer came/);
    await new Promise((closed) => cut.close(closed));
  });

  it('takes a shorter answer for no success', async () => {
    store.answer = { status: 200, body: '{"resourceType":"Bundle","type":"transaction-response","entry":[]}' };
    const posted = postBundle({ url: store.url, token: null }, '{"entry":[{},{}]}');
    await expect(posted).rejects.toThrow(/answered for 0 of 2 resources/);
  });
});
