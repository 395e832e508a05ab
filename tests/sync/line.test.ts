import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Clerk } from '../support/asks.ts';
import { compareEnds } from '../support/both-ends.ts';
import { giveRegister, startCentre } from '../support/centre-process.ts';
import { serveMany } from '../support/clerk-work.ts';
import { type DeskProcess, signedIn, startDesk } from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import type { Running } from '../support/process.ts';
import { type Line, type LineMode, openLine } from '../support/proxy.ts';
import { until } from '../support/until.ts';

const http = (status: string, headers: string, body: string) =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${headers}\r\n\r\n${body}`;
const PAGE = '<html><body>Welcome to the free network. Please sign in.</body></html>';

/** What stands between a desk and its centre in hotels, hospitals and on bad days. */
const STRANGERS: readonly [string, string][] = [
  ['a sign-in page', http('200 OK', 'content-type: text/html', PAGE)],
  [
    'a redirect to a sign-in page',
    http('302 Found', 'location: http://192.0.2.1/login\r\ncontent-type: text/html', PAGE),
  ],
  ['a redirect to itself', http('307 Temporary Redirect', 'location: /v1/sync', '')],
  ['a broken server', http('500 Internal Server Error', 'content-type: text/html', '<h1>500</h1>')],
  ['a busy proxy', http('503 Service Unavailable', 'content-type: text/plain\r\nretry-after: 1', 'later')],
  ['another program that speaks JSON', http('200 OK', 'content-type: application/json', '{"ok":true,"verdicts":[]}')],
  ['a page that is no page', http('200 OK', 'content-type: application/json', '{"protocol":1,')],
  ['something that is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['nobody, who hangs up', ''],
];

describe('the line between a desk and its centre', () => {
  let folder: string;
  let centreData: string;
  let deskData: string;
  let centre: Running;
  let line: Line;
  let desk: DeskProcess;
  let clerk: Clerk;
  const dice = seededDice(11);

  beforeAll(async () => {
    folder = newFolder('line');
    centreData = join(folder, 'centre');
    deskData = join(folder, 'desk');
    centre = await startCentre(centreData);
    line = await openLine(centre.url);
    desk = await startDesk({ data: deskData, centreUrl: line.url });
    clerk = await signedIn(desk);
  });
  afterAll(async () => {
    await desk?.stop();
    await line?.close();
    await centre?.stop();
    removeFolder(folder);
  });

  const status = () => clerk.ask('sync.status', {});
  const counts = async () => (await status()).counts;
  const online = async () => {
    line.set({ kind: 'open' });
    await until('the desk and the centre meet', async () => (await clerk.ask('sync.now', {})).link.state === 'up');
  };
  const allAccepted = async () => {
    const { entered, ...rest } = await counts();
    expect(rest).toEqual({
      accepted: entered - rest.needsFixing,
      needsFixing: rest.needsFixing,
      waiting: 0,
      withdrawn: 0,
    });
  };

  it('takes the centre’s roster and places when it first meets it', async () => {
    await online();
    await until('the roster is here', async () => (await status()).roster !== null);
    const { roster, isEnrolled } = await status();
    expect(isEnrolled).toBe(true);
    expect(roster?.membersCount).toBeGreaterThan(100);
    expect((await clerk.ask('places.search', { text: 'Wat Bo' })).places).not.toEqual([]);
  });

  it('works without a line, and what was entered arrives once', async () => {
    line.set({ kind: 'cut' });
    await clerk.ask('sync.now', {});
    await serveMany(clerk, dice, 5);
    const offline = await status();
    expect(offline.link).toMatchObject({
      state: 'down',
      problem: expect.stringMatching(/cannot be reached.*kept here/),
    });
    expect(offline.counts).toMatchObject({ waiting: 15, accepted: 0 });
    expect(offline.waiting.map(({ kind }) => kind).slice(0, 3)).toEqual(['patient', 'eligibility-check', 'visit']);
    await online();
    await allAccepted();
    expect((await clerk.ask('visits.list', {})).visits.map(({ syncState }) => syncState)).toEqual(
      Array(5).fill('accepted'),
    );
    const ends = await compareEnds(deskData, centreData);
    expect(ends).toMatchObject({ missing: [], doubled: [], strange: [] });
    expect(ends.centre).toHaveLength(15);
  });

  it.each<[string, LineMode]>([
    ['before its first byte', { kind: 'cut-answer', afterBytes: 0 }],
    ['in the middle', { kind: 'cut-answer', afterBytes: 300 }],
  ])('sends again when the answer was cut %s, and nothing is doubled', async (_where, mode) => {
    line.set(mode);
    const before = await counts();
    await serveMany(clerk, dice, 4);
    await clerk.ask('sync.now', {});
    const cut = await compareEnds(deskData, centreData);
    expect(cut.missing, 'the centre stored what it answered to').toEqual([]);
    expect((await counts()).waiting).toBe(before.waiting + 12);
    await online();
    await allAccepted();
    expect(await compareEnds(deskData, centreData)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it('sends again when the request was cut', async () => {
    line.set({ kind: 'cut-request', afterBytes: 500 });
    await serveMany(clerk, dice, 4);
    await clerk.ask('sync.now', {});
    expect((await counts()).waiting).toBe(12);
    await online();
    await allAccepted();
    expect(await compareEnds(deskData, centreData)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it.each(STRANGERS)('takes %s for no centre', async (_who, answer) => {
    line.set({ kind: 'portal', answer });
    await serveMany(clerk, dice, 1);
    const { link, counts: waiting } = await clerk.ask('sync.now', {});
    expect(link).toMatchObject({ state: 'down', problem: expect.stringMatching(/\.$/) });
    expect(link.problem).not.toMatch(/JSON|ECONN|fetch|undefined|html/i);
    expect(waiting.waiting).toBeGreaterThanOrEqual(3);
    expect(waiting.accepted + waiting.waiting + waiting.needsFixing).toBe(waiting.entered);
  });

  it('is well again once the strangers are gone', async () => {
    await online();
    await allAccepted();
    expect(await compareEnds(deskData, centreData)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it('gets through a slow line', async () => {
    line.set({ kind: 'slow', ms: 700 });
    await serveMany(clerk, dice, 2);
    const { link } = await clerk.ask('sync.now', {});
    expect(link.state).toBe('up');
    await allAccepted();
  });

  it('shows what the centre wants corrected, and lets nothing else wait for it', async () => {
    line.set({ kind: 'cut' });
    const { patient } = await clerk.ask('patients.register', {
      nameKm: null,
      nameLatin: 'Somebody Quite Different',
      sex: 'male',
      birthDate: '1960-01-01',
      birthDatePrecision: 'day',
      identifiers: [{ kind: 'nssf', raw: '1000000-0000001' }],
    });
    const { check } = await clerk.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
    await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
    await serveMany(clerk, dice, 2);
    await online();
    const { counts: after, attention } = await status();
    expect(after).toMatchObject({ waiting: 0, needsFixing: 1 });
    expect(attention).toEqual([
      {
        kind: 'patient',
        recordId: patient.id,
        version: 1,
        code: 'nssf-number-of-another-person',
        field: 'identifiers.nssf',
        sentence: expect.stringMatching(/Look at the card again/),
        at: expect.any(String),
        label: patient.patientNumber,
        patientId: patient.id,
        patientNumber: patient.patientNumber,
        visitId: null,
        params: { identifier: 'nssf' },
        todo: 'correct',
      },
    ]);
    await allAccepted();
    await clerk.ask('sync.now', {});
    expect((await status()).attention).toHaveLength(1);
    const ends = await compareEnds(deskData, centreData);
    expect(ends).toMatchObject({ missing: [], doubled: [], strange: [] });
    expect(ends.centre.filter(({ state }) => state === 'needs-fixing').map(({ id }) => id)).toEqual([patient.id]);
  });

  it('keeps the roster in use when a new one is cut off on the way, and takes it whole later', async () => {
    const old = (await status()).roster;
    line.set({ kind: 'cut-answer', afterBytes: 12_000 });
    await giveRegister(centreData, 3_000, 5, join(folder, 'members.csv'));
    for (let tries = 0; tries < 3; tries += 1) {
      await clerk.ask('sync.now', {});
      await until('the file broke off', async () => (await status()).link.state === 'down');
      expect((await status()).roster).toEqual(old);
    }
    const found = await clerk.ask('eligibility.findMembers', { text: '1000000-0000001' });
    expect(found.members).toHaveLength(1);
    await online();
    await until('the new roster is here', async () => {
      await clerk.ask('sync.now', {});
      return (await status()).roster?.id !== old?.id;
    });
    expect((await status()).roster?.membersCount).toBeGreaterThanOrEqual(3_000);
  });

  it('goes on with a centre that was killed and started again', async () => {
    await centre.kill();
    await serveMany(clerk, dice, 3);
    expect((await clerk.ask('sync.now', {})).link.state).toBe('down');
    centre = await startCentre(centreData);
    line.goTo(centre.url);
    await online();
    await allAccepted();
    expect(await compareEnds(deskData, centreData)).toMatchObject({ missing: [], doubled: [], strange: [] });
  });

  it('keeps its own plug: nothing goes out while it is pulled', async () => {
    const before = line.connections();
    await clerk.ask('practice.setLink', { isUp: false });
    await serveMany(clerk, dice, 2);
    expect((await clerk.ask('sync.now', {})).link).toMatchObject({ state: 'unplugged', nextTryAt: null });
    expect(line.connections()).toBe(before);
    await clerk.ask('practice.setLink', { isUp: true });
    await until('what waited is sent', async () => (await counts()).waiting === 0);
  });
});
