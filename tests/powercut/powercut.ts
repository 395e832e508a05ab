import { parseArgs } from 'node:util';
import { isProved, provePowerCuts } from './proof.ts';

/**
 * `npm run powercut -- [--images 10000] [--control-images 1000] [--asks 900] [--seed 1]`: the writes and syncs of a real
 * desk, replayed into as many disks as there are images, each as a power cut at a random moment would have left it. Prints
 * one JSON object; ends with an error when the desk lost or broke anything, or when a control did not.
 */
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    'control-images': { type: 'string', default: '1000' },
    asks: { type: 'string', default: '900' },
    seed: { type: 'string', default: '1' },
  },
});
const proof = await provePowerCuts({
  images: Number(values.images),
  controlImages: Number(values['control-images']),
  asks: Number(values.asks),
  seed: Number(values.seed),
});
process.stdout.write(`${JSON.stringify(proof, null, 2)}\n`);
if (!('skipped' in proof) && !isProved(proof)) process.exitCode = 1;
