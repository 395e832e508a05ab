import type { z } from 'zod';
import type { Allow } from '../base/permission.ts';

/**
 * An ask is data. Handler signature, client method and reply union are derived from it by type alone.
 * - `query`: synchronous, gets `ReadDb`.
 * - `command`: synchronous, gets `WriteDb` in one transaction in which its reply is recorded under the request id.
 * - `task`: asynchronous, gets the whole `Db` and the host; not recorded, so a repeated one runs again.
 */
export type AskKind = 'query' | 'command' | 'task';

export interface Ask<
  K extends AskKind = AskKind,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  R extends string = string,
> {
  kind: K;
  /** Who may ask. Checked before the input is read. */
  allow: Allow;
  /** One sentence for the person who reads `npm run asks`. */
  says: string;
  input: I;
  output: O;
  /** Every expected no: its code and one English sentence. Screens show the code's text in the clerk's language. */
  refusals: Record<R, string>;
}

type AskBody<I extends z.ZodType, O extends z.ZodType, R extends string> = Omit<Ask<AskKind, I, O, R>, 'kind'>;

export function query<I extends z.ZodType, O extends z.ZodType, R extends string>(
  body: AskBody<I, O, R>,
): Ask<'query', I, O, R> {
  return { kind: 'query', ...body };
}

export function command<I extends z.ZodType, O extends z.ZodType, R extends string>(
  body: AskBody<I, O, R>,
): Ask<'command', I, O, R> {
  return { kind: 'command', ...body };
}

export function task<I extends z.ZodType, O extends z.ZodType, R extends string>(
  body: AskBody<I, O, R>,
): Ask<'task', I, O, R> {
  return { kind: 'task', ...body };
}

export type Contract = Record<string, Ask>;
export type InputOf<A extends Ask> = z.input<A['input']>;
export type OutputOf<A extends Ask> = z.output<A['output']>;
export type RefusalOf<A extends Ask> = Extract<keyof A['refusals'], string>;
