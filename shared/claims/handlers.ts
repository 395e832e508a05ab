import type { z } from 'zod';
import { must } from '../base/assert.ts';
import type { ReadDb } from '../base/db.ts';
import type { Host } from '../facility/host.ts';
import { syncStateOf } from '../outbox/store.ts';
import { auditWith, staffById } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { claimsContract, ListedClaim } from './contract.ts';
import type { ClaimTold } from './making-rules.ts';
import type { ReferencePack } from './pack.record.ts';
import { categoryOf, rateOf, ratesOf } from './pack-rules.ts';
import { packForDay } from './pack-store.ts';
import type { Claim, ClaimDetails } from './record.ts';
import { isCoverPayer, isDecided } from './rules.ts';
import { correctedMaking, saveClaim, saveTold } from './save-store.ts';
import { answersOf, claimById, countClaims, eventsOf, type ListedRow, listClaims, listedClaimById } from './store.ts';

export const claimsHandlers: Handlers<typeof claimsContract, Host> = {
  'claims.list': (db, input) => {
    const { month, serviceDate, patientId } = input;
    const claims = listClaims(db, input).map((row) => shown(db, row));
    return { claims, ...countClaims(db, { month, serviceDate, patientId }) };
  },

  'claims.get': (db, { claimId }, _act, refuse) => {
    const row = listedClaimById(db, claimId) ?? refuse('claim-not-found', 'claimId');
    const listed = shown(db, row);
    const events = eventsOf(db, claimId);
    return {
      listed,
      answers: answersOf(db, claimId),
      events,
      people: peopleOf(
        db,
        events.map(({ by }) => by),
      ),
      reference: referenceOf(db, row.claim),
    };
  },

  'claims.correct': (db, input, act, refuse) => {
    const { claim: before, state } = claimById(db, input.claimId) ?? refuse('claim-not-found', 'claimId');
    if (state === 'withdrawn') return refuse('withdrawn', 'claimId');
    if (before.version !== input.version) return refuse('changed-meanwhile', 'version');
    if (isDecided(state)) return refuse('already-decided', 'claimId');
    if (state === 'denied') return refuse('claim-denied', 'claimId');
    const { making, payer } = correctedMaking(db, before);
    const unknown = (input.lines ?? []).findIndex(({ category }) => !canAsk(category, before, making.pack, payer));
    if (unknown >= 0) return refuse('category-unknown', `lines.${unknown}.category`);
    // What somebody has ticked stays ticked, also where a later pack does not name it.
    const known = new Set([...before.documents, ...(making.pack?.checklist ?? []).map(({ code }) => code)]);
    if (input.documents?.some((code) => !known.has(code)) === true) return refuse('document-unknown', 'documents');
    const told = toldBy(before, input);
    const wrongDay = input.details === undefined ? null : wrongDayOf(told.details, act);
    if (wrongDay !== null) return refuse('dates-wrong', wrongDay);
    if (!saveTold(db, act, before, told, input.note ?? null)) return refuse('nothing-changed');
    auditWith(db, act, 'claim-corrected', before.id, { version: before.version + 1 });
    return { listed: listedNow(db, before.id) };
  },

  'claims.appeal': (db, { claimId, version, reason }, act, refuse) => {
    const { claim: before, state } = claimById(db, claimId) ?? refuse('claim-not-found', 'claimId');
    if (before.version !== version) return refuse('changed-meanwhile', 'version');
    if (state !== 'denied') return refuse('not-denied', 'claimId');
    const by = { madeAt: act.now, madeBy: staffIdOf(act) };
    saveClaim(db, act, { ...before, version: version + 1, asks: 'appeal', note: reason, ...by });
    auditWith(db, act, 'claim-appealed', claimId, { version: version + 1 });
    return { listed: listedNow(db, claimId) };
  },
};

type Correction = z.output<(typeof claimsContract)['claims.correct']['input']>;

/** A part that is left out stays; one that is null is taken out. */
function toldBy(before: Claim, input: Correction): ClaimTold {
  const details = Object.fromEntries(Object.entries(input.details ?? {}).filter(([, value]) => value !== undefined));
  return {
    payer: before.payer,
    lines: input.lines ?? before.lines,
    details: { ...before.details, ...details },
    documents: input.documents === undefined ? before.documents : [...new Set(input.documents)],
    patientPaidRiel: input.patientPaidRiel ?? before.patientPaidRiel,
  };
}

/** A case without a price yet is no reason to keep back what else is told of its claim: what stands in it may stay. */
function canAsk(category: string, before: Claim, pack: ReferencePack | null, payer: Claim['payer']): boolean {
  if (before.lines.some((line) => line.category === category)) return true;
  if (!isCoverPayer(payer)) return categoryOf(pack, category) !== null;
  return rateOf(pack, payer, before.facilityLevel, category) !== null;
}

function wrongDayOf({ admittedOn, dischargedOn }: ClaimDetails, { today }: Act): string | null {
  if (admittedOn !== null && admittedOn > today) return 'details.admittedOn';
  if (dischargedOn === null) return null;
  const isWrong = dischargedOn > today || (admittedOn !== null && dischargedOn < admittedOn);
  return isWrong ? 'details.dischargedOn' : null;
}

function shown(db: ReadDb, row: ListedRow): ListedClaim {
  return { ...row, syncState: syncStateOf(db, 'claim', row.claim.id) };
}

function peopleOf(db: ReadDb, staffIds: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    [...new Set(staffIds)].flatMap((id) => {
      const member = staffById(db, id);
      return member === null ? [] : [[id, member.fullName]];
    }),
  );
}

function listedNow(db: ReadDb, claimId: string): ListedClaim {
  return shown(db, must(listedClaimById(db, claimId), 'a claim that was saved is kept'));
}

/** What the pack of the day offers for a claim. Where nobody pays yet, what either payer would. */
function referenceOf(db: ReadDb, { serviceFrom, payer, facilityLevel }: Claim) {
  const pack = packForDay(db, serviceFrom);
  const isPayer = (one: string) => !isCoverPayer(payer) || one === payer;
  return {
    packId: pack?.id ?? null,
    rates: isCoverPayer(payer)
      ? ratesOf(pack, payer, facilityLevel)
      : (pack?.rates ?? []).filter(({ level }) => level === facilityLevel),
    categories: pack?.categories ?? [],
    checklist: (pack?.checklist ?? []).filter(({ payers }) => payers.some(isPayer)),
    paymentCodes: (pack?.paymentCodes ?? []).filter((code) => isPayer(code.payer)),
    ageBands: pack?.ageBands ?? [],
  };
}
