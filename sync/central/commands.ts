import { z } from 'zod';
import { isMonth } from '../../shared/base/time.ts';
import { CLAIM_STATES } from '../../shared/claims/record.ts';
import { writtenText } from '../../shared/facility/record.ts';
import { exportFhir } from './adapters/fhir/export.ts';
import { listClaims } from './claim-list.ts';
import { countClaims, decideClaim, payClaims } from './claim-office.ts';
import { deviceCounts } from './counts.ts';
import { dump } from './dump.ts';
import { CentreFault, Refused } from './faults.ts';
import { importMembers, importPlaces, type RefusedRow } from './import.ts';
import { monthsOf } from './months.ts';
import { ensurePacks, PACKS } from './packs.ts';
import type { Publisher } from './publisher.ts';
import { recheckOpen } from './rechecks.ts';
import { addFacility, knownFacility, makeEnrolCode, revoke } from './registry.ts';
import type { Offers } from './roster.ts';
import { RULESETS } from './rulesets.ts';
import type { Dated } from './series.store.ts';
import { listSeries, publishOne, SERIES_BYTES_MAX, type Series } from './series.ts';
import { importStick } from './sticks.ts';
import { verifySpooled } from './verify-archive.ts';
import type { World } from './world.ts';

/** Of an officer, as desks show it beside an answer. */
const name = writtenText().min(2).max(80);
const words = writtenText().min(3).max(500);
const month = z.string().refine(isMonth, 'a month of the calendar, like 2026-03');

/** What the operator may ask of a centre, in this process or of one that runs. Each answers with one JSON value. */
export const COMMANDS = {
  'import-members': z.strictObject({ isResumed: z.boolean().default(false), isPublished: z.boolean().default(false) }),
  'import-places': z.strictObject({}),
  'add-facility': z.strictObject({ facility: z.unknown(), isPractice: z.boolean() }),
  'enrol-code': z.strictObject({ facility: z.string(), hours: z.number().min(1).max(8760), isPractice: z.boolean() }),
  revoke: z.strictObject({ device: z.string() }),
  dump: z.strictObject({ hasHistory: z.boolean() }),
  counts: z.strictObject({ facility: z.string() }),
  roster: z.strictObject({ facility: z.string() }),
  'publish-ruleset': z.strictObject({ correctsWhy: z.string().max(1000).nullable() }),
  rulesets: z.strictObject({}),
  'publish-pack': z.strictObject({ correctsWhy: z.string().max(1000).nullable() }),
  'list-packs': z.strictObject({}),
  claims: z.strictObject({
    ...{ facility: z.string(), month, state: z.enum(CLAIM_STATES).nullable() },
    isListed: z.boolean().default(false),
  }),
  'decide-claim': z.strictObject({
    ...{ facility: z.string(), claimId: z.string(), version: z.int().min(1) },
    ...{ result: z.enum(['accepted', 'returned', 'denied']), code: z.string().nullable(), by: name, note: words },
  }),
  'pay-claims': z.strictObject({ facility: z.string(), month, by: name, payment: writtenText().min(1).max(80) }),
  month: z.strictObject({ facility: z.string() }),
  'export-fhir': z.strictObject({ facility: z.string(), month }),
  'import-stick': z.strictObject({}),
  'verify-archive': z.strictObject({}),
  'publish-national': z.strictObject({ facilities: z.array(z.string()).min(1).nullable(), isWhole: z.boolean() }),
} as const;
export type CommandName = keyof typeof COMMANDS;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** Where a command's lines go while it works. Waiting for them is what bounds its memory. */
export interface CommandOutput {
  /** A line of the result itself. */
  line(text: string): Promise<void>;
  refused(row: RefusedRow): Promise<void>;
}

export interface CommandWorld extends World {
  offers: Offers;
  publisher: Publisher;
}

/**
 * Runs one command. `input` is the file of an import. Resolves to what is printed as the last line, or null. Throws
 * `CentreFault` with a sentence.
 */
