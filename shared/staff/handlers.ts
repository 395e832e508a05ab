import { assert } from '../base/assert.ts';
import { instantOf } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import { revocationOf } from '../facility/store.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { staffContract } from './contract.ts';
import {
  addStaff,
  audit,
  countWrongPin,
  endSession,
  listStaff,
  openSession,
  staffById,
  staffByUserName,
} from './store.ts';

/** A hash that no PIN has, so that an unknown name costs the same time as a known one and cannot be told apart. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export const staffHandlers: Handlers<typeof staffContract, Host> = {
  'staff.signIn': async (db, input, act, refuse, host) => {
    if (revocationOf(db) !== null) return refuse('device-revoked');
    const known = staffByUserName(db, input.userName);
    // Not the PC's own time: a lock that was set in the year 2100 would outlive everybody.
    const locked = (untilMs: number) =>
      refuse('locked', 'pin', { secondsLeft: Math.ceil((untilMs - act.bestMs) / 1_000) });
    if (known !== null && known.lockedUntilMs > act.bestMs) return locked(known.lockedUntilMs);
    const isRight = await host.pins.verify(input.pin, known?.pinHash ?? NOBODYS_HASH);
    if (known === null) return refuse('wrong-pin', 'pin');
    if (!isRight) {
      const lockedUntilMs = db.write((tx) => {
        const until = countWrongPin(tx, known.member.id, act.bestMs);
        audit(tx, act.now, known.member.id, until > 0 ? 'sign-in-locked' : 'sign-in-failed', null);
        return until;
      });
      return lockedUntilMs > 0 ? locked(lockedUntilMs) : refuse('wrong-pin', 'pin');
    }
    const session = host.newToken();
    const endsAtMs = db.write((tx) => {
      // While the PIN was being verified other tries may have locked the name; a lock holds for the right PIN too, and
      // says the same, so that nobody learns from it that the PIN was right.
      const still = staffByUserName(tx, input.userName);
      if (still === null) return refuse('wrong-pin', 'pin');
      if (still.lockedUntilMs > act.bestMs) return locked(still.lockedUntilMs);
      audit(tx, act.now, known.member.id, 'signed-in', null);
      return openSession(tx, known.member.id, session, act.nowMs);
    });
    return { session, endsAt: instantOf(endsAtMs), staff: known.member };
  },

  'staff.signOut': (db, _input, act) => {
    assert(act.caller !== null, 'the contract asks for a session');
    endSession(db, act.caller.sessionHash);
    audit(db, act.now, act.caller.staffId, 'signed-out', null);
    return {};
  },

  'staff.me': (db, _input, act) => {
    const staff = act.caller === null ? null : staffById(db, act.caller.staffId);
    assert(staff !== null, 'the contract asks for a session');
    return { staff };
  },

  'staff.list': (db) => ({ staff: listStaff(db) }),

  'staff.add': async (db, input, act, refuse, host) => {
    const pinHash = await host.pins.hash(input.pin);
    const { userName, fullName, role } = input;
    const staff = { id: act.newId(), userName, fullName, role, isActive: true };
    const isAdded = db.write((tx) => {
      if (staffByUserName(tx, userName) !== null) return false;
      addStaff(tx, staff, pinHash, act.now);
      audit(tx, act.now, act.caller?.staffId ?? null, 'staff-added', staff.id);
      return true;
    });
    if (!isAdded) return refuse('user-name-taken', 'userName');
    act.changed('staff');
    return { staff };
  },
};
