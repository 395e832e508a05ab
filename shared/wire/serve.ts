import { z } from 'zod';
import { AssertionFailure } from '../base/assert.ts';
import type { ClockReading, JudgedClock } from '../base/clock.ts';
import type { Db, ReadDb } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/json.ts';
import { isGranted } from '../base/permission.ts';
import { dayAt, instantOf } from '../base/time.ts';
import type { Act, Caller, Log } from './act.ts';
import type { Ask, Contract } from './contract.ts';
import { Fault, type FaultCode, Refusal, type Reply } from './errors.ts';
import type { ChangedArea } from './events.ts';
import { type Handlers, refuse } from './handlers.ts';
import { recordedReply, recordReply } from './recorded.ts';

/** What every port hands to `serve`: the request as it came, and the session's token where the port carries it apart. */
export type Serve = (request: unknown, session?: string | null) => Promise<Reply>;

const envelope = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().max(80),
  input: z.unknown().optional(),
  session: z.string().max(200).nullable().optional(),
});
type Envelope = z.infer<typeof envelope>;

export interface ServeWorld<C extends Contract, Host> {
  contract: C;
  handlers: Handlers<C, Host>;
  db: Db;
  host: Host;
  log: Log;
  nowMs(): number;
  newId(): string;
  incarnation: string;
  /** What the clock is worth that `nowMs` was just read from. */
  judgeClock(): Pick<JudgedClock, 'flag' | 'bestMs'> & Pick<ClockReading, 'monotonicMs'>;
  findCaller(db: ReadDb, token: string, nowMs: number): Caller | null;
  emit(areas: readonly ChangedArea[]): void;
  /** Names a failure of the database that a person can do something about (a full disk); null for all others. */
  faultOf(error: unknown): { code: FaultCode; sentence: string } | null;
}

/**
 * Answers any ask: look up, check permission before reading input, parse the input, run, parse the output, and turn
 * errors into a reply. Never throws.
 */
export function createServe<C extends Contract, Host>(world: ServeWorld<C, Host>): Serve {
  return async (request, session = null) => {
    const parsed = envelope.safeParse(request);
    if (!parsed.success) {
      return {
        id: null,
        ok: false,
        fault: faultBody(new Fault('invalid', `A request is {id, name, input}: ${firstIssue(parsed.error).sentence}.`)),
      };
    }
    const changed = new Set<ChangedArea>();
    try {
      const value = await answer(world, parsed.data, parsed.data.session ?? session, changed);
      world.emit([...changed]);
      return { id: parsed.data.id, ok: true, value };
    } catch (error) {
      // A sign-in that failed has counted the failure: tasks may have written before they refused.
      world.emit([...changed]);
      return failure(world, parsed.data, error);
    }
  };
}

async function answer<C extends Contract, Host>(
  world: ServeWorld<C, Host>,
  request: Envelope,
  session: string | null,
  changed: Set<ChangedArea>,
): Promise<unknown> {
  const ask = Object.hasOwn(world.contract, request.name) ? world.contract[request.name] : undefined;
  if (ask === undefined)
    throw new Fault(
      'unknown-ask',
      `There is no ask named "${printable(request.name)}". "npm run asks" lists all of them.`,
    );
  const nowMs = world.nowMs();
  const caller = session === null ? null : world.findCaller(world.db, session, nowMs);
  permit(ask, caller);
  const input = parseInput(ask, request.input);
  const clock = world.judgeClock();
  const act: Act = {
    nowMs,
    now: instantOf(nowMs),
    today: dayAt(clock.bestMs),
    incarnation: world.incarnation,
    clockFlag: clock.flag,
    bestMs: clock.bestMs,
    monotonicMs: clock.monotonicMs,
    caller,
    newId: world.newId,
    changed: (area) => changed.add(area),
  };
  // The types of the table guarantee that the handler fits its ask; indexing by a runtime name loses that.
  const handler = world.handlers[request.name] as unknown as AnyHandler<Host> | AnyPrepared<Host>;
  if (typeof handler === 'object') {
    // Whoever asks a second time gets the recorded reply without the looking, which may be slow.
    const isRepeat = recordedReply(world.db, request.id) !== null;
    const found = isRepeat ? null : await handler.look(world.db, input, act, world.host);
    return runCommand(world, ask, request, act, changed, (db) =>
      handler.run(db, input, act, refuse, world.host, found),
    );
  }
  switch (ask.kind) {
    case 'query':
      return parseOutput(ask, handler(world.db, input, act, refuse, world.host));
    case 'task':
      return parseOutput(ask, await handler(world.db, input, act, refuse, world.host));
    case 'command':
      return runCommand(world, ask, request, act, changed, (db) => handler(db, input, act, refuse, world.host));
  }
}

