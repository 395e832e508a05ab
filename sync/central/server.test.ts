import { createHash, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BATCH_CHANGES_MAX, SYNC_BODY_BYTES_MAX } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { TestCentre } from './tests/centre.ts';
import { type Answer, aPatient, aRound, enrolBody, post, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

describe.each(engines)('the door of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'answers whatever comes', () => {
    let centre: TestCentre;
    let desk: TestDesk;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
      desk = await TestDesk.enrol(centre.url);
    });
    afterAll(async () => centre.stop());

    const problem = ({ status, body }: Answer): string => {
      const { code, sentence, ...more } = body as { code: string; sentence: string };
      expect(sentence).toMatch(/^[A-Z].*\.$/s);
      expect(more).toEqual({});
      return `${status} ${code}`;
    };

    const raw = async (text: string): Promise<string> => {
      const { hostname, port } = new URL(centre.url);
      const socket = connect(Number(port), hostname);
      socket.write(text);
      const head = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
      socket.destroy();
      return head;
    };

    test('says what it is', async () => {
      const health = await (await fetch(`${centre.url}/health`)).json();
      expect(health).toEqual({ tonle: 'centre', ok: true, protocol: PROTOCOL_VERSION, mode: 'practice' });
    });

    test.each([
      ['no JSON', '{"protocol":1', '400 invalid'],
      ['no object', '[]', '400 invalid'],
      ['nothing', '', '400 invalid'],
      ['another protocol', JSON.stringify({ protocol: 9, anything: true }), '400 protocol-unknown'],
      ['a field too many', JSON.stringify({ ...enrolBody(), surplus: 1 }), '400 invalid'],
      ['too much', JSON.stringify({ program: 'x'.repeat(20_000) }), '413 too-large'],
    ])('answers an enrolment with %s', async (_what, body, expected) => {
      expect(problem(await post(`${centre.url}/v1/enrol`, body))).toBe(expected);
    });

    test('answers a batch that is misshapen, too long or too large, and goes on', async () => {
      const changes = Array.from({ length: BATCH_CHANGES_MAX + 1 }, () => desk.change('patient', aPatient()));
      expect(problem(await desk.send(changes))).toBe('413 too-large');
      expect(problem(await desk.send([], { program: 'x'.repeat(SYNC_BODY_BYTES_MAX) }))).toBe('413 too-large');
      expect(problem(await desk.send([], { deviceId: 'nobody' }))).toBe('400 invalid');
      expect(problem(await desk.send([], { protocol: 9 }))).toBe('400 protocol-unknown');
      expect(await desk.verdicts(aRound(desk))).toEqual(['accepted', 'accepted', 'accepted']);
    });

    test('judges the token before it reads a body', async () => {
      const url = `${centre.url}/v1/sync`;
      expect(problem(await post(url, 'no json'))).toBe('401 device-unknown');
      expect(problem(await post(url, desk.body([]), 'f'.repeat(64)))).toBe('401 device-unknown');
      const other = desk.body([], { deviceId: randomUUID() });
      expect(problem(await post(url, other, desk.token))).toBe('401 device-unknown');
      expect(await (await fetch(`${centre.url}/v1/files/x`)).json()).toMatchObject({ code: 'device-unknown' });
    });

    test('answers unknown addresses, methods and kinds of body', async () => {
      for (const [path, init, expected] of [
        ['/', {}, '404 not-found'],
        ['/v2/sync', { method: 'POST' }, '404 not-found'],
        ['/v1/sync', { method: 'GET' }, '404 not-found'],
        ['/control', { method: 'POST' }, '404 not-found'],
        [`/v1/files/${'x'.repeat(300)}`, {}, '404 not-found'],
        ['/v1/files/%zz', {}, '404 not-found'],
        ['/v1/files/..%2f..%2fetc%2fpasswd', { headers: { authorization: `Bearer ${desk.token}` } }, '404 not-found'],
        ['/v1/enrol', { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' }, '415 invalid'],
      ] as const) {
        const response = await fetch(`${centre.url}${path}`, init);
        expect(problem({ status: response.status, body: await response.json() })).toBe(expected);
      }
    });

    test('gives a file whole, and the rest of it where a line broke', async () => {
      const { roster } = await desk.sync([]);
      const get = async (headers: Record<string, string>): Promise<Response> =>
        fetch(`${centre.url}/v1/files/${roster?.id}`, {
          headers: { authorization: `Bearer ${desk.token}`, ...headers },
        });
      const whole = Buffer.from(await (await get({})).arrayBuffer());
      expect(createHash('sha256').update(whole).digest('hex')).toBe(roster?.sha256);
      expect(whole).toHaveLength(roster?.bytes ?? 0);
      const rest = await get({ range: 'bytes=1000-' });
      expect(rest.status).toBe(206);
      expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(1000))).toBe(true);
      const old = await fetch(`${centre.url}/v1/files/roster-all-v0-0`, {
        headers: { authorization: `Bearer ${desk.token}` },
      });
      expect(problem({ status: old.status, body: await old.json() })).toBe('404 not-found');
    });

    test('keeps a connection through a pause of a bad line', async () => {
      expect(await raw('GET /health HTTP/1.1\r\nHost: centre\r\n\r\n')).toMatch(/keep-alive: timeout=120/i);
    });

    test('answers what is no HTTP at all', async () => {
      const answer = await raw('good morning\r\n\r\n');
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).toContain('"code":"invalid"');
    });
  });
});
