import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_BYTES_MAX } from '../../electron/node/http-port.ts';
import type { Clerk } from '../support/asks.ts';
import { openTestDesk, PORTS, rowCounts, type TestDesk } from '../support/desk.ts';

const NOT_REQUESTS: readonly unknown[] = [
  null,
  [],
  'patients.search',
  7,
  true,
  {},
  { id: 'x' },
  { name: 'system.about' },
  { id: '', name: 'system.about' },
  { id: 'x'.repeat(65), name: 'system.about' },
  { id: 7, name: 'system.about' },
  { id: 'x', name: ['system.about'] },
  { id: 'x', name: 'n'.repeat(81) },
  { id: 'x', name: 'system.about', extra: 1 },
  { id: 'x', name: 'system.about', session: 7 },
  { id: 'x', name: 'system.about', session: 's'.repeat(201) },
];

const NO_ASKS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'patients',
  'patients.',
  'patients.search ',
  'PATIENTS.SEARCH',
  '',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  'សុខ',
  '\u0000',
  '\ud800',
];

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = { input: value };
  return value;
}

const REGISTER = { nameKm: null, nameLatin: 'Somebody', sex: 'male', birthDate: '1985', birthDatePrecision: 'year' };

const NOT_INPUTS: readonly [string, unknown][] = [
  ['patients.search', { text: 7 }],
  ['patients.search', { text: 'x'.repeat(201) }],
  ['patients.search', { text: 'x', limit: 51 }],
  ['patients.search', { text: 'x', limit: -1 }],
  ['patients.search', { text: 'x', limit: 1.5 }],
  ['patients.search', { text: 'x', limit: '5' }],
  ['patients.search', { text: 'x', other: 1 }],
  ['patients.search', null],
  ['patients.search', []],
  ['patients.search', 'sok'],
  ['patients.search', nested(2_000)],
  ['patients.get', { patientId: { toString: 'x' } }],
  ['patients.register', { ...REGISTER, sex: 'other' }],
  ['patients.register', { ...REGISTER, nameLatin: 'x'.repeat(121) }],
  ['patients.register', { ...REGISTER, birthDate: '85' }],
  ['patients.register', { ...REGISTER, villageCode: '1' }],
  ['patients.register', { ...REGISTER, identifiers: [{ kind: 'driver', raw: '1' }] }],
  ['patients.register', { ...REGISTER, identifiers: Array(6).fill({ kind: 'hef', raw: '1' }) }],
  ['patients.register', { ...REGISTER, identifiers: [{ kind: 'hef', raw: '1'.repeat(101) }] }],
  ['patients.register', { ...REGISTER, ageYears: 131 }],
  ['patients.register', { ...REGISTER, nameLatin: 'Sok\u0000Dara' }],
  ['patients.register', { ...REGISTER, nameLatin: 'Sok \ud800 Dara' }],
  ['patients.register', { ...REGISTER, nameKm: 'សុខ\u0007' }],
  ['patients.register', { ...REGISTER, phone: '012\u0000345' }],
  ['patients.register', { ...REGISTER, identifiers: [{ kind: 'hef', raw: 'HEF\ud8001' }] }],
  ['eligibility.check', { patientId: 'x', isIdentityShown: true, serviceDate: '2026-02-30' }],
  ['visits.list', { limit: 501 }],
  ['visits.list', { offset: 1e9 }],
  ['visits.cancel', { visitId: 'x', reason: 'no' }],
  ['visits.cancel', { visitId: 'x', reason: 'none\u0000here' }],
];

describe.each(PORTS)('what no screen would send, over %s', (port) => {
  let desk: TestDesk;
  let clerk: Clerk;
  let before: Record<string, number>;
  beforeAll(async () => {
    desk = await openTestDesk(port);
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    before = rowCounts(desk.db);
  });
  afterAll(async () => {
    expect(rowCounts(desk.db)).toEqual(before);
    expect(desk.logged.filter(({ event }) => event === 'bug' || event === 'http-error')).toEqual([]);
    await desk.close();
  });

  it.each(NOT_REQUESTS.map((request) => [request]))('is told what a request is: %j', async (request) => {
    const reply = await desk.send(request, clerk.session);
    expect(reply).toMatchObject({ id: null, ok: false, fault: { code: 'invalid' } });
    expect('fault' in reply && reply.fault.sentence).toMatch(/\.$/);
  });

  it.each(NO_ASKS)('is told that there is no ask named %j', async (name) => {
    expect(await clerk.reply(name, {}, { id: 'mine' })).toMatchObject({
      id: 'mine',
      ok: false,
      fault: { code: 'unknown-ask' },
    });
  });

  it.each(NOT_INPUTS)('is told which part of the input of %s is not right', async (name, input) => {
    const reply = await clerk.reply(name, input, { id: 'mine' });
    expect(reply).toMatchObject({ id: 'mine', ok: false, fault: { code: 'invalid' } });
    const sentence = 'fault' in reply ? reply.fault.sentence : '';
    expect(sentence).toMatch(/Nothing was written\.$/);
    expect(sentence).not.toMatch(/Somebody|Dara/);
  });
});

