import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatedRuleset } from '../../shared/eligibility/record.ts';
import { BUILT_IN_RULESETS } from '../../shared/eligibility/rulesets.ts';
import { centreKeys } from '../../shared/facility/record.ts';
import { checkReply } from '../protocol/check.ts';
import { enrolReply } from '../protocol/enrol.ts';
import { rulesetsBody } from '../protocol/rulesets.ts';
import type { FileNews } from '../protocol/sync.ts';
import { MEMBER_COLUMNS } from './members.ts';
import { PRACTICE_MEMBERS } from './practice-members.ts';
import { TestCentre } from './tests/centre.ts';
import { type Answer, enrolBody, nth, post, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { aSigningKey, isSignedBy, packed, rulesetsGz, tamperedRulesets, unpacked } from './tests/signed.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const { ruleset: builtIn } = nth(BUILT_IN_RULESETS, 0);
const dated = (
  id: string,
  validFrom: string,
  over: Partial<DatedRuleset['ruleset']> = {},
  validTo: string | null = null,
) => ({
  ...{ id, validFrom, validTo },
  ruleset: { ...builtIn, id, ...over },
});
const V2 = { protocol: 2, rulesetsId: null, national: null, rechecksAfter: 0 };

describe.each(engines)('cover at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'is answered', () => {
    let centre: TestCentre;
    let desk: TestDesk;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
      desk = await TestDesk.enrol(centre.url);
    });
    afterAll(async () => centre.stop());

    const fetched = async (news: FileNews | null): Promise<Buffer> => {
      const headers = { authorization: `Bearer ${desk.token}` };
      return Buffer.from(await (await fetch(`${centre.url}/v1/files/${news?.id}`, { headers })).arrayBuffer());
    };
    const publish = async (one: unknown, correctsWhy: string | null = null): Promise<unknown> =>
      (await centre.command('publish-ruleset', { correctsWhy }, JSON.stringify(one))).result;
    const rulesets = async (): Promise<string[]> => {
      const { lines } = await centre.command('rulesets');
      return lines.map((line) => {
        const { id, validFrom, validTo } = JSON.parse(line) as DatedRuleset;
        return `${id} ${validFrom} ${validTo}`;
      });
    };
    const ask = (nssfKey: string, over: Record<string, unknown> = {}, token = desk.token): Promise<Answer> =>
      post(`${centre.url}/v1/check`, { protocol: 2, deviceId: desk.deviceId, nssfKey, ...over }, token);

    test('keys are made once, given at enrolment and to a desk that has none, and are nowhere else', async () => {
      const { body } = await post(`${centre.url}/v1/enrol`, enrolBody({ protocol: 2 }));
      const { keys } = enrolReply.parse(body);
      expect(keys.national?.keyVersion).toBe(1);
      expect((await desk.sync([])).keys).toBeNull();
      expect((await desk.sync([], V2)).keys).toEqual(keys);
      const { rulesets: news } = await desk.sync([], V2);
      expect(
        (await desk.sync([], { ...V2, rulesetsId: news?.id, national: { rosterId: 'x', seq: 1 } })).rulesets,
      ).toBeNull();
      await centre.stop();
      await centre.start();
      desk = new TestDesk(centre.url, desk.deviceId, desk);
      expect((await desk.sync([], V2)).keys).toEqual(keys);
      const { signing, national } = centreKeys.parse(keys);
      const said = JSON.stringify([centre.logged, await centre.dump(true)]);
      for (const secret of [signing, national?.pepper ?? '']) expect(said).not.toContain(secret);
    });

    test('rulesets travel signed, and a changed one or another centre’s does not verify', async () => {
      const { rulesets: news, keys } = await desk.sync([], V2);
      const gz = await fetched(news);
      expect(gz).toHaveLength(news?.bytes ?? 0);
      const file = unpacked(gz);
      const body = rulesetsBody.parse(JSON.parse(file.body));
      expect(body).toMatchObject({ id: news?.id, seq: 1, rulesets: BUILT_IN_RULESETS });
      const publicKey = keys?.signing ?? '';
      expect(isSignedBy(file, publicKey)).toBe(true);
      expect(isSignedBy(unpacked(tamperedRulesets(gz, '"staleStopDays":35', '"staleStopDays":99')), publicKey)).toBe(
        false,
      );
      const other = aSigningKey();
      expect(isSignedBy(unpacked(rulesetsGz(body, other.privateKey)), publicKey)).toBe(false);
      expect(isSignedBy(unpacked(rulesetsGz(body, other.privateKey)), other.publicKey)).toBe(true);
      expect(packed(file)).toEqual(gz);
      expect((await desk.sync([], { protocol: 1 })).rulesets).toBeNull();
    });

    test('a ruleset ends those before it, is announced once, and never changes days that are past', async () => {
      const { rulesets: before } = await desk.sync([], V2);
      const may = dated('kh-2026-05', '2026-05-15', { consecutiveMonths: 3 });
      expect(await publish(may)).toEqual({
        ...{ id: 'kh-2026-05', validFrom: '2026-05-15', validTo: null, isNew: true },
        ended: [{ id: 'kh-2026-01', validTo: '2026-05-14' }],
      });
      expect(await publish(may)).toMatchObject({ isNew: false, ended: [] });
      const june = dated('kh-2026-06-only', '2026-06-01', { dueDay: 20 }, '2026-06-30');
      expect(await publish(june)).toMatchObject({ isNew: true, ended: [] });
      expect(await rulesets()).toEqual([
        'kh-2026-01 2026-01-01 2026-05-14',
        'kh-2026-05 2026-05-15 null',
        'kh-2026-06-only 2026-06-01 2026-06-30',
      ]);
      const { rulesets: after } = await desk.sync([], { ...V2, rulesetsId: before?.id });
      expect(after?.id).not.toBe(before?.id);
      expect(rulesetsBody.parse(JSON.parse(unpacked(await fetched(after)).body))).toMatchObject({ seq: 3 });
      expect((await desk.sync([], { ...V2, rulesetsId: after?.id })).rulesets).toBeNull();
      const past = dated('kh-2026-03', '2026-03-10');
      await expect(publish(past)).rejects.toThrow(/starts on 2026-03-10/);
      await expect(publish(past, 'because')).rejects.toThrow(/at least 10 characters/);
      await expect(publish(dated('kh-2026-05', '2026-05-15'))).rejects.toThrow(/another content/);
      await expect(publish({ ...may, id: 'other' })).rejects.toThrow(/one name/);
      await expect(publish(dated('kh-x', '2026-08-02', {}, '2026-08-01'))).rejects.toThrow(/in that order/);
      await expect(publish(dated('kh-x', '2026-08-02', { dueDay: 40 }))).rejects.toThrow(/ruleset.dueDay/);
      await expect(centre.command('publish-ruleset', { correctsWhy: null }, 'no')).rejects.toThrow(/not JSON/);
      expect(await rulesets()).toHaveLength(3);
      expect(await publish(past, 'the due day was misprinted in the first one')).toMatchObject({
        ended: [{ id: 'kh-2026-01', validTo: '2026-03-09' }],
      });
      const { lines } = await centre.command('rulesets');
      expect(JSON.parse(nth(lines, 3))).toMatchObject({
        isInForceToday: true,
        correctsWhy: expect.stringMatching(/misprinted/),
      });
    });

    test('the register answers about one number at once', async () => {
      const { nssfNumber } = nth(PRACTICE_MEMBERS, 0);
      const { status, body } = await ask('10000000000001');
      const reply = checkReply.parse(body);
      expect([status, reply.asOf, reply.member?.nssfNumber]).toEqual([200, '2026-03-10', nssfNumber]);
      expect(checkReply.parse((await ask('99999999999999')).body).member).toBeNull();
      expect(await ask('999')).toMatchObject({ status: 400, body: { code: 'invalid' } });
      expect(await ask('99999999999999', { protocol: 9 })).toMatchObject({ body: { code: 'protocol-unknown' } });
      expect(await ask('99999999999999', { deviceId: randomUUID() })).toMatchObject({ status: 401 });
      expect(await ask('99999999999999', {}, 'f'.repeat(64))).toMatchObject({ status: 401 });
      const said = JSON.stringify([centre.logged, await centre.dump(true)]);
      expect(said).not.toContain('99999999999999');
    });

    test('a desk that was shut out is answered no more', async () => {
      const other = await TestDesk.enrol(centre.url);
      const asked = () => ask('10000000000001', { deviceId: other.deviceId }, other.token);
      expect((await asked()).status).toBe(200);
      await centre.command('revoke', { device: other.deviceId });
      expect(await asked()).toMatchObject({ status: 403, body: { code: 'device-revoked' } });
    });

    test('many ask at once, and each is answered or told to go by what it has', async () => {
      const answers = await Promise.all(Array.from({ length: 200 }, () => ask('10000000000001')));
      const statuses = new Set(answers.map(({ status }) => status));
      expect(statuses).toContain(200);
      for (const { status, body } of answers)
        if (status !== 200) expect([status, body]).toMatchObject([503, { code: 'busy' }]);
      expect((await ask('10000000000001')).status).toBe(200);
    });

    test('a register that is not complete says of nobody that he is not in it', async () => {
      const real = await TestCentre.start(engine);
      await real.addFacility('KSN01');
      const { deviceId, token } = await TestDesk.enrol(real.url, { mode: 'real', code: await real.enrolCode('KSN01') });
      const asked = () => post(`${real.url}/v1/check`, { protocol: 2, deviceId, nssfKey: '12345677654321' }, token);
      expect(await asked()).toMatchObject({ status: 503, body: { code: 'busy' } });
      const row = '1234567-7654321-ឈ,សុខ សុភា,,female,1990-05-20,day,,employee,,,false,false,true,,,2026-01';
      await real.command('import-members', {}, `${MEMBER_COLUMNS.join(',')}\n${row}\n`);
      expect(await asked()).toMatchObject({ status: 200, body: { member: { sex: 'female' } } });
      await real.stop();
    });
  });
});
