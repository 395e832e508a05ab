import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { removeFolder } from '../support/folder.ts';
import type { SimCentre } from './centre.ts';
import { SimClock } from './clock.ts';
import { type DeskWorld, MANAGER, SimDesk, uuidOf } from './desk.ts';
import { compareCounts, Ledger, newestSeq } from './ledger.ts';
import { type Command, nextCommand } from './people-work.ts';
import { pick, pickOrNull } from './pick.ts';
import { acknowledgeAll, type Sabotage } from './sabotage.ts';
import type { Step } from './steps.ts';
import { SimSticks } from './sticks.ts';
import { Violation } from './violation.ts';
import { type Message, SimWire } from './wire.ts';

const DESKS = 2;
const OTHER_IN = 4;
const PCS_MAX = 5;
const STATEMENTS_MAX = 14;
const WAIT_MS_MAX = 180_000;
const TURNS_MAX = 20_000;
const FAST_TURNS = 50;
const HEAL_ROUNDS_MAX = 60;
/** After everything has gone out: what others sent comes down, and what follows from it goes out. */
const QUIET_ROUNDS = 2;
const STARTS_MAX = 3;
const DAY_MS = 86_400_000;

/** A command that nobody had an answer to, with the newest change that the desk had before it was first asked. */
interface Unanswered {
  command: Command;
  before: number;
}

/** An old copy of a database, and which desk it is of. */
interface Copy {
  file: string;
  of: SimDesk;
}

/** A facility or two with their desks, their lines and their centre, in one process and on one clock. */
export class Simulation {
  readonly clock = new SimClock();
  readonly wire: SimWire;
  readonly desks: SimDesk[] = [];
  readonly ledger = new Ledger();
  readonly centre: SimCentre;
  readonly facilities: string[] = [];
  /** How often what has happened, to see that a seed is worth something. */
  readonly did: Record<string, number> = {};
  readonly #copies: Copy[] = [];
  readonly #sticks: SimSticks;
  readonly #folder: string;
  readonly #dice: Dice;
  #names: Dice = seededDice(0);
  readonly #sabotage: Sabotage | null;
  readonly #faults: string[] = [];
  readonly #unanswered = new Map<SimDesk, Unanswered[]>();
  readonly #revoked = new Set<string>();
  #template: string;
  #sent = 0;

