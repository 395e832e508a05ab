import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import { saveCentre } from '../../shared/facility/store.ts';
import type { Clerk } from '../../tests/support/asks.ts';
import { openTestDesk, type TestDesk } from '../../tests/support/desk.ts';
import {
  fileNews,
  replyWith,
  type ScriptedCentre,
  scriptedCentre,
  verdictOn,
} from '../../tests/support/scripted-centre.ts';
import { registerSome, scriptedEngine } from '../../tests/support/scripted-engine.ts';
import { until } from '../../tests/support/until.ts';
import type { RosterRow } from '../protocol/files.ts';
import type { Engine } from './engine.ts';
import { AFTER_CHANGE_MS, AT_WORK_MS, BATCH_AT_WORK, BATCH_FIRST, HEARTBEAT_MS } from './timing.ts';
import { LineProblem } from './transport.ts';

const LINK = { url: 'http://centre.example', deviceToken: 'a'.repeat(64) };
const BUSY = { status: 503, body: { code: 'busy', sentence: 'Come back later.' }, retryAfterMs: 30_000 };

describe('the desk’s engine', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let centre: ScriptedCentre;
  let engine: Engine;
  let planned: { ms: number; run: () => void } | null;
  let randomNumber: number;

  /** Everything that the engine set going by itself has come to rest. */
  const rested = () => until('the engine rests', () => !engine.state().isBusy);
  const runPlanned = async () => {
    const run = planned?.run;
    planned = null;
    run?.();
    await rested();
  };
  const counts = async () => (await clerk.ask('sync.status', {})).counts;
  const register = (count: number) => registerSome(clerk, count);

  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    centre = scriptedCentre();
    planned = null;
    randomNumber = 0.5;
    engine = scriptedEngine(desk, {
      transportTo: () => centre,
      random: () => randomNumber,
      after: (ms, run) => {
        const mine = { ms, run };
        planned = mine;
        return () => {
          if (planned === mine) planned = null;
        };
      },
    });
    desk.db.write((tx) => saveCentre(tx, LINK));
  });
  afterEach(async () => {
    await engine.stop();
    await desk.close();
  });

  it('tries at its start, and then with a heartbeat', async () => {
    engine.start();
    expect(planned?.ms).toBe(0);
    expect(engine.state().state).toBe('unknown');
    await runPlanned();
    expect(engine.state()).toMatchObject({ state: 'up', problem: null, bytesSent: 10, bytesReceived: 20 });
    expect(planned?.ms).toBe(HEARTBEAT_MS);
    expect(centre.requests[0]?.changes).toEqual([]);
  });

  it('spreads the first contact of a start over a minute where a backlog waits, unless somebody asks by hand', async () => {
    await register(2);
    engine.start();
    expect([planned?.ms, centre.requests.length]).toEqual([30_000, 0]);
    engine.nudge();
    expect(planned?.ms, 'new work waits for that moment as well').toBe(30_000);
    await engine.syncNow();
    expect([centre.requests.length, planned?.ms]).toEqual([1, HEARTBEAT_MS]);
  });

  it('spreads the end of a long outage over a minute, and that of a short one over seconds', async () => {
    const fail = () => {
      throw new LineProblem('There is no line.');
    };
    centre.next.push(fail, fail, fail);
    await engine.syncNow();
    expect(planned?.ms).toBe(2_000);
    desk.clock.advance(61_000);
    await engine.syncNow();
    expect(planned?.ms).toBe(30_000);
    await engine.syncNow();
    await engine.syncNow();
    expect([engine.state().state, planned?.ms]).toEqual(['up', HEARTBEAT_MS]);
    centre.next.push(fail);
    await engine.syncNow();
    expect(planned?.ms, 'the outage before is over').toBe(2_000);
  });

  it('goes on after a cut where the verdicts end, and a cut costs one batch at most', async () => {
    await register(BATCH_FIRST + 60);
    const sent: number[] = [];
    centre.next.push((request) => {
      sent.push(...request.changes.map(({ seq }) => seq));
      return replyWith(request.changes.map((change) => verdictOn(change, 'accepted')));
    });
    centre.next.push((request) => {
      sent.push(...request.changes.map(({ seq }) => seq));
      throw new LineProblem('cut');
    });
    await engine.syncNow();
    expect(await counts()).toMatchObject({ accepted: BATCH_FIRST, waiting: 60 });
    await engine.syncNow();
    const again = centre.requests.slice(2).flatMap(({ changes }) => changes.map(({ seq }) => seq));
    expect(again).toEqual(sent.slice(BATCH_FIRST));
    expect(await counts()).toMatchObject({ accepted: BATCH_FIRST + 60, waiting: 0 });
  });

  it('sends small batches while somebody works, and large ones when the line is all there is', async () => {
    await register(BATCH_FIRST + 100);
    engine.nudge();
    await engine.syncNow();
    const sizes = () => centre.requests.splice(0).map(({ changes }) => changes.length);
    expect(sizes()).toEqual([BATCH_FIRST, 100]);
    const waitAgain = () => desk.db.script("UPDATE change SET state = 'waiting'");
    waitAgain();
    engine.nudge();
    await engine.syncNow();
    expect(sizes()).toEqual([BATCH_AT_WORK, 100]);
    waitAgain();
    desk.clock.advance(AT_WORK_MS);
    await engine.syncNow();
    expect(sizes()).toEqual([BATCH_FIRST + 100]);
  });

  it('does not take a short batch for a fast line', async () => {
    for (let round = 0; round < 3; round += 1) {
      await register(1);
      await engine.syncNow();
    }
    await register(BATCH_FIRST + 5);
    await engine.syncNow();
    expect(centre.requests.map(({ changes }) => changes.length)).toEqual([1, 1, 1, BATCH_FIRST, 5]);
  });

  it('sends soon after something was committed', async () => {
    await engine.syncNow();
    await register(3);
    engine.nudge();
    expect(planned?.ms).toBe(AFTER_CHANGE_MS);
    await runPlanned();
    expect(centre.requests.at(-1)?.changes.map(({ kind }) => kind)).toEqual(['patient', 'patient', 'patient']);
    expect(await counts()).toMatchObject({ accepted: 3, waiting: 0 });
  });

  it('goes to the centre of a desk that was set up after the engine was started', async () => {
    desk.db.write((tx) => tx.run("DELETE FROM setting WHERE key = 'centre'"));
    engine.start();
    await runPlanned();
    expect(centre.requests).toEqual([]);
    desk.db.write((tx) => saveCentre(tx, LINK));
    engine.nudge();
    await runPlanned();
    expect(centre.requests).toHaveLength(1);
    expect(engine.state().state).toBe('up');
  });

  it('rests longer after each failure, with jitter, and at least as long as the centre asks', async () => {
    const fail = () => {
      throw new LineProblem('There is no line.');
    };
    centre.next.push(fail, fail, fail, () => BUSY);
    const rests: (number | undefined)[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      await engine.syncNow();
      rests.push(planned?.ms);
    }
    expect(rests).toEqual([2_000, 4_000, 8_000, 46_000]);
    expect(engine.state()).toMatchObject({ state: 'down', problem: 'Come back later.' });
    engine.nudge();
    expect(planned?.ms, 'what is committed meanwhile waits for the next try').toBe(46_000);
    await runPlanned();
    expect(engine.state()).toMatchObject({ state: 'up', problem: null });
  });

  it('sends in batches that grow on a good line and shrink after a failure', async () => {
    await register(BATCH_FIRST + 60);
    await engine.syncNow();
    expect(centre.requests.map(({ changes }) => changes.length)).toEqual([BATCH_FIRST, 60]);
    expect(await counts()).toMatchObject({ accepted: BATCH_FIRST + 60 });
    await register(30);
    centre.next.push(() => {
      throw new LineProblem('cut');
    });
    await engine.syncNow();
    expect(await counts()).toMatchObject({ waiting: 30 });
    await engine.syncNow();
    expect(centre.requests.at(-1)?.changes).toEqual(centre.requests.at(-2)?.changes);
    expect(await counts()).toMatchObject({ waiting: 0 });
  });

  it('sends once what is asked for at once', async () => {
    await register(2);
    await Promise.all([engine.syncNow(), engine.syncNow(), engine.syncNow()]);
    expect(centre.requests).toHaveLength(1);
  });

  it('sends what was committed while an answer was awaited right after it', async () => {
    await register(1);
    centre.next.push(async (request) => {
      await register(1);
      engine.nudge();
      return replyWith(request.changes.map((change) => verdictOn(change, 'accepted')));
    });
    await engine.syncNow();
    await rested();
    // The new one either still went in the same contact or goes soon after it.
    if ((await counts()).waiting > 0) expect(planned?.ms).toBe(AFTER_CHANGE_MS);
    await engine.syncNow();
    expect(await counts()).toMatchObject({ accepted: 2, waiting: 0 });
  });

  it('asks for what the centre does not take yet only once in a contact, and again in the next', async () => {
    await register(2);
    centre.next.push((request) =>
      replyWith(request.changes.map((change, index) => verdictOn(change, index === 0 ? 'try-later' : 'accepted'))),
    );
    await engine.syncNow();
    expect(centre.requests).toHaveLength(1);
    expect(await counts()).toMatchObject({ accepted: 1, waiting: 1 });
    await engine.syncNow();
    expect(await counts()).toMatchObject({ accepted: 2, waiting: 0 });
  });

  it('does nothing while the plug is pulled, and starts anew when it is back', async () => {
    engine.setPlug(false);
    await engine.syncNow();
    engine.nudge();
    expect([centre.requests.length, planned, engine.state().state]).toEqual([0, null, 'unplugged']);
    engine.setPlug(true);
    expect(engine.state().state).toBe('unknown');
    await engine.syncNow();
    expect(engine.state().state).toBe('up');
  });

  const row: RosterRow = {
    nssfNumber: '5000000-0000001-1',
    nameKm: null,
    nameLatin: 'NEW MEMBER',
    sex: 'male',
    birthDate: '1990-01-01',
    birthDatePrecision: 'day',
    villageCode: null,
    class: 'employee',
    relation: null,
    principalNssfNumber: null,
    isDisabledOrChronic: false,
    isMarriageRegistered: false,
    isActive: true,
    validFrom: null,
    validTo: null,
    paidMonths: [],
  };
  const header = JSON.stringify({ file: 'roster', format: 1, id: 'roster-new', asOf: '2026-03-10' });
  const offerRoster = (lines: () => AsyncGenerator<string>) => {
    centre.news.roster = fileNews('roster-new');
    centre.files.set('/v1/files/roster-new', lines);
  };

  it('lets no record wait for a file that comes slowly', async () => {
    let go: () => void = () => undefined;
    const slowly = new Promise<void>((resolve) => {
      go = resolve;
    });
    offerRoster(async function* () {
      yield header;
      await slowly;
      yield JSON.stringify(row);
      yield JSON.stringify({ end: true, rows: 1 });
    });
    await engine.syncNow();
    expect(engine.state()).toMatchObject({ state: 'up', isBusy: true });
    await register(2);
    await engine.syncNow();
    expect(await counts()).toMatchObject({ accepted: 2, waiting: 0 });
    expect(currentRoster(desk.db)?.id).toBe('roster-2026-03-09');
    go();
    await rested();
    expect(currentRoster(desk.db)).toMatchObject({ id: 'roster-new', membersCount: 1 });
    expect(centre.requests).toHaveLength(2);
  });

  it.each<[string, () => AsyncGenerator<string>]>([
    [
      'cut off',
      async function* () {
        yield header;
        yield JSON.stringify(row);
      },
    ],
    [
      'short of a row',
      async function* () {
        yield header;
        yield JSON.stringify({ end: true, rows: 1 });
      },
    ],
    [
      'broken in the middle',
      async function* () {
        yield header;
        yield JSON.stringify(row);
        throw new LineProblem('cut');
      },
    ],
    [
      'no file at all',
      async function* () {
        yield '<html>';
      },
    ],
    [
      'with a number that is none',
      async function* () {
        yield header;
        yield JSON.stringify({ ...row, nssfNumber: '12' });
        yield JSON.stringify({ end: true, rows: 1 });
      },
    ],
    [
      'with a row that is none',
      async function* () {
        yield header;
        yield JSON.stringify({ ...row, class: 'king' });
        yield JSON.stringify({ end: true, rows: 1 });
      },
    ],
  ])('keeps the old roster when the new one is %s', async (_how, lines) => {
    offerRoster(lines);
    await engine.syncNow();
    await rested();
    expect(currentRoster(desk.db)?.id).toBe('roster-2026-03-09');
    expect(engine.state().state).toBe('down');
    expect(desk.db.get("SELECT count(*) AS n FROM rosterMember WHERE rosterId = 'roster-new'")?.n).toBe(0);
    expect(planned?.ms).toBeGreaterThan(0);
  });

  it('ends at once in the middle of a file, and the old roster stays', async () => {
    offerRoster(async function* () {
      yield header;
      for (let index = 0; ; index += 1) {
        const number = String(index).padStart(7, '0');
        yield JSON.stringify({ ...row, nssfNumber: `5000000-${number}-1` });
        if (index === 1_000) void engine.stop();
      }
    });
    await engine.syncNow();
    await engine.stop();
    expect(centre.isClosed).toBe(true);
    expect(currentRoster(desk.db)?.id).toBe('roster-2026-03-09');
  });
});
