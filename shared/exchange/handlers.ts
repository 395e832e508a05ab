import type { ReadDb } from '../base/db.ts';
import { monthOf } from '../base/time.ts';
import { currentRoster } from '../eligibility/roster-store.ts';
import type { Host } from '../facility/host.ts';
import { centreOf, deskOf } from '../facility/store.ts';
import { onStickCount } from '../outbox/stick-store.ts';
import { attentionItems, changeCounts, enteredCount, waitingItems } from '../outbox/store.ts';
import type { Act } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import { openConflicts } from './conflict-store.ts';
import type { exchangeContract } from './contract.ts';
import { deskTroubleOf, lineCostOf } from './line-store.ts';
import type { SyncStatus } from './record.ts';

/** Rows of a list that a person reads; the counts beside it speak for all of them. */
const LISTED_MAX = 100;

function statusOf(db: ReadDb, host: Host, act: Act): SyncStatus {
  const counts = changeCounts(db);
  const waiting = waitingItems(db, LISTED_MAX);
  const centre = centreOf(db);
  return {
    isEnrolled: centre !== null,
    centreUrl: centre?.url ?? null,
    link: host.link.state(),
    counts: {
      entered: enteredCount(db),
      accepted: counts.accepted,
      needsFixing: counts['needs-fixing'],
      waiting: counts.waiting,
      withdrawn: counts.withdrawn,
    },
    onStick: onStickCount(db),
    oldestWaitingAt: waiting[0]?.madeAt ?? null,
    waiting,
    attention: attentionItems(db, LISTED_MAX),
    conflicts: openConflicts(db),
    roster: currentRoster(db),
    national: host.cover.national(),
    cost: lineCostOf(db, monthOf(act.today)),
    trouble: deskTroubleOf(db),
  };
}

export const exchangeHandlers: Handlers<typeof exchangeContract, Host> = {
  'sync.status': (db, _input, act, _refuse, host) => statusOf(db, host, act),
  'sync.now': async (db, _input, act, refuse, host) => {
    await host.link.syncNow();
    // A practice desk enrols by itself at its first contact, so trying is what it needs.
    if (centreOf(db) === null && deskOf(db)?.mode !== 'practice') return refuse('not-enrolled');
    return statusOf(db, host, act);
  },
};