  constructor(centre: SimCentre, seed: number, template: string, sabotage: Sabotage | null) {
    this.centre = centre;
    this.#dice = seededDice(seed ^ 0x5bd1e995);
    this.#template = template;
    this.#sabotage = sabotage;
    this.#folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tonle-sim-'));
    this.#sticks = new SimSticks(
      centre,
      () => this.wire,
      (what) => this.#happened(what),
    );
    this.wire = new SimWire(
      () => centre.server(),
      (owner) => {
        const desk = this.desks.find((one) => one.owner === owner);
        if (sabotage === 'acknowledge-on-send' && desk !== undefined) acknowledgeAll(desk);
      },
    );
  }

  async begin(): Promise<void> {
    await this.centre.begin(this.clock);
    this.#names = this.centre.names();
    if (this.#sabotage === 'no-deduplication') await this.centre.goBlind();
    await this.#setUpFacility(DESKS);
    // Now and then another one at the same centre, which none of this is any business of.
    if (this.#dice.below(OTHER_IN) === 0) await this.#setUpFacility(1);
    await this.#settle();
  }

  async #setUpFacility(desks: number): Promise<void> {
    const facility = await this.centre.newFacility();
    this.facilities.push(facility);
    for (let index = 0; index < desks; index += 1) {
      const clerk = await this.#newDesk(`desk ${this.desks.length + 1}`).clerk();
      const code = await this.centre.newCode(facility);
      await clerk.ask('system.setUp', { centreUrl: 'http://centre.example', code, ...MANAGER });
    }
  }

  end(): void {
    for (const desk of this.desks) desk.stop();
    removeFolder(this.#folder);
  }

  async step(step: Step): Promise<void> {
    await this.#do(step);
    await this.#settle();
    await this.#bury();
    this.check();
  }

  /** What happened inside either end that never may. */
  faults(): string[] {
    return [...this.#faults, ...this.centre.faults];
  }

  /** At every moment, at every desk: nothing is counted twice or left out, and nothing happened that never may. */
  check(): void {
    const faults = this.faults();
    if (faults.length > 0) throw new Violation(faults.join('; '));
    for (const desk of this.desks) this.ledger.checkCounts(desk);
  }

  /** Every line is well, every process runs: everything goes out. Clocks stay as wrong as they are. */
  async heal(): Promise<void> {
    this.centre.spare();
    for (const desk of this.desks) await this.#sendAgain(desk);
    await this.#drain();
    await this.centre.decideClaims(this.facilities);
    await this.#drain();
    // Of two copies one may have had nothing to say since the other began; it is known at its next start at the latest.
    for (let start = 0; this.#namesakes().length > 0; start += 1) {
      if (start === STARTS_MAX) throw new Violation('two PCs go by one name, however often they start');
      for (const desk of this.#namesakes()) await this.#restart(desk);
      await this.#drain();
    }
  }

  /** Desks that share a name with another one, and are not shut out, where names mean nothing any more. */
  #namesakes(): SimDesk[] {
    const open = this.desks.filter((desk) => !this.#isRevoked(desk));
    return open.filter((desk) => open.some((other) => other !== desk && other.deviceId === desk.deviceId));
  }

  async #drain(): Promise<void> {
    let quiet = 0;
    for (let round = 0; round < HEAL_ROUNDS_MAX; round += 1) {
      for (const desk of this.desks) void desk.engine.syncNow();
      await this.#settle();
      await this.#carryAll();
      await this.#bury();
      this.check();
      quiet = this.desks.every(({ db }) => waitingChanges(db, 1).length === 0) ? quiet + 1 : 0;
      if (quiet > QUIET_ROUNDS) return;
      await this.clock.pass(1_000, () => this.#settle());
    }
    const waiting = this.desks.map(({ name, db }) => `${name}: ${waitingChanges(db, 100).length}`);
    throw new Violation(`not everything goes out on good lines (${waiting.join(', ')})`);
  }

  /** After healing: both ends know the same. */
  async compare(): Promise<void> {
    const stored = await this.centre.stored(this.facilities);
    this.ledger.compare(this.desks, stored, (desk) => this.#isRevoked(desk));
    const toFix = await this.centre.toFix(this.facilities);
    for (const desk of this.desks) if (!this.#isRevoked(desk)) compareCounts(desk, toFix.get(desk.deviceId) ?? 0);
  }

  #newDesk(name: string): SimDesk {
    const folder = join(this.#folder, `pc-${this.desks.length + 1}`);
    mkdirSync(folder, { recursive: true });
    cpSync(this.#template, join(folder, 'desk.db'));
    return this.#runOn(name, folder);
  }

  #runOn(name: string, folder: string): SimDesk {
    const world: DeskWorld = {
      clock: this.clock,
      wire: this.wire,
      dice: this.#dice,
      names: this.#names,
      direct: this.wire.direct(),
      hasNoIncarnations: this.#sabotage === 'no-incarnation',
      onEvent: (event) => this.#happened(event),
      onFault: (what) => this.#faults.push(what),
    };
    const desk = new SimDesk(name, folder, world);
    this.desks.push(desk);
    this.#unanswered.set(desk, []);
    return desk;
  }

  async #do({ kind, which, roll }: Step): Promise<void> {
    const desk = pick(this.desks, which);
    const message = pickOrNull(this.wire.messages, which);
    switch (kind) {
      case 'work':
        return this.#work(desk, roll);
      case 'sync':
        return void desk.engine.syncNow();
      case 'carry':
        return message === null ? undefined : this.#carry(message);
      case 'lose':
        return message === null ? undefined : this.wire.lose(message);
      case 'garble':
        return message === null ? undefined : this.wire.garble(message, roll);
      case 'repeat': {
        const old = pickOrNull(this.wire.sent, which);
        return old === null ? undefined : this.wire.repeat(old);
      }
      case 'wait':
        return this.clock.pass(roll % WAIT_MS_MAX, () => this.#settle());
      case 'clock':
        return desk.setClock(wrongClock(this.clock.nowMs(), roll));
      case 'crash':
        return this.#restart(desk);
      case 'crash-writing':
        return desk.db.dieInNext(roll % 2 === 0 ? 'before-commit' : 'after-commit');
      case 'centre-crash':
        return this.centre.dieInNext(
          roll % 4 === 0 ? 'after-commit' : { atStatement: Math.floor(roll / 4) % STATEMENTS_MAX },
        );
      case 'backup':
        return this.#backUp(desk);
      case 'restore':
        return this.#restore(which);
      case 'clone':
        return this.#clone(which);
      case 'revoke':
        return this.#revoke(desk);
      case 'stick-out':
        return this.#sticks.out(desk);
      case 'stick-in':
        return this.#sticks.in(which, roll);
      case 'stick-back':
        return this.#sticks.back(this.desks, which, roll);
    }
  }

  async #work(desk: SimDesk, roll: number): Promise<void> {
    this.#sent += 1;
    const dice = seededDice(roll ^ this.#sent);
    const id = uuidOf(Uint8Array.from({ length: 16 }, () => dice.below(256)));
    const command = nextCommand(desk.db, roll, id);
    await this.#send(desk, command, Number.POSITIVE_INFINITY);
  }

  /** `firstBefore`: the newest change before it was asked for the first time, where that had no answer. */
  async #send(desk: SimDesk, command: Command, firstBefore: number): Promise<void> {
    const clerk = await desk.clerk();
    const before = desk.isDead() ? firstBefore : Math.min(firstBefore, newestSeq(desk));
    const reply = desk.isDead() ? null : await clerk.reply(command.name, command.input, { id: command.id });
    // Whoever gets no answer asks again, with the same id, as soon as the desk is there again. What the first try has
    // saved beside what the answer names (the claim of a visit) is then saved as well.
    if (reply === null || desk.isDead()) this.#unanswered.get(desk)?.push({ command, before });
    else if (reply.ok) this.ledger.acknowledge(desk, reply.value, before);
    else if ('fault' in reply && reply.fault.code === 'internal')
      this.#faults.push(`${desk.name}: ${command.name} failed`);
  }

  async #sendAgain(desk: SimDesk): Promise<void> {
    const again = this.#unanswered.get(desk) ?? [];
    this.#unanswered.set(desk, []);
    for (const { command, before } of again) {
      const id = this.#sabotage === 'new-request-id' ? randomUUID() : command.id;
      await this.#send(desk, { ...command, id }, before);
    }
  }

  async #carry(message: Message): Promise<void> {
    if (message.answer !== null) return this.wire.hand(message);
    await this.wire.arrive(message, async () => {
      const hasDied = await this.centre.hasDied();
      if (hasDied) this.#happened('centre-crashed');
      return hasDied;
    });
  }

  async #carryAll(): Promise<void> {
    for (let turn = 0; this.wire.messages.length > 0; turn += 1) {
      if (turn > TURNS_MAX) throw new Violation('the desks never stop talking');
      const [message] = this.wire.messages;
      if (message !== undefined) await this.#carry(message);
      await this.#settle();
    }
  }

  async #restart(desk: SimDesk): Promise<void> {
    desk.restart();
    this.#happened('desk-crashed');
    this.ledger.checkKept(desk);
    await this.#sendAgain(desk);
  }

  #backUp(desk: SimDesk): void {
    const file = join(this.#folder, `copy-${this.#copies.length}.db`);
    desk.copyTo(file);
    this.#copies.push({ file, of: desk });
  }

  async #restore(which: number): Promise<void> {
    const copy = pickOrNull(this.#copies, which);
    if (copy === null) return;
    const stored = await this.centre.stored(this.facilities);
    copy.of.replaceWith(copy.file);
    this.#happened('desk-restored');
    this.ledger.forgetLost(copy.of, stored);
    await this.#sendAgain(copy.of);
  }

  /** Somebody sets a second PC up with the copy of a first. */
  #clone(which: number): void {
    const copy = pickOrNull(this.#copies, which);
    if (copy === null || this.desks.length >= PCS_MAX) return;
    const folder = join(this.#folder, `pc-${this.desks.length + 1}`);
    mkdirSync(folder, { recursive: true });
    cpSync(copy.file, join(folder, 'desk.db'));
    this.#happened('desk-cloned');
    this.#runOn(`pc ${this.desks.length + 1}, a copy of ${copy.of.name}`, folder);
  }

  async #revoke(desk: SimDesk): Promise<void> {
    // A facility without any desk shows nothing.
    const others = this.desks.filter((one) => one.deviceId !== desk.deviceId && !this.#isRevoked(one));
    if (others.length === 0) return;
    await this.centre.revoke(desk.deviceId);
    this.#happened('desk-revoked');
    this.#revoked.add(desk.deviceId);
  }

  #happened(what: string): void {
    this.did[what] = (this.did[what] ?? 0) + 1;
  }

  #isRevoked(desk: SimDesk): boolean {
    return this.#revoked.has(desk.deviceId);
  }

  /** Processes that died in the middle of something start again. */
  async #bury(): Promise<void> {
    if (await this.centre.hasDied()) this.#happened('centre-crashed');
    for (const desk of this.desks) if (desk.isDead()) await this.#restart(desk);
  }

  /** Everything that can go on without a step has gone on. */
  async #settle(): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX; turn += 1) {
      // What needs a disk is not done in a few turns.
      await (turn < FAST_TURNS ? nextTurn() : pause(1));
      if (this.wire.fetching > 0) continue;
      const isWaiting = this.desks.every(
        (desk) =>
          desk.isDead() || !desk.engine.state().isBusy || this.wire.messages.some(({ owner }) => owner === desk.owner),
      );
      if (isWaiting) return;
    }
    throw new Violation('a desk is busy with nothing');
  }
}

/** A dead battery, a wrong year, a wrong hour, or right again. */
function wrongClock(nowMs: number, roll: number): number {
  const offsets = [
    0,
    0,
    Date.parse('2000-01-01T00:00:00.000Z') - nowMs,
    500 * DAY_MS,
    -DAY_MS,
    -10 * 60_000,
    7 * 3_600_000,
    (roll % 7_200_000) - 3_600_000,
  ];
  return offsets[roll % offsets.length] ?? 0;
}
