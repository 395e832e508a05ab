import { parseArgs } from 'node:util';
import { isWithstood, weatherStorm } from './proof.ts';

/**
 * `npm run storm -- [--kills 2000] [--centre-kills 50] [--desks 4] [--seed 1]`: real desks and a real centre, killed at
 * random moments over and over while people work, with a line between them that cuts, slows, swallows and lies. Prints one
 * JSON object; ends with an error when anything that was acknowledged is lost, doubled or different.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '2000' },
    'centre-kills': { type: 'string', default: '50' },
    desks: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
  },
});
const found = await weatherStorm({
  kills: Number(values.kills),
  centreKills: Number(values['centre-kills']),
  desks: Number(values.desks),
  seed: Number(values.seed),
});
process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
if (!isWithstood(found)) process.exitCode = 1;
