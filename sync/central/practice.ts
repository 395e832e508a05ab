import { dayAt, instantOf } from '../../shared/base/time.ts';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import { hasMembers, upsertMembers } from './members.store.ts';
import { memberOf } from './members.ts';
import { placesCount, upsertPlaces } from './places.store.ts';
import { practiceRegister } from './practice-members.ts';
import { PRACTICE_PLACES } from './practice-places.ts';
import { insertFacility } from './registry.store.ts';
import { decideMode } from './registry.ts';
import { lockSettings, markPlacesChanged, markRegisterChanged } from './settings.store.ts';
import type { World } from './world.ts';

/**
 * Gives a practice centre what a newcomer needs: a facility, places and a register. A register that was imported is
 * left alone; one that the centre made is made again on another day, because what it shows depends on the day.
 */
export async function ensurePractice(world: World): Promise<void> {
  const nowMs = world.clock.nowMs();
  const today = dayAt(nowMs);
  await world.db.write(async (tx) => {
    await decideMode(tx, 'practice');
    // It serves no place, so that its desks have the whole invented register.
    await insertFacility(tx, { ...PRACTICE_FACILITY, placeCode: null }, instantOf(nowMs));
    if ((await placesCount(tx)) === 0) {
      await upsertPlaces(tx, PRACTICE_PLACES);
      await markPlacesChanged(tx, { at: instantOf(nowMs), isMore: false });
    }
    const { practiceRegisterDay } = await lockSettings(tx);
    const isOwn = practiceRegisterDay !== null || !(await hasMembers(tx));
    if (isOwn && practiceRegisterDay !== today) {
      const written = await upsertMembers(tx, practiceRegister(today).map(memberOf));
      const added = written.filter(({ isNew }) => isNew).length;
      await markRegisterChanged(tx, { at: instantOf(nowMs), added, isMore: false, practiceDay: today });
    }
  });
}
