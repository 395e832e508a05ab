import { CentreFault } from '../faults.ts';
import type { Published, Publisher } from '../publisher.ts';
import type { World } from '../world.ts';

export class NationalPublisher implements Publisher {
  constructor(_world: World, _folder: string) {}
  publish(): Promise<Published> {
    return Promise.reject(new CentreFault('x'));
  }
  async close(): Promise<void> {}
}
