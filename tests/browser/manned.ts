import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { must } from '../../shared/base/assert.ts';
import { dayAt, instantOf } from '../../shared/base/time.ts';
import type { AskName, TonleContract } from '../../shared/contract.ts';
import { newestChange } from '../../shared/outbox/store.ts';
import { saveVisit, visitById } from '../../shared/visits/store.ts';
import type { InputOf, OutputOf } from '../../shared/wire/contract.ts';
import { type DeskProcess, startDesk } from '../support/desk-process.ts';
import { type Hands, handsOn, signIn, toTheBox } from './hands.ts';
import { openPage } from './stand.ts';
import { askFrom } from './told.ts';

/** A desk process of a facility with a manager at its page. */
export interface Manned {
  data: string;
  desk: DeskProcess;
  hands: Hands;
  troubles: string[];
  /** Asks the desk as the person at the page. */
  ask<N extends AskName>(name: N, input: InputOf<TonleContract[N]>): Promise<OutputOf<TonleContract[N]>>;
  /** One contact with the centre. */
  meet(): Promise<void>;
  /** From the box to the patient of this name. */
  open(name: string): Promise<void>;
  stop(): Promise<void>;
  /** Starts the program again at the same address, and brings its person back to work there. */
  start(centreUrl: string, env?: NodeJS.ProcessEnv): Promise<void>;
}

export async function man(browser: Browser, data: string, centreUrl: string): Promise<Manned> {
  const desk = await startDesk({ data, centreUrl });
  const { page, troubles } = await openPage(browser, desk.url);
  const hands = handsOn(page);
  await signIn(hands, '2');
  const here: Manned = {
    ...{ data, desk, hands, troubles },
    ask: (name, input) => askFrom(page, name, input) as Promise<never>,
    meet: async () => void (await askFrom(page, 'sync.now', {})),
    async open(name) {
      await toTheBox(hands);
      await hands.type(name);
      await hands.see('result-patient');
      await hands.press('Enter');
      await hands.see('patient');
    },
    stop: async () => void (await here.desk.stop()),
    async start(url, env = {}) {
      here.desk = await startDesk({ data, centreUrl: url, port: Number(new URL(desk.url).port), env });
      await page.reload();
      const stranger = page.getByTestId('person-sokha');
      await stranger.or(page.getByTestId('foot')).waitFor();
      if (await stranger.isVisible()) await signIn(hands, '2');
      await toTheBox(hands);
    },
  };
  return here;
}

/** Looks into the database of an open desk, beside it. */
export function inDb<T>({ data }: Manned, work: (db: SqliteDb) => T): T {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Closes a visit without an outcome, as a program with a looser rule would have written it. */
export function closeLoosely(here: Manned, visitId: string): void {
  const nowMs = Date.now();
  inDb(here, (db) => {
    const open = must(visitById(db, visitId), 'the visit is kept');
    const { incarnation } = must(newestChange(db, 'visit', visitId), 'the visit was saved');
    const act = {
      ...{ nowMs, now: instantOf(nowMs), today: dayAt(nowMs), bestMs: nowMs, monotonicMs: null, incarnation },
      ...{ clockFlag: 'ok' as const, caller: null, newId: randomUUID, changed: () => undefined },
    };
    const closed = { status: 'closed' as const, closedAt: act.now, closedBy: open.openedBy };
    db.write((tx) =>
      saveVisit(tx, act, { ...open, ...closed, version: open.version + 1, dischargeType: 'authorised' as const }),
    );
  });
}

/** The environment of a program on a PC whose clock stands at this moment now, and goes on from there. */
export function pcAt(moment: string): NodeJS.ProcessEnv {
  const clock = `const Real = Date;
    const shift = ${Date.parse(moment)} - Real.now();
    globalThis.Date = class extends Real {
      constructor(...parts) {
        if (parts.length === 0) super(Real.now() + shift);
        else super(...parts);
      }
      static now() { return Real.now() + shift; }
    };`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(clock)}` };
}
