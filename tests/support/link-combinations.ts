import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCover } from '../../electron/node/cover.ts';
import { createTransport } from '../../electron/node/transport.ts';
import { must } from '../../shared/base/assert.ts';
import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import { saveCentre } from '../../shared/facility/store.ts';
import type { Clerk } from './asks.ts';
import { SELF_SIGNED } from './certificate.ts';
import { giveRoster, hostWithoutLine, openTestDesk, type TestDesk } from './desk.ts';
import { MEMBERS } from './facility.ts';

/**
 * Twelve ways in which the line to the centre can be, times ten ways in which a person can stand with the NSSF, through
 * the public port. Whatever the line does, nobody is called covered who is not.
 */
const BASE = must(MEMBERS[0], 'the test facility has members');
const PAID_UP = ['2025-10', '2025-11', '2025-12', '2026-01', '2026-02'];

export interface Policy {
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
const HONEST = 'a centre that answers';

/** Every kind of line, by its name. */
export const LINE_NAMES: readonly string[] = [...Object.keys(LINES), ...OTHER_LINES];

/** What a desk said of one person over one kind of line: first by itself, then after the centre was asked. */
export interface Answered {
  line: string;
  policy: Policy;
  /** True over the one line whose answer has to arrive. */
  isLineGood: boolean;
  isCoveredAtFirst: boolean;
  /** Null where the centre was not reached. */
  isCoveredConfirmed: boolean | null;
  /** From the first ask to the last answer. */
  ms: number;
}

/** Covered was said of somebody who is not. */
export function isWronglyCovered({ policy, isCoveredAtFirst, isCoveredConfirmed }: Answered): boolean {
  return (isCoveredAtFirst && !policy.isCoveredHere) || (isCoveredConfirmed === true && !policy.isCoveredThere);
}

/** A desk at its public port, with everybody registered, whose line can be made any of `LINE_NAMES`. */
export class LinkCombinations {
  readonly #desk: TestDesk;
  readonly #clerk: Clerk;
  readonly #patientIds: readonly string[];
  readonly #servers: Server[] = [];
  #current: Line | null = null;

  private constructor(desk: TestDesk, clerk: Clerk, patientIds: readonly string[]) {
    this.#desk = desk;
    this.#clerk = clerk;
    this.#patientIds = patientIds;
  }

  static async open(): Promise<LinkCombinations> {
    const host = hostWithoutLine();
    const desk = await openTestDesk('http', { host });
    host.cover = createCover({
      db: desk.db,
      transportTo: (url) => createTransport(url, desk.folder),
      national: () => null,
      isUnplugged: () => false,
    });
    const known = POLICIES.flatMap(({ here }, index) => (here === null ? [] : [memberOf(index, here)]));
    giveRoster(desk.db, { id: 'combinations', asOf: '2026-03-09' }, known, '2026-03-10T02:00:00.000Z');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const patientIds: string[] = [];
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
    return new LinkCombinations(desk, clerk, patientIds);
  }

  /** Checks everybody over a line of this kind. */
  async over(line: string): Promise<Answered[]> {
    const isPlain = Object.hasOwn(LINES, line);
    this.#current = LINES[isPlain ? line : HONEST] ?? null;
    const isHttps = line === 'a certificate that nobody has signed';
    const port = await this.#listen(isHttps ? createHttps(SELF_SIGNED, this.#listener) : createHttp(this.#listener));
    if (line === 'nothing listens') this.#servers.at(-1)?.close();
    const url = `${isHttps ? 'https' : 'http'}://127.0.0.1:${port}`;
    this.#desk.db.write((tx) => saveCentre(tx, { url, deviceToken: 't'.repeat(64) }));
    return Promise.all(POLICIES.map((policy, index) => this.#answered(line, policy, String(this.#patientIds[index]))));
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.close(() => undefined).closeAllConnections();
    await this.#desk.close();
  }

  async #answered(line: string, policy: Policy, patientId: string): Promise<Answered> {
    const startMs = performance.now();
    const local = await this.#clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
    const answer = await this.#clerk.ask('eligibility.confirm', { checkId: local.check.id });
    return {
      ...{ line, policy, isLineGood: line === HONEST, ms: performance.now() - startMs },
      isCoveredAtFirst: local.check.decision.outcome === 'eligible',
      isCoveredConfirmed: answer.status === 'confirmed' ? answer.shown.headline === 'covered-confirmed' : null,
    };
  }

  readonly #listener: RequestListener = (request, reply) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => this.#current?.(body, reply));
  };

  #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }
}
