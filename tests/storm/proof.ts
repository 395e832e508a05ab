import { join } from 'node:path';
import { compareDumps } from '../support/both-ends.ts';
import { dumpCentre } from '../support/centre-process.ts';
import { type DumpLine, dumpDesk, SENT_KINDS } from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { StormCentre } from './centre.ts';
import { StormDesk } from './desk.ts';
import { missingFrom } from './ledger.ts';

export interface StormWish {
  desks: number;
  /** Kills of all desks together. */
  kills: number;
  centreKills: number;
  seed: number;
}

export interface StormFound {
  seed: number;
  desks: number;
  kills: number;
  killsAtStart: number;
  centreKills: number;
  /** How often the lines went into each state. */
  weather: Record<string, number>;
  sent: number;
  acknowledged: number;
  /** Acknowledged and not at the desk, or at the desk and not at the centre. */
  lost: string[];
  /** More than once at the centre, at a desk more often than asked for, or a number given twice. */
  doubled: string[];
  /** At both ends with another content, or at the centre and not at the desk it is said to come from. */
  different: string[];
  waiting: number;
  needsFixing: number;
  isCounted: boolean;
  /** What the checks of both stores found; empty where all is well. */
  integrity: string[];
  seconds: number;
}

export function isWithstood(found: StormFound): boolean {
  const isClean = [found.lost, found.doubled, found.different, found.integrity].every(({ length }) => length === 0);
  return (
    isClean && found.waiting === 0 && found.needsFixing === 0 && found.isCounted && found.acknowledged > found.kills
  );
}

/** Real desks and a real centre, killed at random moments with a bad line between them; then both ends are compared. */
export async function weatherStorm(wish: StormWish): Promise<StormFound> {
  const startMs = performance.now();
  const folder = newFolder('storm');
  const centre = await StormCentre.open(join(folder, 'centre'));
  try {
    const desks: StormDesk[] = [];
    for (let index = 0; index < wish.desks; index += 1) {
      const dice = { work: seededDice(wish.seed + index), weather: seededDice(wish.seed + 1_000 + index) };
      const at = { url: centre.url, code: await centre.newCode() };
      desks.push(await StormDesk.open(join(folder, `desk-${index}`), at, dice));
    }
    await killAll(wish, desks, centre);
    await centre.whole();
    const settled = await Promise.all(desks.map((desk) => desk.settle()));
    await centre.stop();
    const compared = await compareAll(desks, centre);
    const sum = (of: (desk: StormDesk) => number): number => desks.reduce((total, desk) => total + of(desk), 0);
    return {
      seed: wish.seed,
      desks: desks.length,
      kills: sum(({ kills }) => kills),
      killsAtStart: sum(({ killsAtStart }) => killsAtStart),
      centreKills: centre.kills,
      weather: together(desks.map(({ modes }) => modes)),
      sent: sum(({ ledger }) => ledger.sent),
      acknowledged: sum(({ ledger }) => ledger.acknowledged.length),
      ...compared,
      waiting: settled.reduce((total, { waiting }) => total + waiting, 0),
      needsFixing: settled.reduce((total, { needsFixing }) => total + needsFixing, 0),
      isCounted: settled.every(({ isCounted }) => isCounted),
      integrity: [...desks.flatMap(({ broken }) => broken), ...(await centre.integrity())],
      seconds: Math.round((performance.now() - startMs) / 100) / 10,
    };
  } finally {
    await centre.stop();
    removeFolder(folder);
  }
}

/** The desks die side by side; the centre dies whenever they have died so many times together. */
async function killAll(
  { kills, centreKills }: StormWish,
  desks: readonly StormDesk[],
  centre: StormCentre,
): Promise<void> {
  let killed = 0;
  const every = Math.floor(kills / Math.max(1, centreKills));
  const onKill = async () => {
    killed += 1;
    if (centreKills === 0 || killed % every !== 0 || centre.kills >= centreKills) return;
    await centre.kill((url) => {
      for (const desk of desks) desk.line.goTo(url);
    });
  };
  const share = (index: number) => Math.floor(kills / desks.length) + (index < kills % desks.length ? 1 : 0);
  await Promise.all(desks.map((desk, index) => desk.die(share(index), onKill)));
}

async function compareAll(
  desks: readonly StormDesk[],
  centre: StormCentre,
): Promise<Pick<StormFound, 'lost' | 'doubled' | 'different'>> {
  const centreLines = await dumpCentre(centre.data);
  const found = { lost: [] as string[], doubled: [] as string[], different: [] as string[] };
  const own: DumpLine[] = [];
  for (const { data, ledger } of desks) {
    const lines = await dumpDesk(data);
    const ends = compareDumps(lines, centreLines);
    found.lost.push(...missingFrom(lines, ledger.acknowledged), ...ends.missing);
    found.doubled.push(...ends.doubled, ...askedOnce(lines, ledger.acknowledged));
    found.different.push(...ends.strange, ...otherHashes(lines, centreLines));
    own.push(...lines.filter(({ kind }) => SENT_KINDS.includes(kind)));
  }
  found.doubled.push(...numbersTwice(own));
  return found;
}

/** Each command was sent under one id, however often: as many patients as were acknowledged, and no more. */
function askedOnce(lines: readonly DumpLine[], acknowledged: readonly { kind: string; id: string }[]): string[] {
  const asked = new Set(acknowledged.map(({ kind, id }) => `${kind} ${id}`));
  const there = new Set(lines.filter(({ kind }) => SENT_KINDS.includes(kind)).map(({ kind, id }) => `${kind} ${id}`));
  return [...there].filter((name) => !asked.has(name)).map((name) => `${name}: nobody was told of it`);
}

function numbersTwice(lines: readonly DumpLine[]): string[] {
  const first = lines.filter(({ version }) => version === 1);
  const numbers = [
    ...first.filter(({ kind }) => kind === 'patient').map(({ content }) => `patient ${content.patientNumber}`),
    ...first
      .filter(({ kind }) => kind === 'visit')
      .map(({ content }) => `slip ${content.serviceDate} ${content.deskNumber}-${content.dayNumber}`),
  ];
  return numbers.filter((number, index) => numbers.indexOf(number) !== index);
}

function otherHashes(lines: readonly DumpLine[], centreLines: readonly DumpLine[]): string[] {
  const hashes = new Map(
    centreLines
      .filter(({ kind }) => kind === 'change')
      .map(({ content }) => [`${content.kind} ${content.recordId} ${content.version}`, content.hash]),
  );
  return lines
    .filter(({ kind }) => SENT_KINDS.includes(kind))
    .filter(({ kind, id, version, hash }) => hashes.get(`${kind} ${id} ${version}`) !== hash)
    .map(({ kind, id, version }) => `${kind} ${id} v${version}: another content`);
}

function together(counts: readonly Record<string, number>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const one of counts) for (const [name, n] of Object.entries(one)) all[name] = (all[name] ?? 0) + n;
  return all;
}
