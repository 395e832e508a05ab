import type { ReadDb } from '../base/db.ts';
import { currentRoster } from '../eligibility/roster-store.ts';
import type { Host } from '../facility/host.ts';
import { centreOf, deskOf } from '../facility/store.ts';
import { attentionItems, changeCounts, enteredCount, waitingChanges } from '../outbox/store.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { exchangeContract } from './contract.ts';
import type { SyncStatus } from './record.ts';

/** Rows of a list that a person reads; the counts beside it speak for all of them. */
const LISTED_MAX = 100;

function statusOf(db: ReadDb, host: Host): SyncStatus {
  const counts = changeCounts(db);
  const waiting = waitingChanges(db, LISTED_MAX);
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
      superseded: counts.superseded,
    },
    oldestWaitingAt: waiting[0]?.madeAt ?? null,
    waiting: waiting.map(({ kind, recordId, madeAt, label }) => ({ kind, recordId, madeAt, label })),
    attention: attentionItems(db, LISTED_MAX),
    roster: currentRoster(db),
    national: host.cover.national(),
  };
}

export const exchangeHandlers: Handlers<typeof exchangeContract, Host> = {
  'sync.status': (db, _input, _act, _refuse, host) => statusOf(db, host),
  'sync.now': async (db, _input, _act, refuse, host) => {
    await host.link.syncNow();
    // A practice desk enrols by itself at its first contact, so trying is what it needs.
    if (centreOf(db) === null && deskOf(db)?.mode !== 'practice') return refuse('not-enrolled');
    return statusOf(db, host);
  },
};