describe('what no browser of this PC would send to the port', () => {
  let desk: TestDesk;
  let url: string;
  beforeAll(async () => {
    desk = await openTestDesk('http');
    url = desk.url ?? '';
  });
  afterAll(() => desk.close());

  const about = JSON.stringify({ id: 'a', name: 'system.about', input: {} });
  const json = { 'content-type': 'application/json' };
  const post = async (body: string, headers: Record<string, string> = json) => {
    const response = await fetch(`${url}/ask`, { method: 'POST', headers, body });
    const reply = (await response.json()) as { ok: boolean; fault?: { code: string; sentence: string } };
    return [response.status, reply.ok ? 'ok' : reply.fault?.code];
  };
  /** `fetch` writes these headers itself. */
  const asHost = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const sent = httpRequest(`${url}/ask`, { method: 'POST', headers: { ...json, ...headers } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end(about);
    });

  it('answers a well-formed one', async () => {
    expect(await post(about)).toEqual([200, 'ok']);
    expect(await post(about, { 'content-type': 'application/json; charset=utf-8' })).toEqual([200, 'ok']);
  });

  it.each(['', '{', '{"id":"a"', 'nonsense', '\u0000', '[1,', `{"id":"a","name":"system.about","input":{}}}`])(
    'refuses a body that is no JSON: %j',
    async (body) => {
      expect(await post(body)).toEqual([400, 'invalid']);
    },
  );

  it('refuses JSON that would change the prototype of an object', async () => {
    expect(await post('{"id":"a","name":"system.about","__proto__":{"x":1}}')).toEqual([400, 'invalid']);
    expect(await post('{"id":"a","name":"system.about","input":{"constructor":{"prototype":{"x":1}}}}')).toEqual([
      400,
      'invalid',
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('lives through a hundred thousand nested brackets', async () => {
    const [status] = await post(`{"id":"a","name":"system.about","input":${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
    expect(status).toBe(400);
    expect(await post(about)).toEqual([200, 'ok']);
  });

  it('refuses a body that is too large, whether or not it says so beforehand', async () => {
    const large = JSON.stringify({ id: 'a', name: 'patients.search', input: { text: 'x'.repeat(REQUEST_BYTES_MAX) } });
    expect(await post(large)).toEqual([413, 'too-large']);
    const response = await fetch(`${url}/ask`, {
      method: 'POST',
      headers: json,
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await post(about)).toEqual([200, 'ok']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html'])(
    'refuses %s, which a form of another page can send',
    async (type) => {
      expect(await post(about, { 'content-type': type })).toEqual([400, 'invalid']);
    },
  );

  it('answers only under a name of this PC', async () => {
    const { port } = new URL(url);
    expect(await asHost({ host: `localhost:${port}` })).toBe(200);
    for (const host of ['desk.example', `desk.example:${port}`, '10.0.0.5', `127.0.0.1.example:${port}`])
      expect(await asHost({ host }), host).not.toBe(200);
  });

  it('answers no page of another origin', async () => {
    const { port } = new URL(url);
    expect(await asHost({ origin: `http://127.0.0.1:${port}` })).toBe(200);
    for (const origin of ['http://desk.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:1'])
      expect(await asHost({ origin }), origin).toBe(403);
  });

  it('has /health for everybody and nothing at any other address', async () => {
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toEqual({ tonle: 'desk', ok: true, version: '0.0.0', mode: 'real' });
    for (const path of ['/', '/../package.json', '/%2e%2e/desk.key', '/ask', '/desk.db']) {
      const response = await fetch(`${url}${path}`);
      expect([path, response.status]).toEqual([path, 404]);
    }
    expect((await fetch(`${url}/health`, { method: 'DELETE' })).status).toBe(404);
  });

  it('says in every answer that nothing may be loaded from elsewhere', async () => {
    for (const path of ['/health', '/nothing']) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
