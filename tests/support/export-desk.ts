import { paperFontsBeside } from '../../electron/node/build.ts';
import { createExports, type ExportDesk } from '../../electron/node/exports/exports.ts';
import type { StickPlaces } from '../../electron/node/sticks.ts';
import { must } from '../../shared/base/assert.ts';
import { READ_IN_PLACE } from '../../shared/base/reading.ts';
import type { Exports } from '../../shared/facility/host.ts';
import { saveCentreKeys } from '../../shared/facility/store.ts';
import type { ExportKind } from '../../shared/month/contract.ts';
import { newKeyPair } from '../../sync/node/hpke.ts';
import { newSigningKeys } from '../../sync/node/signatures.ts';
import type { Clerk } from './asks.ts';
import { hostWithoutLine, openTestDesk, type TestDesk } from './desk.ts';
import { type Dice, seededDice } from './dice.ts';
import { somebody } from './people.ts';
import { until } from './until.ts';

/** A desk in this process that writes files, with a few claims of March and a manager at it. */
export interface ExportingDesk {
  desk: TestDesk;
  manager: Clerk;
  exports: ExportDesk;
  /** Answers the next dialogs; null stands for a browser, which has none. */
  choose: (() => Promise<string | null>) | null;
  close(): Promise<void>;
}

/** What a desk's host says of files, before there is the desk whose files they are. */
export function exportsToBe(): {
  host: Exports;
  of(desk: TestDesk, places?: Pick<StickPlaces, 'chooseSave'> | null): ExportDesk;
} {
  let made: ExportDesk | null = null;
  const host = () => must(made, 'the desk is open').host;
  return {
    host: {
      list: () => host().list(),
      start: (wanted) => host().start(wanted),
      cancel: (exportId) => host().cancel(exportId),
    },
    of({ db, folder, logged }, places = null) {
      made = createExports({
        ...{ db, folder, places, reading: READ_IN_PLACE, fonts: paperFontsBeside(import.meta.url) },
        log: (event, details = {}) => void logged.push({ event, details }),
      });
      return made;
    },
  };
}

/** Where a file of a month lies, once it is written. */
export async function writtenFile(
  { manager, exports }: Pick<ExportingDesk, 'manager' | 'exports'>,
  month: string,
  kind: ExportKind,
): Promise<string> {
  const { export: begun } = await manager.ask('exports.start', { month, kind });
  const state = async () =>
    (await manager.ask('exports.list', {})).exports.find((one) => one.exportId === begun.exportId);
  await until('a file is written', async () => (await state())?.state !== 'running', 20_000);
  return must(exports.files.open(begun.exportId), 'it was written').path;
}

const HEF_CARD = { group: 'poor', validFrom: '2020-01-01', validTo: '2030-01-01' } as const;

export async function openExportingDesk(
  wish: { choose?: () => Promise<string | null>; people?: number } = {},
): Promise<ExportingDesk> {
  const { choose = null, people = 3 } = wish;
  const files = exportsToBe();
  const desk = await openTestDesk('memory', { host: { ...hostWithoutLine(), exports: files.host } });
  const self: ExportingDesk = {
    desk,
    manager: desk.clerk(),
    exports: files.of(desk, choose === null ? null : { chooseSave: async () => (await self.choose?.()) ?? null }),
    choose,
    async close() {
      await self.exports.close();
      await desk.close();
    },
  };
  await self.manager.signIn('chan', '730264');
  const dice = seededDice(5);
  for (let number = 0; number < people; number += 1) await seen(self.manager, dice, '2026-03-10');
  return self;
}

/** Somebody with a card of the fund waits to be seen on a day. Gives the visit's id. */
export async function toldToWait(manager: Clerk, dice: Dice, serviceDate: string): Promise<string> {
  const { patient } = await manager.ask('patients.register', {
    ...somebody(dice),
    identifiers: [{ kind: 'hef', raw: `HEF ${dice.below(1e9)}` }],
  });
  const { check } = await manager.ask('eligibility.check', {
    ...{ patientId: patient.id, serviceDate, isIdentityShown: true, hefCard: HEF_CARD },
  });
  const { visit } = await manager.ask('visits.open', { patientId: patient.id, checkId: check.id });
  return visit.id;
}

/** Somebody with a card of the fund is seen on a day and goes home: a claim. Gives the visit's id. */
export async function seen(manager: Clerk, dice: Dice, serviceDate: string): Promise<string> {
  const visitId = await toldToWait(manager, dice, serviceDate);
  await manager.ask('visits.close', { visitId, outcome: 'improved' });
  return visitId;
}

/** The centre has told its key, as it does at a contact; whoever has the pair can open what is sealed to it. */
export function tellSealingKey({ db }: TestDesk): { privateKey: Uint8Array; publicKey: Uint8Array } {
  const pair = newKeyPair();
  const sealing = Buffer.from(pair.publicKey).toString('hex');
  db.write((tx) => saveCentreKeys(tx, { signing: newSigningKeys().publicKey, sealing, national: null }));
  return pair;
}
