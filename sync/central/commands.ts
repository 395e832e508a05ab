import { z } from 'zod';
import { deviceCounts } from './counts.ts';
import { dump } from './dump.ts';
import { CentreFault, Refused } from './faults.ts';
import { importMembers, importPlaces, type RefusedRow } from './import.ts';
import type { Publisher } from './publisher.ts';
import { recheckOpen } from './rechecks.ts';
import { facilityByCode } from './registry.store.ts';
import { addFacility, makeEnrolCode, revoke } from './registry.ts';
import type { Offers } from './roster.ts';
import { listRulesets, publishRuleset, RULESET_BYTES_MAX } from './rulesets.ts';
import { importStick } from './sticks.ts';
import type { World } from './world.ts';

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
  'import-stick': z.strictObject({}),
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
      return publishRuleset(world, await readJson(input), COMMANDS[name].parse(given).correctsWhy);
    case 'rulesets':
      for (const one of await listRulesets(world)) await output.line(JSON.stringify(one));
      return null;
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

async function readJson(input: AsyncIterable<Uint8Array>): Promise<unknown> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  for await (const chunk of input) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > RULESET_BYTES_MAX)
      throw new CentreFault('The file is too large for a ruleset. Nothing was changed.');
  }
  try {
    return JSON.parse((text + decoder.decode()).replace(/^\uFEFF/, ''));
  } catch {
    throw new CentreFault('The file is not JSON. Nothing was changed.');
  }
}

/** The newest roster of a facility, with the path under which it lies on this computer. */
async function roster(world: CommandWorld, code: string): Promise<unknown> {
  const facility = await facilityByCode(world.db, code);
  if (facility === null) throw new CentreFault(`There is no facility with the code ${code}.`);
  const news = await world.offers.latestRoster(facility);
  if (news === null) throw new CentreFault('The register has no members yet, or is being imported just now.');
  if (!(await world.files.bring(news.id))) throw new CentreFault('The roster has just been replaced; ask once more.');
  return { ...news, path: world.files.pathOf(news.id) };
}
