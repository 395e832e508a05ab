import type { SimCentre } from './centre.ts';
import type { SimDesk } from './desk.ts';
import { pick, pickOrNull } from './pick.ts';
import type { SimWire } from './wire.ts';

/** A file on a stick: for the centre, or its answer. */
interface Stick {
  file: Uint8Array;
  of: SimDesk;
}

/** Files that lie about: any of them may be taken anywhere at any time, twice, or damaged. */
export class SimSticks {
  readonly #centre: SimCentre;
  readonly #wire: () => SimWire;
  readonly #happened: (what: string) => void;
  readonly #sticks: Stick[] = [];
  readonly #answers: Stick[] = [];

  constructor(centre: SimCentre, wire: () => SimWire, happened: (what: string) => void) {
    this.#centre = centre;
    this.#wire = wire;
    this.#happened = happened;
  }

  async out(desk: SimDesk): Promise<void> {
    const file = await desk.stickOut();
    if (file === null) return;
    this.#sticks.push({ of: desk, file });
    this.#happened('stick-made');
  }

  async in(which: number, roll: number): Promise<void> {
    const stick = pickOrNull(this.#sticks, which);
    if (stick === null) return;
    const answer = await this.#wire().takeThere(maybeDamaged(stick.file, roll));
    if ((await this.#centre.hasDied()) || answer === null) return;
    this.#answers.push({ of: stick.of, file: answer });
    this.#happened('stick-taken');
  }

  async back(desks: readonly SimDesk[], which: number, roll: number): Promise<void> {
    const answer = pickOrNull(this.#answers, which);
    if (answer === null) return;
    // Now and then it is given to the wrong PC.
    const desk = roll % 8 === 0 ? pick(desks, roll) : answer.of;
    await desk.stickBack(maybeDamaged(answer.file, roll));
    this.#happened('stick-given-back');
  }
}

/** One in four was changed or cut off on its way. */
function maybeDamaged(file: Uint8Array, roll: number): Uint8Array {
  const at = Math.floor(roll / 16) % file.length;
  if (roll % 8 === 1) return file.subarray(0, at);
  if (roll % 8 !== 3) return file;
  const changed = Uint8Array.from(file);
  changed[at] = (changed[at] ?? 0) ^ (1 + (roll % 255));
  return changed;
}
