import { must } from '../base/assert.ts';
import { isDecided } from '../claims/rules.ts';
import { claimById } from '../claims/store.ts';
import type { Host } from '../facility/host.ts';
import type { Withdrawal } from '../outbox/record.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { auditWith } from '../staff/store.ts';
import { staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { changeContract } from './change-contract.ts';
import { resend, standingChecks, standingVisits, syncedHead, withdraw } from './synced-store.ts';

export const changeHandlers: Handlers<typeof changeContract, Host> = {
  'changes.withdraw': (db, { kind, recordId, reason }, act, refuse) => {
    if (kind === 'month-close') return refuse('month-stays', 'kind');
    const head = syncedHead(db, kind, recordId) ?? refuse('record-not-found', 'recordId');
    if (withdrawalOf(db, kind, recordId) !== null) return refuse('withdrawn', 'recordId');
    if (kind === 'claim' && isDecided(must(claimById(db, recordId), 'a claim with a head is kept').state))
      return refuse('already-decided', 'recordId');
    const visits = kind === 'patient' ? standingVisits(db, recordId) : 0;
    if (visits > 0) return refuse('visits-first', 'recordId', { visits });
    const withdrawn: Withdrawal = { reason, at: act.now, by: staffIdOf(act) };
    // A check without its patient says nothing about anybody.
    const checks = kind === 'patient' ? standingChecks(db, recordId) : [];
    const along = checks.map((id) => syncedHead(db, 'eligibility-check', id));
    // Nobody is asked to pay for a visit that was none.
    if (kind === 'visit') along.push(syncedHead(db, 'claim', recordId));
    for (const one of [...along, head]) {
      if (one === null || withdrawalOf(db, one.kind, one.recordId) !== null) continue;
      withdraw(db, act, one, withdrawn);
      auditWith(db, act, 'record-withdrawn', one.recordId, { kind: one.kind, reason });
    }
    for (const area of ['patients', 'eligibility', 'visits', 'claims'] as const) act.changed(area);
    return { withdrawn };
  },

  'changes.resend': (db, { kind, recordId }, act, refuse) => {
    if (syncedHead(db, kind, recordId) === null) return refuse('record-not-found', 'recordId');
    const version = resend(db, act, kind, recordId) ?? refuse('nothing-to-resend', 'recordId');
    auditWith(db, act, 'record-resent', recordId, { kind, version });
    return { version };
  },
};
