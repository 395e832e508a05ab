import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import { type Clerk, clerkOver, sendOver } from '../support/asks.ts';
import { dumpDesk, launchDesk, startDesk } from '../support/desk-process.ts';
import type { Dice } from '../support/dice.ts';
import { type Line, openLine } from '../support/proxy.ts';
import { until } from '../support/until.ts';
import { Ledger, missingFrom, workUntilKilled } from './ledger.ts';
import { stormOver } from './weather.ts';

const MANAGER = { managerName: 'Chan Vuthy', userName: 'vuthy', pin: '604817' } as const;
const CLERKS = 2;
/** From the first acknowledgement of a run. */
const RUN_MS_MAX = 400;
/** Some die while they start: in the middle of opening, migrating, recovering. */
const START_MS_MAX = 700;
const KILLED_AT_START_OF = 5;
/** The desk's own file is read through every so many kills; its last state is always. */
const CHECK_EVERY_KILLS = 50;

export interface Settled {
  waiting: number;
  needsFixing: number;
  /** The desk's own counts agree, and every command has its answer. */
  isCounted: boolean;
}

/** A desk that is killed again and again, with its people and its line. */
export class StormDesk {
  readonly data: string;
  readonly ledger = new Ledger();
  readonly line: Line;
  kills = 0;
  killsAtStart = 0;
  /** What was found wrong with the desk's file. */
  readonly broken: string[] = [];
  readonly #dice: Dice;
  readonly #weatherDice: Dice;
  #session: string | null = null;
  modes: Record<string, number> = {};

  private constructor(data: string, line: Line, dice: { work: Dice; weather: Dice }) {
    this.data = data;
    this.line = line;
    this.#dice = dice.work;
    this.#weatherDice = dice.weather;
  }

  /** A real desk that is set up at the centre with a one-time code. */
  static async open(
    data: string,
    centre: { url: string; code: string },
    dice: { work: Dice; weather: Dice },
  ): Promise<StormDesk> {
    const desk = new StormDesk(data, await openLine(centre.url), dice);
    const process = await startDesk({ data, isPractice: false });
    try {
      const clerk = process.clerk();
      await clerk.ask('system.setUp', { centreUrl: desk.line.url, code: centre.code, ...MANAGER });
      await clerk.signIn(MANAGER.userName, MANAGER.pin);
      desk.#session = clerk.session;
    } finally {
      await process.stop();
    }
    return desk;
  }

  /** Works and dies so many times, under a bad line. `onKill` is waited for after each. */
  async die(times: number, onKill: () => Promise<void>): Promise<void> {
    const weather = stormOver(this.line, this.#weatherDice);
    try {
      for (let kill = 1; kill <= times; kill += 1) {
        await this.#run(kill % KILLED_AT_START_OF === 0);
        this.kills += 1;
        await onKill();
        if (kill % CHECK_EVERY_KILLS === 0) await this.#look();
      }
    } finally {
      await weather.clear();
      this.modes = weather.modes;
    }
  }

  async #run(isKilledAtStart: boolean): Promise<void> {
    const desk = launchDesk({ data: this.data, isPractice: false });
    try {
      if (isKilledAtStart) {
        await pause(this.#dice.below(START_MS_MAX));
        this.killsAtStart += 1;
        return;
      }
      const url = await desk.ready;
      const clerks = Array.from({ length: CLERKS }, () => this.#clerk(url));
      const before = this.ledger.acknowledged.length;
      const work = clerks.map(async (clerk, index) => {
        if (index === 0) await this.ledger.sendUnansweredAgain(clerk);
        await workUntilKilled(clerk, this.ledger, this.#dice);
      });
      await until('the desk has said yes once', () => this.ledger.acknowledged.length > before);
      await pause(this.#dice.below(RUN_MS_MAX));
      await desk.kill();
      await Promise.all(work);
    } finally {
      await desk.kill();
    }
  }

  #clerk(url: string): Clerk {
    const clerk = clerkOver(sendOver(url));
    clerk.session = this.#session;
    return clerk;
  }

  /** The line is well again: what had no answer gets one, everything goes out, and the desk's own counts agree. */
  async settle(): Promise<Settled> {
    const desk = await startDesk({ data: this.data, isPractice: false });
    try {
      const clerk = this.#clerk(desk.url);
      await this.ledger.sendUnansweredAgain(clerk);
      await until('everything is at the centre', async () => {
        await clerk.ask('sync.now', {});
        return (await clerk.ask('sync.status', {})).counts.waiting === 0;
      });
      const { counts } = await clerk.ask('sync.status', {});
      const { entered, accepted, needsFixing, waiting, withdrawn } = counts;
      const isCounted = accepted + needsFixing + waiting + withdrawn === entered && this.ledger.isAllAnswered();
      return { waiting, needsFixing, isCounted };
    } finally {
      await desk.stop();
      await this.#look();
      await this.line.close();
    }
  }

  async #look(): Promise<void> {
    const db = openSqlite(join(this.data, 'desk.db'), readKey(this.data), 'all');
    try {
      const found = db.all('PRAGMA integrity_check').map((row) => String(row.integrity_check));
      if (found.join() !== 'ok') this.broken.push(`after ${this.kills} kills: ${found[0]}`);
    } finally {
      db.close();
    }
    this.broken.push(...missingFrom(await dumpDesk(this.data), this.ledger.acknowledged).map((name) => `lost ${name}`));
  }
}
