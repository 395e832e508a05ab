import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSigningKeys } from '../node/signatures.ts';
import { ingestFrame } from './ingest-frame.ts';
import { openCentre } from './node/open.ts';
import { NATIONAL_JOB, TestCentre } from './tests/centre.ts';
import { type Answer, aPatient, aRound, nth, said } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk, tools } from './tests/packed-desk.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const problem = ({ status, body }: Answer): string => {
  const { code, sentence } = body as { code: string; sentence: string };
  expect(sentence).toMatch(/^[A-Z].*\.$/s);
  return `${status} ${code}`;
};

describe.each(engines)('packed batches at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are held to their signature', () => {
    let centre: TestCentre;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
    });
    afterAll(async () => centre.stop());

    const contents = async (device: string) =>
      (await centre.dump(true))
        .filter((line) => line.kind === 'change' && line.device === device)
        .map(({ content }) => (content as { content: unknown }).content);

    test('are stored and answered as those in JSON are, and kept as they came', async () => {
      const packed = await PackedDesk.enrol(centre.url);
      const round = aRound(packed.desk);
      expect(await packed.verdicts(round)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(await packed.verdicts(round)).toEqual(['already-had', 'already-had', 'already-had']);
      expect(await packed.desk.verdicts(round)).toEqual(['already-had', 'already-had', 'already-had']);
      const later = packed.desk.change('patient', aPatient());
      expect(await packed.desk.verdicts([later])).toEqual(['accepted']);
      expect(await packed.verdicts([later, ...round])).toEqual(Array(4).fill('already-had'));
      expect(await contents(packed.desk.deviceId)).toEqual([...round, later].map(({ content }) => JSON.parse(content)));
    });

    test('get verdicts of their own where something in them is wrong', async () => {
      const packed = await PackedDesk.enrol(centre.url);
      const good = packed.desk.change('patient', aPatient());
      const broken = { ...packed.desk.change('patient', aPatient()), hash: '0'.repeat(64) };
      const poison = { ...packed.desk.change('patient', aPatient()), recordId: 'a\0b' };
      const text = { ...packed.desk.change('visit', aPatient()), content: 'no json', hash: tools.sha256Hex('no json') };
      expect(await packed.verdicts([broken, poison, good, text])).toEqual([
        'needs-fixing hash-wrong',
        'needs-fixing not-storable',
        'accepted',
        'needs-fixing schema-unknown',
      ]);
    });

    test('fix the key of a desk with the first of them', async () => {
      const packed = await PackedDesk.enrol(centre.url);
      const forged = packed.copy();
      forged.keys = newSigningKeys();
      const first = packed.packed([]);
      expect((await packed.send(first, packed.desk.token.replace(/^./, 'x'))).status).toBe(401);
      expect((await packed.send(first)).status).toBe(200);
      expect(problem(await forged.send(forged.packed([])))).toBe('403 key-changed');
      expect(problem(await forged.send(forged.packed([], { deviceKey: null })))).toBe('403 signature-wrong');
      expect((await packed.sync([], { deviceKey: null })).verdicts).toEqual([]);
      const again = await PackedDesk.enrol(centre.url, { deviceId: packed.desk.deviceId });
      expect(await again.verdicts(aRound(again.desk))).toEqual(['accepted', 'accepted', 'accepted']);
    });

    test('are held to the key that was told at enrolment', async () => {
      const keys = newSigningKeys();
      const packed = await PackedDesk.enrol(centre.url, { deviceKey: keys.publicKey });
      expect(problem(await packed.send(packed.packed([])))).toBe('403 key-changed');
      packed.keys = keys;
      expect((await packed.send(packed.packed([]))).status).toBe(200);
    });

    test('are refused with a sentence and nothing is stored where a bit of them is wrong', async () => {
      const packed = await PackedDesk.enrol(centre.url);
      await packed.sync([]);
      const frame = packed.packed(aRound(packed.desk));
      for (const at of [0, 3, 4, 8, 20, frame.length >> 1, frame.length - 1]) {
        const bent = frame.slice();
        bent[at] = (bent[at] ?? 0) ^ 0x10;
        expect(problem(await packed.send(bent))).toMatch(
          /^40[03] (invalid|protocol-unknown|signature-wrong|key-changed)$/,
        );
      }
      expect(problem(await packed.send(frame.subarray(0, -20)))).toMatch(/^40[03] (invalid|signature-wrong)$/);
      expect(problem(await packed.send(new Uint8Array(0)))).toMatch(/^400 invalid$/);
      expect(await contents(packed.desk.deviceId)).toEqual([]);
    });

    test('refuse the token of another desk', async () => {
      const [one, other] = [await PackedDesk.enrol(centre.url), await PackedDesk.enrol(centre.url)];
      expect(problem(await one.send(one.packed([]), other.desk.token))).toBe('401 device-unknown');
    });
  });

  test.skipIf(engine.missing !== null)(
    'come without a line too, from a revoked desk where that is wished',
    async () => {
      const centre = await TestCentre.start(engine, { isPractice: true });
      const packed = await PackedDesk.enrol(centre.url);
      const unknown = await PackedDesk.enrol(centre.url);
      const [byLine, byStick] = [aRound(packed.desk), aRound(packed.desk)];
      await packed.verdicts(byLine);
      await centre.command('revoke', { device: packed.desk.deviceId });
      expect(problem(await packed.send(packed.packed(byStick)))).toBe('403 device-revoked');
      await centre.stop();
      const where = { data: centre.data, databaseUrl: centre.databaseUrl, log: () => {}, nationalJob: NATIONAL_JOB };
      const { world, close } = await openCentre(where);
      const frame = packed.packed([...byLine, ...byStick]);
      await expect(ingestFrame(world, frame, { isRevokedTaken: false })).rejects.toMatchObject({
        code: 'device-revoked',
      });
      const { device, reply } = await ingestFrame(world, frame, { isRevokedTaken: true });
      expect(device).toBe(packed.desk.deviceId);
      const expected = [...Array(3).fill('already-had'), ...Array(3).fill('accepted')];
      expect(packed.opened(frame, reply).verdicts.map(said)).toEqual(expected);
      const keyless = unknown.packed([nth(aRound(unknown.desk), 0)]);
      await expect(ingestFrame(world, keyless, { isRevokedTaken: true })).rejects.toMatchObject({
        code: 'signature-wrong',
      });
      await close();
    },
  );
});
