import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { patient } from '../../shared/patients/record.ts';
import type { CentreWriteDb } from './db.ts';
import { insertLosers, type LoserRow } from './feed.store.ts';
import type { AcceptedChange, Arrived, WantedKey } from './judgement.ts';
import type { Ledger } from './ledger.ts';
import { Lineage, type LineageRow, type Place } from './lineage.ts';
import { boundedHlc, lineageKey } from './lineages.ts';
import { mergeRecord, underWithdrawal, unitsOf } from './merge.ts';
import { appendOwn, CENTRE_DEVICE, type OwnVersion } from './own-versions.ts';
import { keysOfPatient } from './patient-verdicts.ts';

type MergedVersion = OwnVersion & { losers: Omit<LoserRow, 'no'>[] };

/** Where the later versions of a batch belong among the others of their records, and what two of them become. */
export class Merges {
  readonly #lineages: Map<string, Lineage>;
  readonly #ledger: Pick<Ledger, 'device' | 'receivedAt'>;
  readonly #made: MergedVersion[] = [];

  constructor(ledger: Pick<Ledger, 'device' | 'receivedAt'>, lineages: Map<string, Lineage>) {
    this.#ledger = ledger;
    this.#lineages = lineages;
  }

  /** Of a version above the first, and of a first version where the centre has another one. */
  place({ change }: Arrived): Place {
    return this.#lineageOf(change).place(change);
  }

  /** Whether a first version says what the first version says that the centre has of its record. */
  repeatsFirst({ change, content }: Arrived): boolean {
    const first = this.#lineageOf(change).rows.find(({ version, isInChain }) => version === 1 && isInChain);
    const [mine, theirs] = [unitsOf(change.kind, content()), unitsOf(change.kind, first?.content?.())];
    return mine !== null && theirs !== null && canonicalJson(mine) === canonicalJson(theirs);
  }

  /** Notes a version that was stored now, so that those after it in the batch find it. */
  note(arrived: Arrived, as: 'in-chain' | 'merged' | 'refused'): void {
    const lineage = this.#lineages.get(lineageKey(arrived.change));
    // The first version of a record that no other one belongs to is in nobody's way.
    if (lineage !== undefined) lineage.add(this.#rowOf(arrived, as));
  }

  /**
   * Merges a version that was made beside what the centre has. Returns the numbers that the patient goes by from now on
   * (none for another kind), or null where the two cannot be merged.
   */
  merge(arrived: Arrived, base: LineageRow | null): { keys: WantedKey[] } | null {
    const { change } = arrived;
    const { kind, recordId } = change;
    const lineage = this.#lineageOf(change);
    const { head } = lineage;
    if (head === null) return null;
    const came = this.#rowOf(arrived, 'merged');
    const next = Math.max(head.version, change.version) + 1;
    const [hlc, madeAt] = [Math.max(head.hlc, came.hlc), this.#ledger.receivedAt];
    // Under a withdrawal every desk shows the same: what was changed beside it is told to all, and then the withdrawal.
    const under = underWithdrawal(kind, lineage, base, came, next);
    if (under !== null) {
      this.#made.push({ kind, recordId, version: next, content: under, madeAt, hlc, losers: [] });
      lineage.add(ownRow({ version: next, content: under, madeAt, hlc }));
    }
    const version = under === null ? next : next + 1;
    const merged = mergeRecord(kind, base, head, came, version);
    if (merged === null) return null;
    const { content } = merged;
    const losers = merged.losers.map(({ field, value, side }) => {
      return { field, value, ...(side === 'right' ? whoseOf(came) : whoMade(lineage, kind, head, field, value)) };
    });
    this.#made.push({ kind, recordId, version, content, madeAt, hlc, losers });
    lineage.add(came);
    lineage.add(ownRow({ version, content, madeAt, hlc }));
    const read = kind === 'patient' ? patient.safeParse(content) : null;
    return { keys: read?.success === true ? keysOfPatient(read.data) : [] };
  }

  /** Stores what was merged, after the versions that it was merged from, and returns it. */
  async write(tx: CentreWriteDb, ledger: Ledger): Promise<AcceptedChange[]> {
    if (this.#made.length === 0) return [];
    const versions = this.#made.map(({ losers: _losers, ...version }) => version);
    const stored = await appendOwn(tx, ledger, versions);
    const losers = this.#made.flatMap((made, index) => {
      const no = stored[index]?.no;
      return no === undefined ? [] : made.losers.map((loser) => ({ ...loser, no }));
    });
    await insertLosers(tx, ledger.facility, losers);
    return this.#made.flatMap(({ kind, recordId, version, content }, index) => {
      const place = stored[index];
      return place === undefined ? [] : [{ change: { kind, recordId, version }, content: () => content, ...place }];
    });
  }

  #lineageOf(change: { kind: string; recordId: string }): Lineage {
    const key = lineageKey(change);
    const lineage = this.#lineages.get(key) ?? new Lineage([]);
    this.#lineages.set(key, lineage);
    return lineage;
  }

  #rowOf({ change, content }: Arrived, as: 'in-chain' | 'merged' | 'refused'): LineageRow {
    const { version, hash, baseHash, madeAt } = change;
    const { device, receivedAt } = this.#ledger;
    return {
      ...{ version, hash, baseHash, device, madeAt, content, hlc: boundedHlc(change.hlc, receivedAt) },
      ...{ isInChain: as === 'in-chain', isMerged: as === 'merged' },
    };
  }
}

function ownRow({
  version,
  content,
  madeAt,
  hlc,
}: Pick<OwnVersion, 'version' | 'content' | 'madeAt' | 'hlc'>): LineageRow {
  return {
    ...{ version, hash: sha256Hex(canonicalJson(content)), baseHash: null, device: CENTRE_DEVICE, madeAt, hlc },
    ...{ isInChain: true, isMerged: false, content: () => content },
  };
}

function whoseOf({ device, madeAt }: LineageRow): { device: string; madeAt: string } {
  return { device, madeAt };
}

/** Whose value stood: of a version that was merged here, the desk's that had it last. */
function whoMade(lineage: Lineage, kind: string, head: LineageRow, field: string, value: string) {
  if (head.device !== CENTRE_DEVICE) return whoseOf(head);
  const desks = lineage.rows.filter(({ device }) => device !== CENTRE_DEVICE).sort((a, b) => b.hlc - a.hlc);
  const maker = desks.find((row) => canonicalJson(unitsOf(kind, row.content?.())?.[field] ?? null) === value);
  return whoseOf(maker ?? head);
}
