import type { Host } from '../facility/host.ts';
import { deskOf, saveCentre, saveCentreKeys, saveDesk } from '../facility/store.ts';
import { addStaff, audit, listStaff } from '../staff/store.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { deskContract } from './contract.ts';

export const deskHandlers: Handlers<typeof deskContract, Host> = {
  'system.about': (db, _input, act, _refuse, host) => {
    const desk = deskOf(db);
    return {
      name: 'Tonle',
      version: host.program.version,
      mode: desk?.mode ?? 'not-set-up',
      facility: desk?.facility ?? null,
      deskNumber: desk?.deskNumber ?? null,
      today: act.today,
      now: act.now,
      people: desk?.mode === 'practice' ? [...host.practicePeople] : [],
      staffNames: listStaff(db).map((member) => member.userName),
      shell: host.program.shell,
      runtime: host.program.runtime,
    };
  },

  'system.startPractice': async (db, _input, _act, refuse, host) => {
    if (deskOf(db) !== null) return refuse('already-set-up');
    await host.setUp.startPractice();
    return { mode: 'practice' };
  },

  'system.setUp': async (db, input, act, refuse, host) => {
    if (deskOf(db) !== null) return refuse('already-set-up');
    const pinHash = await host.pins.hash(input.pin);
    const { centreUrl, code } = input;
    const enrolled = await host.setUp.enrol({ centreUrl, code });
    if ('refused' in enrolled)
      return refuse(enrolled.refused, enrolled.refused === 'code-refused' ? 'code' : 'centreUrl');
    const { identity, deviceToken, keys } = enrolled;
    const isFirst = db.write((tx) => {
      if (deskOf(tx) !== null) return false;
      saveDesk(tx, identity);
      saveCentre(tx, { url: centreUrl, deviceToken });
      saveCentreKeys(tx, keys);
      const manager = {
        id: act.newId(),
        userName: input.userName,
        fullName: input.managerName,
        role: 'manager',
        isActive: true,
      } as const;
      addStaff(tx, manager, pinHash, act.now);
      audit(tx, act.now, manager.id, 'desk-set-up', identity.deviceId);
      return true;
    });
    if (!isFirst) return refuse('already-set-up');
    act.changed('facility');
    act.changed('staff');
    return { facility: identity.facility, deskNumber: identity.deskNumber };
  },

  'practice.setLink': async (db, input, _act, refuse, host) => {
    if (deskOf(db)?.mode !== 'practice') return refuse('not-practice');
    host.link.setPlug(input.isUp);
    if (input.isUp) void host.link.syncNow();
    return { isUp: input.isUp };
  },
};