type AnyHandler<Host> = (db: Db, input: unknown, act: Act, refuseAsk: typeof refuse, host: Host) => unknown;

interface AnyPrepared<Host> {
  look(db: ReadDb, input: unknown, act: Act, host: Host): Promise<unknown>;
  run(db: Db, input: unknown, act: Act, refuseAsk: typeof refuse, host: Host, found: unknown): unknown;
}

/** Runs a command once for ever: the reply is recorded in the command's own transaction, and a repeat gets it back. */
function runCommand<C extends Contract, Host>(
  world: ServeWorld<C, Host>,
  ask: Ask,
  request: Envelope,
  act: Act,
  changed: Set<ChangedArea>,
  work: (db: Db) => unknown,
): unknown {
  const inputHash = sha256Hex(canonicalJson(request.input ?? {}));
  const staffId = act.caller?.staffId ?? null;
  return world.db.write((db) => {
    const recorded = recordedReply(db, request.id);
    if (recorded !== null) {
      const isSame =
        recorded.askName === request.name && recorded.inputHash === inputHash && recorded.staffId === staffId;
      if (!isSame) {
        throw new Fault(
          'invalid',
          'This request id was already used for something else. Every new request needs a new id; nothing was written.',
          'id',
        );
      }
      changed.clear();
      return JSON.parse(recorded.reply) as unknown;
    }
    const value = parseOutput(ask, work(db as unknown as Db));
    recordReply(db, request.id, { askName: request.name, inputHash, staffId, reply: JSON.stringify(value) }, act.nowMs);
    return value;
  });
}

function permit(ask: Ask, caller: Caller | null): void {
  if (ask.allow === 'anyone') return;
  if (caller === null)
    throw new Fault('unauthorised', 'Sign in first: this request has no session, or its session has ended.');
  if (!isGranted(caller.role, ask.allow)) {
    throw new Fault('forbidden', `Your role (${caller.role}) may not do this. Ask a manager of this facility.`);
  }
}

function parseInput(ask: Ask, input: unknown): unknown {
  const parsed = ask.input.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const issue = firstIssue(parsed.error);
  throw new Fault(
    'invalid',
    `${issue.field === null ? 'The input' : `"${issue.field}"`} is not right: ${issue.sentence}. Nothing was written.`,
    issue.field,
  );
}

function parseOutput(ask: Ask, output: unknown): unknown {
  const parsed = ask.output.safeParse(output);
  if (!parsed.success)
    throw new AssertionFailure(`output does not fit the contract at ${firstIssue(parsed.error).field ?? 'top'}`);
  return parsed.data;
}

/** zod's messages speak of types and lengths and never repeat the value, so they may cross and be logged. */
function firstIssue(error: z.ZodError): { field: string | null; sentence: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { field: null, sentence: 'it does not fit' };
  return {
    field: issue.path.length === 0 ? null : issue.path.map((part) => printable(String(part))).join('.'),
    sentence: issue.code === 'unrecognized_keys' ? 'it has members that are not known' : issue.message,
  };
}

/** A name from outside as it may appear in a sentence. */
function printable(text: string): string {
  return text.replace(/[^\w.-]/g, '?').slice(0, 60);
}

function faultBody(fault: Fault) {
  return { code: fault.code, sentence: fault.message, field: fault.field };
}

function failure<C extends Contract, Host>(world: ServeWorld<C, Host>, request: Envelope, error: unknown): Reply {
  const { id } = request;
  if (error instanceof Refusal) {
    const sentence = world.contract[request.name]?.refusals[error.code];
    if (sentence !== undefined) {
      return { id, ok: false, refusal: { code: error.code, sentence, field: error.field, details: error.details } };
    }
    world.log('refusal-not-declared', { ask: request.name, code: error.code });
    return { id, ok: false, fault: internalFault() };
  }
  if (error instanceof Fault) return { id, ok: false, fault: faultBody(error) };
  const named = world.faultOf(error);
  if (named !== null) {
    world.log('fault', { ask: request.name, code: named.code });
    return { id, ok: false, fault: { ...named, field: null } };
  }
  world.log('bug', { ask: request.name, stack: stackOf(error) });
  return { id, ok: false, fault: internalFault() };
}

function internalFault() {
  return faultBody(
    new Fault(
      'internal',
      'Something is wrong inside Tonle. Nothing of this request was saved; what was saved before is safe.',
    ),
  );
}

/** Where it broke, without the message: a message of the database may repeat a value. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error';
  const place = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6);
  const message = error instanceof AssertionFailure ? error.message : '';
  return `${error.name} ${message} ${place.map((line) => line.trim()).join(' < ')}`.slice(0, 2_000);
}
