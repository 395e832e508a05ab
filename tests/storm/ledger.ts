import { randomUUID } from 'node:crypto';
import type { Clerk } from '../support/asks.ts';
import type { DumpLine } from '../support/desk-process.ts';
import type { Dice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';

/** A record that the desk said yes to, as a clerk has seen it. */
export interface Acknowledged {
  kind: string;
  id: string;
  version: number;
}

interface Command {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

type Value = Record<string, Record<string, unknown> | undefined>;

const KINDS = [
  ['patient', 'patient'],
  ['check', 'eligibility-check'],
  ['visit', 'visit'],
] as const;

/** What all clerks of a desk have been told in all of its runs, and what they sent without ever getting an answer. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  #unanswered: Command[] = [];
  sent = 0;

  /** Sends a command; without an answer it stays on the list of those that the next run sends again, under the same id. */
  async send(clerk: Clerk, name: string, input: Record<string, unknown>): Promise<Value | null> {
    return this.#send(clerk, { id: randomUUID(), name, input });
  }

  async sendUnansweredAgain(clerk: Clerk): Promise<void> {
    const again = this.#unanswered;
    this.#unanswered = [];
    for (const command of again) await this.#send(clerk, command);
  }

  isAllAnswered(): boolean {
    return this.#unanswered.length === 0;
  }

  async #send(clerk: Clerk, command: Command): Promise<Value | null> {
    this.sent += 1;
    const reply = await clerk.reply(command.name, command.input, { id: command.id }).catch(() => null);
    if (reply === null) {
      this.#unanswered.push(command);
      return null;
    }
    if (!reply.ok) throw new Error(`${command.name} said no: ${JSON.stringify(reply)}`);
    const value = reply.value as Value;
    for (const [member, kind] of KINDS) {
      const record = value[member];
      if (record !== undefined)
        this.acknowledged.push({ kind, id: String(record.id), version: Number(record.version) });
    }
    return value;
  }
}

/** Patients come and go until the desk does not answer any more. */
export async function workUntilKilled(clerk: Clerk, ledger: Ledger, dice: Dice): Promise<void> {
  for (;;) {
    // By itself a desk with a backlog waits a while after a start, and longer after a failure; here it never rests.
    if (dice.below(2) === 0) void clerk.reply('sync.now').catch(() => undefined);
    const registered = await ledger.send(clerk, 'patients.register', { ...somebody(dice) });
    const patientId = registered?.patient?.id;
    if (patientId === undefined) return;
    const checked = await ledger.send(clerk, 'eligibility.check', { patientId, isIdentityShown: true });
    if (checked === null) return;
    const opened = await ledger.send(clerk, 'visits.open', { patientId, checkId: checked.check?.id });
    if (opened === null) return;
    const close = { visitId: opened.visit?.id, outcome: 'improved' };
    if (dice.below(2) === 0 && (await ledger.send(clerk, 'visits.close', close)) === null) return;
  }
}

const nameOf = ({ kind, id, version }: Acknowledged): string => `${kind} ${id} v${version}`;

/** The records that somebody was told are saved and that a dump does not have. */
export function missingFrom(lines: readonly DumpLine[], acknowledged: readonly Acknowledged[]): string[] {
  const there = new Set(lines.map(({ kind, id, version }) => nameOf({ kind, id, version })));
  return acknowledged.map(nameOf).filter((name) => !there.has(name));
}
