import { must } from '../../shared/base/assert.ts';
import { type ClaimState, claim as claimRecord } from '../../shared/claims/record.ts';
import { codeOf } from '../../shared/claims/rules.ts';
import { answersBySeq, claimsOfMonth } from './claims.store.ts';
import { contentsOf } from './contents.ts';
import { knownFacility } from './registry.ts';
import type { World } from './world.ts';

const CLAIMS_A_PAGE = 200;

/** What an officer decides on: what is asked for and why, and what was said of it before. No name of a patient. */
export interface ListedAtCentre {
  claim: string;
  version: number;
  state: ClaimState;
  serviceDate: string;
  payer: string;
  memberNumber: string | null;
  lines: { category: string; quantity: number; amountRiel: number }[];
  amountRiel: number;
  isAdjustment: boolean;
  asks: string | null;
  /** What the facility wrote: the reason of an appeal, or what was put right. */
  note: string | null;
  documents: readonly string[];
  /** The last word on this version; null while there is none. */
  answer: { result: string; codes: string[]; by: string; at: string; note: string | null } | null;
}

/** Gives the claims of a month of service away, one JSON line each, a page at a time. Throws `CentreFault`. */
export async function listClaims(
  world: World,
  wish: { facility: string; month: string; state: ClaimState | null },
  line: (text: string) => Promise<void>,
): Promise<void> {
  const { db } = world;
  const { facility } = wish;
  await knownFacility(db, facility);
  let after = { serviceFrom: '', claimId: '' };
  for (;;) {
    const rows = await claimsOfMonth(db, wish, after, CLAIMS_A_PAGE);
    const contents = await contentsOf(world, db, facility, rows);
    const answers = await answersBySeq(
      db,
      facility,
      rows.flatMap(({ answerSeq }) => answerSeq ?? []),
    );
    for (const [index, row] of rows.entries()) {
      const said = claimRecord.safeParse(JSON.parse(must(contents[index], 'each claim has its change').content)).data;
      const answer = row.answerSeq === null ? undefined : answers.get(row.answerSeq);
      const listed: ListedAtCentre = {
        ...{ claim: row.claimId, version: row.version, state: row.state, serviceDate: row.serviceFrom },
        ...{ payer: row.payer, memberNumber: row.memberNumber, amountRiel: row.totalRiel },
        ...{ isAdjustment: row.isAdjustment, asks: said?.asks ?? null, note: said?.note ?? null },
        lines: row.lines.map(({ category, quantity, amountRiel }) => ({ category, quantity, amountRiel })),
        documents: said?.documents ?? [],
        answer: answer === undefined ? null : wordOf(answer),
      };
      await line(JSON.stringify(listed));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < CLAIMS_A_PAGE) return;
    after = last;
  }
}

function wordOf({
  result,
  faults,
  by,
  at,
  note,
}: {
  result: string;
  faults: { code: string }[];
  by: string;
  at: string;
  note: string | null;
}): ListedAtCentre['answer'] {
  return { result, codes: faults.map(({ code }) => `${codeOf(code).number} ${code}`.trim()), by, at, note };
}
