import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCover } from '../../electron/node/cover.ts';
import { createTransport } from '../../electron/node/transport.ts';
import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import { saveCentre } from '../../shared/facility/store.ts';
import type { Clerk } from '../support/asks.ts';
import { SELF_SIGNED } from '../support/certificate.ts';
import { giveRoster, hostWithoutLine, openTestDesk, type TestDesk } from '../support/desk.ts';
import { MEMBERS } from '../support/facility.ts';

/**
 * Twelve ways in which the line to the centre can be, times ten ways in which a person can stand with the NSSF, through
 * the public port. Whatever the line does, nobody is called covered who is not.
 */
const BASE = MEMBERS[0] as RosterMember;
const PAID_UP = ['2025-10', '2025-11', '2025-12', '2026-01', '2026-02'];

interface Policy {
  name: string;
  /** In the desk's own roster; null for somebody whom it does not know. */
  here: Partial<RosterMember> | null;
  /** In the register; null for nobody. */
  there: Partial<RosterMember> | null;
  isCoveredHere: boolean;
  isCoveredThere: boolean;
}

const policy = (name: string, member: Partial<RosterMember>, isCovered: boolean): Policy => ({
  name,
  here: member,
  there: member,
  isCoveredHere: isCovered,
  isCoveredThere: isCovered,
});

const POLICIES: readonly Policy[] = [
  policy('an employee, paid up', { paidMonths: PAID_UP }, true),
  policy('an employee in arrears', { paidMonths: ['2025-03', '2025-05'] }, false),
  policy('an employee whose last month is not due yet', { paidMonths: ['2026-01'] }, false),
  policy('a public servant in post', { class: 'public-servant', isActive: true }, true),
  policy('a public servant who left', { class: 'public-servant', isActive: false }, false),
  policy('self-employed, paid up', { class: 'self-employed', paidMonths: PAID_UP }, true),
  policy('self-employed who gave up', { class: 'self-employed', paidMonths: ['2025-01', '2025-02'] }, false),
  policy(
    'a spouse whose marriage is not registered',
    { class: 'dependant', relation: 'spouse', paidMonths: PAID_UP },
    false,
  ),
  {
    name: 'paid up here, in arrears at the centre',
    here: { paidMonths: PAID_UP },
    there: { paidMonths: ['2025-03'] },
    isCoveredHere: true,
    isCoveredThere: false,
  },
  {
    name: 'unknown here, paid up at the centre',
    here: null,
    there: { paidMonths: PAID_UP },
    isCoveredHere: false,
    isCoveredThere: true,
  },
];

const numberOf = (index: number) => `4000000-000000${index}-1`;
const keyOf = (index: number) => numberOf(index).replace(/-/g, '').slice(0, 14);
const memberOf = (index: number, changes: Partial<RosterMember>): RosterMember => ({
  ...BASE,
  nssfNumber: numberOf(index),
  ...changes,
});

/** What the register says, as an honest centre sends it. */
function honestReply(body: string): string {
  const { nssfKey } = JSON.parse(body) as { nssfKey: string };
  const index = POLICIES.findIndex((_, at) => keyOf(at) === nssfKey);
  const there = POLICIES[index]?.there ?? null;
  const member = there === null ? null : memberOf(index, there);
  return JSON.stringify({ protocol: 2, serverTime: '2026-03-10T02:10:00.000Z', asOf: '2026-03-10', member });
}

type Line = (body: string, reply: Parameters<RequestListener>[1]) => void;
const json =
  (status: number, text: string): Line =>
  (_body, reply) => {
    reply.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };

