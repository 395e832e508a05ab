import { runInThisContext } from 'node:vm';
import { firstShown } from './browser-window.ts';

/** What a spec asks of this process: to run a function in the page or beside the program. */
export interface Order {
  order: number;
  where: 'page' | 'main';
  /** Text of a function of one argument (in the page), or of `electron` and one argument (in the main process). */
  source: string;
  argument: unknown;
}
export type Answer = { order: number; value: unknown } | { order: number; error: string };

/** Answers the orders of the process that started this one. Electron has the same door through its debugging port. */
export function hearOrders(electron: object): void {
  process.on('message', (message: Order) => {
    carryOut(electron, message)
      .then((value): Answer => ({ order: message.order, value }))
      .catch((error: unknown): Answer => ({ order: message.order, error: String(error) }))
      .then((answer) => process.send?.(answer));
  });
  // A spec that died must not leave this process behind.
  process.on('disconnect', () => process.exit(1));
}

async function carryOut(electron: object, { where, source, argument }: Order): Promise<unknown> {
  if (where === 'main') {
    const work = runInThisContext(`(${source})`) as (electron: object, argument: unknown) => unknown;
    return work(electron, argument);
  }
  const page = await (await firstShown).webContents.page();
  return page.evaluate(`(${source})(${JSON.stringify(argument) ?? ''})`);
}
