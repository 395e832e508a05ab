import { randomUUID } from 'node:crypto';
import type { AskName, TonleContract } from '../../shared/contract.ts';
import type { InputOf, OutputOf } from '../../shared/wire/contract.ts';
import type { FaultCode, Reply } from '../../shared/wire/errors.ts';

/** Sends any request, well-formed or not, and gives the reply as it came. */
export type Send = (request: unknown, session: string | null) => Promise<Reply>;

export interface AskOptions {
  /** A new one where none is given. */
  id?: string;
  session?: string | null;
}

/** Somebody at a desk: asks go out under the session that the last sign-in gave. */
export interface Clerk {
  session: string | null;
  reply(name: string, input?: unknown, options?: AskOptions): Promise<Reply>;
  /** The value; fails when the desk says no. */
  ask<N extends AskName>(
    name: N,
    input: InputOf<TonleContract[N]>,
    options?: AskOptions,
  ): Promise<OutputOf<TonleContract[N]>>;
  /** The code of the refusal; fails when the desk says yes. */
  refused<N extends AskName>(name: N, input: InputOf<TonleContract[N]>, options?: AskOptions): Promise<string>;
  fault(name: string, input: unknown, options?: AskOptions): Promise<FaultCode>;
  signIn(userName: string, pin: string): Promise<void>;
}

export function clerkOver(send: Send): Clerk {
  const clerk: Clerk = {
    session: null,
    reply: (name, input = {}, options = {}) => {
      const session = options.session === undefined ? clerk.session : options.session;
      return send({ id: options.id ?? randomUUID(), name, input }, session);
    },
    async ask<N extends AskName>(name: N, input: InputOf<TonleContract[N]>, options?: AskOptions) {
      const reply = await clerk.reply(name, input, options);
      if (!reply.ok)
        throw new Error(`${name} said no: ${JSON.stringify('refusal' in reply ? reply.refusal : reply.fault)}`);
      return reply.value as OutputOf<TonleContract[N]>;
    },
    async refused(name, input, options) {
      const reply = await clerk.reply(name, input, options);
      if (!reply.ok && 'refusal' in reply) return reply.refusal.code;
      throw new Error(`${name} was not refused: ${JSON.stringify(reply)}`);
    },
    async fault(name, input, options) {
      const reply = await clerk.reply(name, input, options);
      if (!reply.ok && 'fault' in reply) return reply.fault.code;
      throw new Error(`${name} had no fault: ${JSON.stringify(reply)}`);
    },
    async signIn(userName, pin) {
      const { session } = await clerk.ask('staff.signIn', { userName, pin }, { session: null });
      clerk.session = session;
    },
  };
  return clerk;
}

/** `POST /ask` of a desk at this address. */
export function sendOver(url: string): Send {
  return async (request, session) => {
    const response = await fetch(`${url}/ask`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(session === null ? {} : { authorization: `Bearer ${session}` }),
      },
      body: JSON.stringify(request),
    });
    return (await response.json()) as Reply;
  };
}