/** Lines over plain HTTP; `null` never answers. */
const LINES: Record<string, Line | null> = {
  'a centre that answers': (body, reply) => json(200, honestReply(body))(body, reply),
  'a centre that never answers': null,
  'a centre that answers after five seconds': (body, reply) =>
    void setTimeout(() => json(200, honestReply(body))(body, reply), 5_000).unref(),
  'a centre that fails': json(500, '{"code":"internal","sentence":"Something is wrong."}'),
  'a centre that is too busy': json(503, '{"code":"busy","sentence":"Come back later."}'),
  'a centre that does not know this desk': json(401, '{"code":"device-unknown","sentence":"Who are you?"}'),
  'the page of a captive portal': (_body, reply) =>
    void reply.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome! covered: true</html>'),
  'a redirect to a portal': (_body, reply) => void reply.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  'an answer that is cut': (body, reply) =>
    void reply.writeHead(200, { 'content-length': '100000' }).end(honestReply(body).slice(0, 40)),
  'an answer about somebody else': (_body, reply) =>
    json(
      200,
      JSON.stringify({
        protocol: 2,
        serverTime: '',
        asOf: '2026-03-10',
        member: memberOf(0, { paidMonths: PAID_UP, nssfNumber: '9999999-9999999-9' }),
      }),
    )('', reply),
};
const OTHER_LINES = ['nothing listens', 'a certificate that nobody has signed'] as const;

describe('a check over every kind of line', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  const servers: Server[] = [];
  let current: Line | null = null;
  const patientIds: string[] = [];
  const said: { line: string; policy: string; ms: number }[] = [];

  const listener: RequestListener = (request, reply) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => current?.(body, reply));
  };
  const listen = (server: Server) =>
    new Promise<number>((resolve) => {
      servers.push(server);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });

  beforeAll(async () => {
    const host = hostWithoutLine();
    desk = await openTestDesk('http', { host });
    host.cover = createCover({
      db: desk.db,
      transportTo: (url) => createTransport(url, desk.folder),
      national: () => null,
      isUnplugged: () => false,
    });
    const known = POLICIES.flatMap(({ here }, index) => (here === null ? [] : [memberOf(index, here)]));
    giveRoster(desk.db, { id: 'combinations', asOf: '2026-03-09' }, known, '2026-03-10T02:00:00.000Z');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    for (const index of POLICIES.keys()) {
      const { patient } = await clerk.ask('patients.register', {
        nameKm: BASE.nameKm,
        sex: 'female',
        birthDate: '1991-04-02',
        birthDatePrecision: 'day',
        identifiers: [{ kind: 'nssf', raw: numberOf(index) }],
        isSomebodyElse: true,
      });
      patientIds.push(patient.id);
    }
  });
  afterAll(async () => {
    const slowest = said.reduce((a, b) => (a.ms > b.ms ? a : b));
    process.stdout.write(
      `${said.length} combinations; the slowest answer took ${Math.round(slowest.ms)} ms (${slowest.line}).\n`,
    );
    for (const server of servers) server.close(() => undefined).closeAllConnections();
    await desk.close();
  });

  const answersOver = async (line: string) => {
    await Promise.all(
      POLICIES.map(async ({ name, isCoveredHere, isCoveredThere }, index) => {
        const startMs = performance.now();
        const local = await clerk.ask('eligibility.check', {
          patientId: String(patientIds[index]),
          isIdentityShown: true,
        });
        const answer = await clerk.ask('eligibility.confirm', { checkId: local.check.id });
        said.push({ line, policy: name, ms: performance.now() - startMs });
        expect(local.check.decision.outcome === 'eligible', `${line}, ${name}, at first`).toBe(isCoveredHere);
        const isReached = line === 'a centre that answers';
        expect(answer.status, `${line}, ${name}`).toBe(isReached ? 'confirmed' : 'not-reached');
        if (answer.status === 'confirmed') {
          expect(answer.shown.headline === 'covered-confirmed', `${line}, ${name}, confirmed`).toBe(isCoveredThere);
        }
      }),
    );
  };

  it.each(Object.keys(LINES))('%s', async (line) => {
    current = LINES[line] ?? null;
    const port = await listen(createHttp(listener));
    desk.db.write((tx) => saveCentre(tx, { url: `http://127.0.0.1:${port}`, deviceToken: 't'.repeat(64) }));
    await answersOver(line);
  });

  it.each(OTHER_LINES)('%s', async (line) => {
    current = LINES['a centre that answers'] ?? null;
    const port = await listen(line === 'nothing listens' ? createHttp(listener) : createHttps(SELF_SIGNED, listener));
    if (line === 'nothing listens') servers.at(-1)?.close();
    const scheme = line === 'nothing listens' ? 'http' : 'https';
    desk.db.write((tx) => saveCentre(tx, { url: `${scheme}://127.0.0.1:${port}`, deviceToken: 't'.repeat(64) }));
    await answersOver(line);
  });
});
