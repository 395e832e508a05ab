import type { z } from 'zod';
import type { Db, ReadDb, WriteDb } from '../base/db.ts';
import type { Act } from './act.ts';
import type { Ask, Contract, OutputOf, RefusalOf } from './contract.ts';
import { Refusal } from './errors.ts';

type Parsed<A extends Ask> = z.output<A['input']>;

/** A refusal that the ask declares; thrown, so that a command's transaction rolls back. */
export type Refuse<A extends Ask> = (
  code: RefusalOf<A>,
  field?: string | null,
  details?: Record<string, string | number>,
) => never;

export function refuse(
  code: string,
  field: string | null = null,
  details: Record<string, string | number> = {},
): never {
  throw new Refusal(code, field, details);
}

/**
 * A command that has to look outside before it writes (a slow key, a file of its own): `look` runs first, reads and waits
 * as long as it needs, and `run` writes in the transaction with what was found. A repeated command does not look again.
 */
export interface PreparedCommand<A extends Ask, Host, Found> {
  look(db: ReadDb, input: Parsed<A>, act: Act, host: Host): Promise<Found>;
  run(db: WriteDb, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host, found: Found): OutputOf<A>;
}

/** Writes a `PreparedCommand` down with what it finds typed from `look`; what it found is nobody else's business. */
export function prepared<A extends Ask, Host, Found>(
  command: PreparedCommand<A, Host, Found>,
): PreparedCommand<A, Host, unknown> {
  return command as PreparedCommand<A, Host, unknown>;
}

/** The power a handler has follows from the kind of its ask. `Host` is what the shell can do for tasks. */
export type Handler<A extends Ask, Host> = A['kind'] extends 'query'
  ? (db: ReadDb, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => OutputOf<A>
  : A['kind'] extends 'command'
    ?
        | ((db: WriteDb, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => OutputOf<A>)
        | PreparedCommand<A, Host, unknown>
    : (db: Db, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => Promise<OutputOf<A>>;

export type Handlers<C extends Contract, Host> = { [Name in keyof C]: Handler<C[Name], Host> };
