import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { PRACTICE_CODE } from '../protocol/enrol.ts';
import { PRACTICE_MEMBERS } from './practice-members.ts';
import { TestCentre } from './tests/centre.ts';
import { type Answer, enrolBody, post, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const refusal = ({ status, body }: Answer): string => {
  const { code, sentence } = body as { code: string; sentence: string };
  expect(sentence).toMatch(/^[A-Z].*\.$/s);
  return `${status} ${code}`;
};

describe.each(engines)('a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'enrols desks', () => {
    const withCentre = async (
      work: (centre: TestCentre, enrol: (over?: Record<string, unknown>) => Promise<Answer>) => Promise<void>,
      over: { isPractice?: boolean; host?: string } = {},
    ): Promise<void> => {
      const centre = await TestCentre.start(engine, over);
      try {
        await work(centre, (asked) => post(`${centre.url}/v1/enrol`, enrolBody(asked)));
      } finally {
        await centre.stop();
      }
    };
    const modeOf = async ({ url }: TestCentre): Promise<unknown> => (await (await fetch(`${url}/health`)).json()).mode;

    test('becomes a practice centre with the first practice desk, for ever', () =>
      withCentre(async (centre, enrol) => {
        expect(await modeOf(centre)).toBe('undecided');
        const deviceId = randomUUID();
        const first = await enrol({ deviceId });
        expect(first).toMatchObject({ status: 200, body: { deskNumber: 1, facility: { code: 'PRAC1' } } });
        expect(await enrol()).toMatchObject({ status: 200, body: { deskNumber: 2 } });
        expect(await modeOf(centre)).toBe('practice');
        expect(refusal(await enrol({ mode: 'real' }))).toBe('403 mode-refused');
        await expect(centre.addFacility('REAL1')).resolves.toBeDefined();
        await centre.stop();
        await centre.start();
        expect(await modeOf(centre)).toBe('practice');
        const again = await post(`${centre.url}/v1/enrol`, enrolBody({ deviceId }));
        expect(again).toMatchObject({ status: 200, body: { deskNumber: 1 } });
      }));

    test('gives the same desk its number again, a new token, and stops the old one', () =>
      withCentre(async (centre) => {
        const desk = await TestDesk.enrol(centre.url);
        const again = await TestDesk.enrol(centre.url, { deviceId: desk.deviceId });
        expect(again.deskNumber).toBe(desk.deskNumber);
        expect(again.token).not.toBe(desk.token);
        expect(refusal(await desk.send([]))).toBe('401 device-unknown');
        expect((await again.sync([])).facility.code).toBe('PRAC1');
      }));

    test('makes a practice register whose people a desk can try, and makes it anew on another day', () =>
      withCentre(async (centre) => {
        const desk = await TestDesk.enrol(centre.url);
        const { roster, places } = await desk.sync([]);
        expect([roster?.asOf, places?.asOf]).toEqual(['2026-03-10', '2026-03-10']);
        expect(roster?.rows).toBeGreaterThan(200);
        const { status, lines } = await fetchFile(desk, roster?.id ?? '');
        expect(status).toBe(200);
        expect(lines[0]).toEqual({ file: 'roster', format: 1, id: roster?.id, asOf: '2026-03-10' });
        expect(lines.at(-1)).toEqual({ end: true, rows: lines.length - 2 });
        const numbers = new Set(lines.map((line) => (line as { nssfNumber?: string }).nssfNumber));
        expect(PRACTICE_MEMBERS.filter(({ nssfNumber }) => !numbers.has(nssfNumber))).toEqual([]);
        const known = await desk.sync([], { rosterId: roster?.id, placesId: places?.id });
        expect([known.roster, known.places]).toEqual([null, null]);
        centre.clock.ms += 40 * 86_400_000;
        await centre.stop();
        await centre.start();
        const later = await TestDesk.enrol(centre.url, { deviceId: desk.deviceId });
        expect((await later.sync([], { rosterId: roster?.id })).roster?.asOf).toBe('2026-04-19');
      }));

    test('enrols a real desk once with a one-time code, and lets a lost answer be asked again', () =>
      withCentre(async (centre, enrol) => {
        expect(refusal(await enrol({ mode: 'real', code: 'ABCD-EFGH' }))).toBe('403 code-refused');
        await centre.addFacility('KSN01', { placeCode: '1710' });
        const code = await centre.enrolCode('KSN01');
        expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
        expect(await modeOf(centre)).toBe('real');
        expect(refusal(await enrol({ mode: 'practice', code: PRACTICE_CODE }))).toBe('403 mode-refused');
        expect(refusal(await enrol({ mode: 'real', code: PRACTICE_CODE }))).toBe('403 code-refused');
        const deviceId = randomUUID();
        const typed = code.toLowerCase().replace('-', ' ');
        const first = await enrol({ mode: 'real', code: typed, deviceId });
        expect(first).toMatchObject({ status: 200, body: { deskNumber: 1, facility: { code: 'KSN01' } } });
        expect(await enrol({ mode: 'real', code, deviceId })).toMatchObject({ status: 200, body: { deskNumber: 1 } });
        expect(refusal(await enrol({ mode: 'real', code }))).toBe('403 code-refused');
        const late = await centre.enrolCode('KSN01', 2);
        centre.clock.ms += 2 * 3_600_000;
        expect(refusal(await enrol({ mode: 'real', code: late }))).toBe('403 code-refused');
        await centre.addFacility('KSN02');
        const elsewhere = { mode: 'real', code: await centre.enrolCode('KSN02'), deviceId };
        expect(refusal(await enrol(elsewhere))).toBe('409 code-refused');
      }));

    test('does not become a practice centre where others can reach it, or where there is a facility', () =>
      withCentre(
        async (centre, enrol) => {
          expect(refusal(await enrol())).toBe('403 mode-refused');
          expect(await modeOf(centre)).toBe('undecided');
          await centre.addFacility('KSN01');
          expect(await modeOf(centre)).toBe('real');
        },
        { host: '0.0.0.0' },
      ));

    test('refuses to start for practice on a real store', () =>
      withCentre(async (centre) => {
        await centre.addFacility('KSN01');
        await centre.stop();
        await expect(centre.start({ isPractice: true })).rejects.toThrow(/real centre/);
        await centre.start();
      }));

    test('shuts a desk out and takes it in again with a new code', () =>
      withCentre(async (centre) => {
        await centre.addFacility('KSN01');
        const code = await centre.enrolCode('KSN01');
        const desk = await TestDesk.enrol(centre.url, { mode: 'real', code });
        await centre.command('revoke', { device: desk.deviceId });
        expect(refusal(await desk.send([]))).toBe('403 device-revoked');
        const body = { mode: 'real', deviceId: desk.deviceId };
        expect(refusal(await post(`${centre.url}/v1/enrol`, enrolBody({ ...body, code })))).toBe('403 device-revoked');
        const back = await TestDesk.enrol(centre.url, { ...body, code: await centre.enrolCode('KSN01') });
        expect(back.deskNumber).toBe(desk.deskNumber);
        await expect(centre.command('revoke', { device: randomUUID() })).rejects.toThrow(/no device/);
      }));

    test('numbers desks that enrol at once without a gap, and keeps no secret', () =>
      withCentre(async (centre) => {
        const desks = await Promise.all(Array.from({ length: 8 }, () => TestDesk.enrol(centre.url)));
        expect(desks.map(({ deskNumber }) => deskNumber).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        const dumped = JSON.stringify(await centre.dump());
        expect(dumped).toContain(desks[0]?.deviceId);
        expect(desks.filter(({ token }) => dumped.includes(token))).toEqual([]);
        expect(dumped).not.toContain('tokenHash');
      }));

    test('stops whoever tries codes', () =>
      withCentre(async (centre, enrol) => {
        await centre.addFacility('KSN01');
        const tries = { mode: 'real', code: 'AAAA-BBBB' };
        for (let count = 0; count < 10; count++) expect(refusal(await enrol(tries))).toBe('403 code-refused');
        expect(refusal(await enrol(tries))).toBe('429 busy');
        const code = await centre.enrolCode('KSN01');
        expect(refusal(await enrol({ mode: 'real', code }))).toBe('429 busy');
        centre.clock.ms += 61_000;
        expect((await enrol({ mode: 'real', code })).status).toBe(200);
      }));
  });
});

async function fetchFile(desk: TestDesk, id: string): Promise<{ status: number; lines: unknown[] }> {
  const response = await fetch(`${desk.url}/v1/files/${id}`, { headers: { authorization: `Bearer ${desk.token}` } });
  const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString('utf8');
  return {
    status: response.status,
    lines: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  };
}
