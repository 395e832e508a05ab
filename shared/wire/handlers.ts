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

/** The power a handler has follows from the kind of its ask. `Host` is what the shell can do for tasks. */
export type Handler<A extends Ask, Host> = A['kind'] extends 'query'
  ? (db: ReadDb, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => OutputOf<A>
  : A['kind'] extends 'command'
    ? (db: WriteDb, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => OutputOf<A>
    : (db: Db, input: Parsed<A>, act: Act, refuse: Refuse<A>, host: Host) => Promise<OutputOf<A>>;

export type Handlers<C extends Contract, Host> = { [Name in keyof C]: Handler<C[Name], Host> };
