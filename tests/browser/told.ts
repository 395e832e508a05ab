import type { Page } from 'playwright-core';

export type Value = Record<string, unknown>;

/**
 * Lets the page hear other answers than the desk gave, for states of a desk that take too long to bring about: many
 * differences at once, sticks of other days, a full disk.
 */
export async function tell(page: Page, answers: Record<string, (value: Value, input: Value) => Value>): Promise<void> {
  await page.route('**/ask', async (route) => {
    const { name, input } = route.request().postDataJSON() as { name: string; input: Value };
    const change = answers[name];
    if (!change) return route.continue();
    const response = await route.fetch();
    const reply = (await response.json()) as { ok: boolean; value: Value };
    await route.fulfill({ response, json: reply.ok ? { ...reply, value: change(reply.value, input) } : reply });
  });
}

const AT = '2026-03-09T23:10:00.000Z';

/** Two desks wrote two birth dates and two villages of one patient; of two phone numbers the later one was kept. */
export function conflictsOf(patientId: string, patientNumber: string, isSettled: boolean): Value {
  const common = {
    ...{ kind: 'patient', recordId: patientId, patientId, patientNumber, label: patientNumber, deskNumber: 2 },
    ...{ madeAt: AT, arrivedAt: AT, settledAt: null, settledBy: null, take: null },
  };
  const open = [
    { ...common, conflictId: 1, field: 'birthDate', kept: '1990-05-20 day', other: '1980 year', needsPerson: true },
    { ...common, conflictId: 3, field: 'villageCode', kept: '17100206', other: '17100401', needsPerson: true },
  ];
  const byRule = [
    { ...common, conflictId: 2, field: 'phone', kept: '012 345 678', other: '099 111 222', needsPerson: false },
  ];
  return { conflicts: isSettled ? byRule : open, open: open.length };
}

/** The centre says of a claim that another one has the same case of that day. */
export const DENIED: Value = {
  ...{ state: 'denied', needsPerson: true },
  faults: [{ code: 'line-twice', field: 'lines.0.category', line: 0, params: {} }],
};

/** The daily copy fails since the morning. */
export const NO_BACKUP: Value = { livesUnseen: 0, revoked: null, backup: { lastAt: AT, failedAt: AT } };

/** Asks the desk as the person who is signed in on the page. */
export function askFrom(page: Page, name: string, input: Value): Promise<Value> {
  return page.evaluate(
    async ([asked, given]) => {
      const { session } = JSON.parse(sessionStorage.getItem('tonle.session') ?? '{}') as { session?: string };
      const response = await fetch('/ask', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
        body: JSON.stringify({ id: crypto.randomUUID(), name: asked, input: given }),
      });
      return ((await response.json()) as { value: Value }).value;
    },
    [name, input] as const,
  );
}

export interface KnownVisit {
  visitId: string;
  patientId: string;
  slipNumber: string;
  patientNumber: string;
}

/** A closed visit of the morning, with whose it is. */
export async function closedVisit(page: Page): Promise<KnownVisit> {
  const { visits } = (await askFrom(page, 'visits.list', { status: 'closed' })) as {
    visits: { visit: { id: string; patientId: string }; slip: { slipNumber: string } }[];
  };
  const [listed] = visits;
  if (!listed) throw new Error('There is no closed visit.');
  const { id: visitId, patientId } = listed.visit;
  const { patient } = (await askFrom(page, 'patients.get', { patientId })) as { patient: { patientNumber: string } };
  return { visitId, patientId, slipNumber: listed.slip.slipNumber, patientNumber: patient.patientNumber };
}

/** A visit and a check that came back, a check that waits for its patient, and a visit on a stick. */
export function outboxOf({ visitId, patientId, slipNumber, patientNumber }: KnownVisit): Value {
  const back = { version: 1, sentence: '', params: {}, at: AT, patientId, patientNumber };
  const waiting = { madeAt: AT, label: patientNumber, waitsFor: null, stick: null };
  return {
    attention: [
      {
        ...{ ...back, kind: 'visit', recordId: visitId, code: 'outcome-missing', field: 'outcome', todo: 'correct' },
        ...{ label: slipNumber, visitId },
      },
      {
        ...{ ...back, kind: 'eligibility-check', recordId: 'd', code: 'hash-wrong', field: null, todo: 'resend' },
        ...{ label: patientNumber, visitId: null },
      },
    ],
    waiting: [
      {
        ...{ ...waiting, kind: 'eligibility-check', recordId: 'c' },
        waitsFor: { code: 'waits-for-patient', patientNumber },
      },
      { ...waiting, kind: 'visit', recordId: 'e', label: slipNumber, stick: 3 },
    ],
    onStick: 1,
  };
}

/** One stick on its way, one that is home. */
export const STICKS: Value = {
  ...{ way: 'browser', isReady: true, waiting: 37 },
  sticks: [
    {
      ...{ number: 3, fileName: 'tonle-3.tonle', madeAt: AT, madeBy: null, records: 37, bytes: 4_120 },
      ...{ waiting: 2, answeredAt: AT, isKept: true },
    },
    {
      ...{ number: 2, fileName: 'tonle-2.tonle', madeAt: AT, madeBy: null, records: 1_204, bytes: 51_300 },
      ...{ waiting: 0, answeredAt: AT, isKept: false },
    },
  ],
};