export async function runCommand(
  world: CommandWorld,
  name: CommandName,
  given: unknown,
  input: AsyncIterable<Uint8Array>,
  output: CommandOutput,
): Promise<unknown> {
  switch (name) {
    case 'import-members':
      return membersImported(world, COMMANDS[name].parse(given), input, output);
    case 'import-places':
      return importPlaces(world, input, output.refused);
    case 'add-facility': {
      const { facility, isPractice } = COMMANDS[name].parse(given);
      return addFacility(world, facility, isPractice);
    }
    case 'enrol-code':
      return makeEnrolCode(world, COMMANDS[name].parse(given));
    case 'revoke': {
      const { device } = COMMANDS[name].parse(given);
      await revoke(world, device);
      return { revoked: device };
    }
    case 'dump':
      for await (const line of dump(world, COMMANDS[name].parse(given).hasHistory)) {
        await output.line(JSON.stringify(line));
      }
      return null;
    case 'counts':
      return { desks: await deviceCounts(world, COMMANDS[name].parse(given).facility) };
    case 'roster':
      return roster(world, COMMANDS[name].parse(given).facility);
    case 'publish-ruleset':
      return publishOne(world, RULESETS, await readJson(input), COMMANDS[name].parse(given).correctsWhy);
    case 'rulesets':
      return listed(world, RULESETS, output);
    case 'publish-pack':
      await ensurePacks(world);
      return publishOne(world, PACKS, await readJson(input), COMMANDS[name].parse(given).correctsWhy);
    case 'list-packs':
      await ensurePacks(world);
      return listed(world, PACKS, output);
    case 'claims': {
      const { isListed, ...wish } = read(COMMANDS[name], given);
      if (!isListed) return countClaims(world, wish);
      await listClaims(world, wish, output.line);
      return null;
    }
    case 'decide-claim':
      return decideClaim(world, read(COMMANDS[name], given));
    case 'pay-claims':
      return payClaims(world, read(COMMANDS[name], given));
    case 'month':
      for (const one of await monthsOf(world, read(COMMANDS[name], given).facility)) {
        await output.line(JSON.stringify(one));
      }
      return null;
    case 'verify-archive':
      return verifySpooled(world, input);
    case 'export-fhir': {
      const { facility, month: wanted } = read(COMMANDS[name], given);
      return exportFhir(world, facility, wanted, output.line);
    }
    case 'import-stick':
      return stickImported(world, input);
    case 'publish-national':
      return world.publisher.publish(COMMANDS[name].parse(given));
  }
}

/** The import, and what follows from a register that has changed. */
async function membersImported(
  world: CommandWorld,
  { isResumed, isPublished }: { isResumed: boolean; isPublished: boolean },
  input: AsyncIterable<Uint8Array>,
  output: CommandOutput,
): Promise<unknown> {
  const summary = await importMembers(world, input, output.refused, isResumed);
  await recheckOpen(world);
  if (isPublished) await world.publisher.publish({ facilities: null, isWhole: false });
  return summary;
}

/** The file of a desk as it lay on the stick, and the path under which the answer to it lies on this computer. */
async function stickImported(world: CommandWorld, input: AsyncIterable<Uint8Array>): Promise<unknown> {
  try {
    const { summary, answer } = await importStick(world, input);
    return { ...summary, path: answer.path };
  } catch (error) {
    throw error instanceof Refused ? new CentreFault(error.message) : error;
  }
}

/** What an operator has typed, or a sentence about what of it cannot be used. */
function read<Shape extends z.ZodType>(shape: Shape, given: unknown): z.output<Shape> {
  const { data, error } = shape.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw new CentreFault(`The ${issue?.path.join('.')} cannot be used: ${issue?.message}. Nothing was changed.`);
}

async function listed<One extends Dated>(world: World, series: Series<One>, output: CommandOutput): Promise<null> {
  for (const one of await listSeries(world, series)) await output.line(JSON.stringify(one));
  return null;
}

async function readJson(input: AsyncIterable<Uint8Array>): Promise<unknown> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  for await (const chunk of input) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > SERIES_BYTES_MAX)
      throw new CentreFault('The file is too large for what it should be. Nothing was changed.');
  }
  try {
    return JSON.parse((text + decoder.decode()).replace(/^\uFEFF/, ''));
  } catch {
    throw new CentreFault('The file is not JSON. Nothing was changed.');
  }
}

/** The newest roster of a facility, with the path under which it lies on this computer. */
async function roster(world: CommandWorld, code: string): Promise<unknown> {
  const facility = await knownFacility(world.db, code);
  const news = await world.offers.latestRoster(facility);
  if (news === null) throw new CentreFault('The register has no members yet, or is being imported just now.');
  if (!(await world.files.bring(news.id))) throw new CentreFault('The roster has just been replaced; ask once more.');
  return { ...news, path: world.files.pathOf(news.id) };
}
