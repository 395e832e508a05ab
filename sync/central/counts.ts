import { CentreFault } from './faults.ts';
import { countRecords } from './feed.store.ts';
import { facilityByCode } from './registry.store.ts';
import type { World } from './world.ts';

/** Records of one device by the newest version that it has sent, as its desk counts them; nothing waits at a centre. */
export interface DeviceCounts {
  device: string;
  deskNumber: number;
  /** The desk that this one was split off from: what that one had sent by then counts at both, because both have it. */
  splitFrom: string | null;
  entered: number;
  accepted: number;
  needsFixing: number;
  withdrawn: number;
}

/** For a manager who compares: where nothing waits at a desk, its counts are these. Throws `CentreFault`. */
export async function deviceCounts(world: World, facility: string): Promise<DeviceCounts[]> {
  if ((await facilityByCode(world.db, facility)) === null) {
    throw new CentreFault(`There is no facility ${facility} at this centre. Nothing was changed.`);
  }
  const counts = new Map<string, DeviceCounts>();
  for (const { device, deskNumber, splitFrom, state, n } of await countRecords(world.db, facility)) {
    const of = counts.get(device) ?? {
      ...{ device, deskNumber, splitFrom, entered: 0, accepted: 0, needsFixing: 0, withdrawn: 0 },
    };
    of.entered += n;
    of[state === 'needs-fixing' ? 'needsFixing' : state] += n;
    counts.set(device, of);
  }
  return [...counts.values()];
}
