import { randomBytes } from 'node:crypto';
import type { Randomness } from '../../../shared/base/ids.ts';

export const systemRandomness: Randomness = { bytes: (count) => randomBytes(count) };
