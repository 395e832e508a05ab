import type { ClockReading } from '../base/clock.ts';
import type { ReadDb } from '../base/db.ts';
import { dayAt, dayStartMs, instantOf } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import { deskOf, revocationOf, saveCentre, saveCentreKeys, saveDesk, saveLinePrice } from '../facility/store.ts';
import { addStaff, audit, listStaff } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import { clockOffsetMs, judgedClock, takeWordOnTime } from './clock-store.ts';
import type { deskContract } from './contract.ts';
import { livesOf, markLivesSeen } from './life-store.ts';
import type { ClockState } from './record.ts';

/** More names than a database can have in its life. */
const LIVES_MAX = 100;

const readingOf = (act: Act): ClockReading => ({ wallMs: act.nowMs, monotonicMs: act.monotonicMs });

function clockStateOf(db: ReadDb, act: Act): ClockState {
  const { flag, bestMs, boundMs } = judgedClock(db, readingOf(act));
  return {
    flag,
    wallAt: act.now,
    bestAt: instantOf(bestMs),
    today: dayAt(bestMs),
    knownAt: instantOf(boundMs),
    offsetMs: clockOffsetMs(db),
  };
}

export const deskHandlers: Handlers<typeof deskContract, Host> = {
  'system.about': (db, _input, act, _refuse, host) => {
    const desk = deskOf(db);
    const revoked = revocationOf(db);
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
      revoked: revoked && { at: revoked.at, isHandedOver: revoked.isHandedOver },
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

  'desk.clock': (db, _input, act) => clockStateOf(db, act),

  'desk.confirmDate': (db, { day }, act, refuse) => {
    const reading = readingOf(act);
    const { boundMs } = judgedClock(db, reading);
    const knownDay = dayAt(boundMs);
    if (day < knownDay) return refuse('day-has-passed', 'day', { knownDay });
    // The time of day is the PC's: hands are set wrong far more rarely than calendars.
    const trueMs = dayStartMs(day) + (act.nowMs - dayStartMs(dayAt(act.nowMs)));
    takeWordOnTime(db, reading, Math.max(trueMs, boundMs));
    audit(db, act.now, staffIdOf(act), 'date-confirmed', day);
    act.changed('facility');
    return clockStateOf(db, act);
  },

  'desk.lives': (db) => ({ lives: livesOf(db, LIVES_MAX) }),

  'desk.seeLives': (db, { through }, act) => {
    const seen = markLivesSeen(db, through ?? Number.MAX_SAFE_INTEGER, act.now, staffIdOf(act));
    if (seen > 0) audit(db, act.now, staffIdOf(act), 'desk-lives-seen', null);
    act.changed('sync');
    return { seen };
  },

  'desk.setLinePrice': (db, { rielPerMb }, act) => {
    saveLinePrice(db, rielPerMb);
    audit(db, act.now, staffIdOf(act), 'line-price-set', rielPerMb === null ? null : String(rielPerMb));
    act.changed('sync');
    return { rielPerMb };
  },

  'practice.setLink': async (db, input, _act, refuse, host) => {
    if (deskOf(db)?.mode !== 'practice') return refuse('not-practice');
    host.link.setPlug(input.isUp);
    if (input.isUp) void host.link.syncNow();
    return { isUp: input.isUp };
  },
};
