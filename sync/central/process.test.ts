import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { BUILT_IN_RULESETS } from '../../shared/eligibility/rulesets.ts';
import type { WireChange } from '../protocol/sync.ts';
import type { DumpLine } from './dump.ts';
import { openPglite } from './node/pglite.ts';
import { openPostgres } from './node/postgres.ts';
import { aRound, nth, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { CentreProcess, central, type Store } from './tests/process.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const MEMBERS = `nssf_number,name_km,name_latin,sex,birth_date,birth_date_precision,village_code,class,relation,principal_nssf_number,is_disabled_or_chronic,is_marriage_registered,is_active,valid_from,valid_to,paid_months
1234567-7654321-ឈ,សុខ សុភា,,female,1990-05-20,day,,employee,,,false,false,true,,,2026-01
12,សុខ សុភា,,female,1990-05-20,day,,employee,,,false,false,true,,,2026-01
`;

const pauseMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(engines)('the program of the centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'runs', () => {
    const command = ({ data, databaseUrl }: Store, args: readonly string[], input = '') =>
      central([...args, '--data', data], databaseUrl, input);
    const dump = async (store: Store, ...more: string[]): Promise<DumpLine[]> => {
      const { out } = await command(store, ['dump', ...more]);
      return out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as DumpLine);
    };

    test('every command works on a running centre and on a stopped one alike', async () => {
      const store = await engine.freshStore();
      const facility = ['--code', 'KSN01', '--name-km', 'មណ្ឌលសុខភាព', '--name-latin', 'Health centre', '--level', 'MPA'];
      const added = await command(store, ['add-facility', ...facility, '--contracted-from', '2020-01-01']);
      expect(added).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(added.out)).toMatchObject({ code: 'KSN01', isPublic: true, contractedTo: null });
      const centre = await CentreProcess.start(store);
      expect(Object.keys(centre.line)).toEqual(['ready', 'url', 'pid']);
      expect((await command(store, ['add-facility', ...facility])).err).toMatch(/already/);
      const { code } = JSON.parse((await command(store, ['enrol-code', '--facility', 'KSN01'])).out);
      const desk = await TestDesk.enrol(centre.url, { mode: 'real', code });
      expect(await desk.verdicts(aRound(desk))).toEqual(['accepted', 'accepted', 'accepted']);
      const loaded = await command(store, ['import-members', '-'], MEMBERS);
      expect(JSON.parse(loaded.out)).toEqual({ read: 2, stored: 1, changed: 0, unchanged: 0, refused: 1 });
      expect(JSON.parse(loaded.err)).toMatchObject({ line: 3, column: 'nssf_number' });
      const running = await dump(store);
      const out = join(store.data, 'roster.gz');
      expect((await command(store, ['roster', '--facility', 'KSN01', '--out', out])).code).toBe(0);
      expect(gunzipSync(readFileSync(out)).toString()).toContain('"end":true,"rows":1');
      if (engine.name === 'PGlite') expect(statSync(join(store.data, 'running.json')).mode & 0o777).toBe(0o600);
      const next = { ...nth(BUILT_IN_RULESETS, 0), id: 'next', validFrom: '2999-01-01' };
      const file = join(store.data, 'ruleset.json');
      writeFileSync(file, JSON.stringify({ ...next, ruleset: { ...next.ruleset, id: 'next' } }));
      expect(JSON.parse((await command(store, ['publish-ruleset', file])).out)).toMatchObject({ isNew: true });
      expect((await command(store, ['rulesets'])).out.trimEnd().split('\n')).toHaveLength(2);
      expect(JSON.parse((await command(store, ['publish-national'])).out)).toMatchObject({ seq: 1, members: 1 });
      const { code: exit, err } = await centre.end('SIGTERM');
      expect(exit).toBe(0);
      for (const line of err.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
      expect(await dump(store)).toEqual(running);
      // The check is of more than half a year ago, so that it gets its last word with the register.
      expect(running.map(({ kind }) => kind)).toEqual([
        ...['facility', 'device', 'eligibility-check', 'patient', 'visit', 'recheck', 'member'],
      ]);
      expect(JSON.parse((await command(store, ['publish-national', '--full'])).out)).toMatchObject({ seq: 2 });
      expect(JSON.parse((await command(store, ['publish-ruleset', file])).out)).toMatchObject({ isNew: false });
      expect((await command(store, ['revoke', '--device', desk.deviceId])).code).toBe(0);
    });

    test('SIGTERM lets the request finish that is under way', async () => {
      const store = await engine.freshStore();
      const centre = await CentreProcess.start(store, '--practice');
      const desk = await TestDesk.enrol(centre.url);
      const changes = Array.from({ length: 150 }, () => aRound(desk)).flat();
      const sent = desk.verdicts(changes);
      await pauseMs(20);
      const ended = centre.end('SIGTERM');
      expect(await sent).toEqual(Array(450).fill('accepted'));
      expect((await ended).code).toBe(0);
    });

    test('SIGKILL in the middle of syncs loses nothing acknowledged and doubles nothing', async () => {
      const store = await engine.freshStore();
      let centre = await CentreProcess.start(store, '--practice');
      const desks = [await TestDesk.enrol(centre.url), await TestDesk.enrol(centre.url)];
      const acknowledged = new Set<string>();
      const made = new Map<string, { desk: TestDesk; changes: WireChange[] }>();
      const keyOf = ({ incarnation, seq }: { incarnation: string; seq: number }) => `${incarnation}:${seq}`;
      for (const killAfterMs of [3, 40, 11, 25]) {
        const url = centre.url;
        const isOver = { now: false };
        const senders = desks.map(async ({ deviceId, token, deskNumber, facility, incarnation }, index) => {
          const before = nth(desks, index);
          const desk = new TestDesk(url, deviceId, { token, deskNumber, facility });
          desk.incarnation = incarnation.slice(0, 24) + desk.incarnation.slice(24);
          while (!isOver.now) {
            const changes = Array.from({ length: 4 }, () => aRound(desk)).flat();
            for (const change of changes) made.set(keyOf(change), { desk: before, changes: [change] });
            const reply = await desk.sync(changes).catch(() => null);
            for (const { outcome, ...key } of reply?.verdicts ?? [])
              if (outcome === 'accepted') acknowledged.add(keyOf(key));
          }
        });
        const enough = acknowledged.size + 30;
        while (acknowledged.size < enough) await pauseMs(5);
        await pauseMs(killAfterMs);
        await centre.end('SIGKILL');
        isOver.now = true;
        await Promise.all(senders);
        centre = await CentreProcess.start(store);
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(120);
      const lost: string[] = [];
      for (const [index, desk] of desks.entries()) {
        const own = [...made]
          .filter(([, entry]) => entry.desk === nth(desks, index))
          .flatMap(([, { changes }]) => changes);
        const back = new TestDesk(centre.url, desk.deviceId, desk);
        for (let from = 0; from < own.length; from += 300) {
          const { verdicts } = await back.sync(own.slice(from, from + 300));
          for (const { outcome, ...key } of verdicts) {
            if (outcome !== 'accepted' && outcome !== 'already-had') lost.push(`${outcome} ${keyOf(key)}`);
            if (outcome === 'accepted' && acknowledged.has(keyOf(key))) lost.push(`stored again ${keyOf(key)}`);
          }
        }
      }
      expect(lost).toEqual([]);
      await centre.end('SIGTERM');
      const changes = (await dump(store, '--history')).filter(({ kind }) => kind === 'change');
      expect(changes).toHaveLength(made.size);
      expect(new Set(changes.map(({ id }) => id)).size).toBe(made.size);
    });

    test('refuses a newer store with a sentence', async () => {
      const store = await engine.freshStore();
      await command(store, ['dump']);
      const db = await (store.databaseUrl === null
        ? openPglite(join(store.data, 'store'))
        : openPostgres(store.databaseUrl, () => {}));
      await db.write((tx) => tx.run('INSERT INTO migration (number, "doneAt") VALUES (9990, now())'));
      await db.close();
      const { code, err } = await command(store, ['--port', '0']);
      expect([code, err]).toEqual([1, expect.stringMatching(/^This store was written by a newer Tonle .*\.\n$/)]);
    });
  });
});

describe('the program of the centre', () => {
  const [pglite, postgres] = [nth(engines, 0), nth(engines, 1)];

  test('refuses a second process on the same data', async () => {
    const store = await pglite.freshStore();
    const centre = await CentreProcess.start(store);
    const second = await central(['--data', store.data, '--port', '0']);
    expect([second.code, second.out]).toEqual([1, '']);
    expect(second.err).toMatch(/^Another centre is running on .*\.\n$/);
    await centre.end('SIGKILL');
    const third = await CentreProcess.start(store);
    expect((await third.end('SIGINT')).code).toBe(0);
  });

  test.skipIf(postgres.missing !== null)('starts four times at once on one empty PostgreSQL', async () => {
    const { data, databaseUrl } = await postgres.freshStore();
    const starting = ['a', 'b', 'c', 'd'].map((name) =>
      CentreProcess.start({ data: `${data}${name}`, databaseUrl }, '--practice'),
    );
    const centres = await Promise.all(starting);
    const desks = await Promise.all(centres.map(({ url }) => TestDesk.enrol(url)));
    expect(desks.map(({ deskNumber }) => deskNumber).sort()).toEqual([1, 2, 3, 4]);
    const [one, other] = [nth(desks, 0), nth(centres, 1)];
    const round = aRound(one);
    expect(await one.verdicts(round)).toEqual(['accepted', 'accepted', 'accepted']);
    const { roster } = await one.sync([]);
    const elsewhere = new TestDesk(other.url, one.deviceId, one);
    expect(await elsewhere.verdicts(round)).toEqual(['already-had', 'already-had', 'already-had']);
    const file = await fetch(`${other.url}/v1/files/${roster?.id}`, {
      headers: { authorization: `Bearer ${one.token}` },
    });
    expect((await file.arrayBuffer()).byteLength).toBe(roster?.bytes);
    for (const centre of centres) expect((await centre.end('SIGTERM')).code).toBe(0);
  });

  test('says in one sentence what is wrong', async () => {
    const store = await pglite.freshStore();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const broken = await pglite.freshStore();
    writeFileSync(join(broken.data, 'store', 'global', 'pg_control'), 'nothing');
    const old = await pglite.freshStore();
    writeFileSync(join(old.data, 'store', 'PG_VERSION'), '12\n');
    const file = join(store.data, 'a-file');
    writeFileSync(file, '');
    const nowhere = 'postgres://nobody:secret@127.0.0.1:1/none';
    for (const [args, databaseUrl, said] of [
      [['--data', store.data, '--port', String(port)], null, /^Port \d+ is taken.*\.$/m],
      [['--data', file, '--port', '0'], null, /cannot be written to/],
      [['--data', broken.data, '--port', '0'], null, /damaged/],
      [['--data', old.data, '--port', '0'], null, /written by PostgreSQL 12/],
      [['--data', store.data], nowhere, /does not answer/],
      [['--data', store.data], 'mysql://x', /DATABASE_URL is not an address/],
      [['--port', '0'], null, /--data DIR is missing/],
      [['--data', store.data, '--prot', '0'], null, /Unknown option '--prot'/],
      [['--data', store.data, '--port', 'x'], null, /--port has to be/],
      [['improt', '--data', store.data], null, /no command "improt"/],
      [['import-members', '/none.csv', '--data', store.data], null, /cannot be read/],
      [['import-members', '--data', store.data], null, /needs one file/],
      [['publish-ruleset', '--data', store.data], null, /needs one file/],
      [['publish-national', '--data', store.data], null, /no members yet/],
      [['--data', store.data, '--publish-at', '25:00'], null, /--publish-at has to be/],
      [['enrol-code', '--data', store.data], null, /--facility is missing/],
      [['enrol-code', '--facility', 'NONE', '--data', store.data], null, /no facility with the code NONE/],
      [
        ['add-facility', '--code', 'x', '--name-km', 'x', '--name-latin', 'x', '--level', 'MPA', '--data', store.data],
        null,
        /code cannot be used/,
      ],
    ] as const) {
      const { code, out, err } = await central(args, databaseUrl);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(said);
      expect(err).not.toMatch(/secret|\n {4}at /);
    }
    taken.close();
  });
});
