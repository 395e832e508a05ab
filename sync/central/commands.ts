import { z } from 'zod';
import { dump } from './dump.ts';
import { CentreFault } from './faults.ts';
import { importMembers, importPlaces, type RefusedRow } from './import.ts';
import { facilityByCode } from './registry.store.ts';
import { addFacility, makeEnrolCode, revoke } from './registry.ts';
import type { Offers } from './roster.ts';
import type { World } from './world.ts';

/** What the operator may ask of a centre, in this process or of one that runs. Each answers with one JSON value. */
export const COMMANDS = {
  'import-members': z.strictObject({}),
  'import-places': z.strictObject({}),
  'add-facility': z.strictObject({ facility: z.unknown(), isPractice: z.boolean() }),
  'enrol-code': z.strictObject({ facility: z.string(), hours: z.number().min(1).max(8760), isPractice: z.boolean() }),
  revoke: z.strictObject({ device: z.string() }),
  dump: z.strictObject({ hasHistory: z.boolean() }),
  roster: z.strictObject({ facility: z.string() }),
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
      return importMembers(world, input, output.refused);
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
      for await (const line of dump(world.db, COMMANDS[name].parse(given).hasHistory)) {
        await output.line(JSON.stringify(line));
      }
      return null;
    case 'roster':
      return roster(world, COMMANDS[name].parse(given).facility);
  }
}

/** The newest roster of a facility, with the path under which it lies on this computer. */
async function roster(world: CommandWorld, code: string): Promise<unknown> {
  const facility = await facilityByCode(world.db, code);
  if (facility === null) throw new CentreFault(`There is no facility with the code ${code}.`);
  const news = await world.offers.latestRoster(facility);
  if (news === null) throw new CentreFault('The register has no members yet, or is being imported just now.');
  return { ...news, path: world.files.pathOf(news.id) };
}
