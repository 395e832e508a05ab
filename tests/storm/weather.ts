import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../support/dice.ts';
import type { Line, LineMode } from '../support/proxy.ts';

const CHANGE_MS_MAX = 300;
const BYTES_MAX = 3_000;
const SLOW_MS_MAX = 150;

const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\nContent-Length: 48\r\n\r\n{"code":"busy","sentence":"Come back in a while"}';
const WELCOME = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<h1>Pay here</h1>    ';

/** Open as often as all troubles together, so that much gets through and much does not. */
function nextMode(dice: Dice): LineMode {
  const modes: readonly (() => LineMode)[] = [
    () => ({ kind: 'cut' }),
    () => ({ kind: 'cut-answer', afterBytes: dice.below(BYTES_MAX) }),
    () => ({ kind: 'cut-request', afterBytes: dice.below(BYTES_MAX) }),
    () => ({ kind: 'swallow' }),
    () => ({ kind: 'slow', ms: 1 + dice.below(SLOW_MS_MAX) }),
    () => ({ kind: 'portal', answer: BUSY }),
    () => ({ kind: 'portal', answer: WELCOME }),
    () => ({ kind: 'portal', answer: garbage(dice) }),
  ];
  return dice.below(2) === 0 ? { kind: 'open' } : dice.pick(modes)();
}

function garbage(dice: Dice): string {
  return String.fromCharCode(...Array.from({ length: 1 + dice.below(400) }, () => dice.below(256)));
}

/** Changes a line all the time until it is told to clear up; counts what it did. */
export function stormOver(line: Line, dice: Dice): { clear(): Promise<void>; modes: Record<string, number> } {
  const modes: Record<string, number> = {};
  let isOver = false;
  const storm = (async () => {
    while (!isOver) {
      const mode = nextMode(dice);
      modes[mode.kind] = (modes[mode.kind] ?? 0) + 1;
      line.set(mode);
      await pause(1 + dice.below(CHANGE_MS_MAX));
    }
    line.set({ kind: 'open' });
  })();
  return {
    modes,
    async clear() {
      isOver = true;
      await storm;
    },
  };
}
