import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYNC_BODY_BYTES_MAX } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aPatient, aRound, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const FEW = { placesMin: 2, placesMax: 2, workersMax: 1, bodyPatienceMs: 1_500, bodyBytesPerMs: 1_000 };

describe.each(engines)('the gate of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'judges by the headers', () => {
    let centre: TestCentre;
    let desk: TestDesk;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true, limits: FEW });
      desk = await TestDesk.enrol(centre.url);
    });
    afterAll(async () => centre.stop());

    /** Headers of a batch, and nothing of its body. */
    const beginning = async (bytes: number): Promise<Socket> => {
      const { hostname, port } = new URL(centre.url);
      const socket = connect(Number(port), hostname);
      const head = ['POST /v1/sync HTTP/1.1', 'Host: centre', 'Content-Type: application/json'];
      head.push(`Content-Length: ${bytes}`, `Authorization: Bearer ${desk.token}`);
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      return socket;
    };
    const answerOn = (socket: Socket): Promise<string> =>
      new Promise((resolve) => {
        socket.once('data', (data) => resolve(data.toString()));
        socket.once('close', () => resolve('closed'));
        socket.once('error', () => resolve('closed'));
      });
    const metric = async (name: string): Promise<number> => {
      const text = await (await fetch(`${centre.url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    };
    const until = async (name: string, value: number): Promise<void> => {
      while ((await metric(name)) !== value) await new Promise((resolve) => setTimeout(resolve, 10));
    };

    test('a place is taken before a body is read, and given back with the line', async () => {
      await until('tonle_places', 0);
      const open = [await beginning(100), await beginning(100)];
      await until('tonle_places', 2);
      const third = await beginning(100);
      const answer = await answerOn(third);
      expect(answer).toMatch(/^HTTP\/1.1 503 /);
      expect(answer).toMatch(/retry-after: \d+\r\n/i);
      expect(answer).toContain('"code":"busy"');
      for (const socket of [...open, third]) socket.destroy();
      await until('tonle_places', 0);
      expect(await desk.verdicts(aRound(desk))).toEqual(['accepted', 'accepted', 'accepted']);
    });

    test('a body that is too large is refused before it is sent', async () => {
      const socket = await beginning(SYNC_BODY_BYTES_MAX + 1);
      expect(await answerOn(socket)).toMatch(/^HTTP\/1.1 413 /);
      socket.destroy();
    });

    test('a body that does not come is given up', async () => {
      await until('tonle_places', 0);
      const socket = await beginning(5_000);
      await until('tonle_places', 1);
      socket.write('{"protocol"');
      expect(await answerOn(socket)).toBe('closed');
      await until('tonle_places', 0);
    });

    test('what is counted names nobody', async () => {
      const patient = aPatient({ nameKm: null });
      expect(await desk.verdicts([desk.change('patient', patient)])).toEqual(['needs-fixing name-missing']);
      const text = await (await fetch(`${centre.url}/metrics`)).text();
      for (const line of text.trimEnd().split('\n')) {
        expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?[\d.]+(e[+-]?\d+)?)$/);
      }
      expect(text).toContain('tonle_changes_to_fix_total{code="name-missing"} 1');
      expect(text).toMatch(/^tonle_requests_total\{route="\/v1\/sync",status="200"\} \d+$/m);
      expect(text).toMatch(/^tonle_batch_seconds_count \d+$/m);
      for (const secret of [patient.id, desk.deviceId, desk.token, desk.facility]) expect(text).not.toContain(secret);
    });

    test('it says whether it is ready', async () => {
      const response = await fetch(`${centre.url}/ready`);
      expect([response.status, await response.json()]).toEqual([200, { ready: true, missing: null }]);
    });
  });
});
