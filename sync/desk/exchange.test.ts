import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeCounts, waitingChanges } from '../../shared/outbox/store.ts';
import { openTestDesk, rowCounts, type TestDesk } from '../../tests/support/desk.ts';
import { FACILITY } from '../../tests/support/facility.ts';
import { type Answer, replyWith, scriptedCentre, verdictOn } from '../../tests/support/scripted-centre.ts';
import { syncRequest } from '../protocol/sync.ts';
import { exchange } from './exchange.ts';
import { CentreRefusal, refusalOf } from './refusal.ts';
import { LineProblem } from './transport.ts';
import { createWire } from './wire.ts';

const SENDER = {
  deviceId: '7d3f2a58-0e0c-4f6e-9a53-3f1a6f0a1c11',
  program: 'tonle test',
  token: 't',
  rosterId: null,
  placesId: null,
  rulesetsId: null,
  packsId: null,
  national: null,
};

describe('one exchange with the centre', () => {
  let desk: TestDesk;
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    for (const nameLatin of ['Chan Dara', 'Sok Sophea', 'Ly Borey'])
      await clerk.ask('patients.register', { nameLatin, sex: 'male', birthDate: '1985', birthDatePrecision: 'year' });
  });
  afterEach(() => desk.close());

  const world = () => ({
    db: desk.db,
    clock: desk.clock,
    wire: createWire(desk.db, null, () => desk.clock.nowMs()),
    newKeys: null,
  });
  const say = (answer: (request: Parameters<ReturnType<typeof scriptedCentre>['post']>[1]) => Answer) => {
    const centre = scriptedCentre();
    centre.next.push(answer);
    return exchange(world(), centre, SENDER, waitingChanges(desk.db, 100));
  };

  it('sends a request of the protocol, with each change as it was committed', async () => {
    const centre = scriptedCentre();
    const { sent, kept } = await exchange(world(), centre, SENDER, waitingChanges(desk.db, 100));
    expect([sent, kept]).toEqual([3, 3]);
    const request = syncRequest.parse(centre.requests[0]);
    expect(request.changes.map(({ seq, kind, version }) => [seq, kind, version])).toEqual([
      [1, 'patient', 1],
      [2, 'patient', 1],
      [3, 'patient', 1],
    ]);
    expect(changeCounts(desk.db)).toEqual({ waiting: 0, accepted: 3, 'needs-fixing': 0, withdrawn: 0 });
  });

  it('keeps each verdict on its own, and lets the others wait', async () => {
    const [first, second] = waitingChanges(desk.db, 3);
    if (first === undefined || second === undefined) throw new Error('nothing waits');
    await say(() =>
      replyWith([
        verdictOn(second, 'needs-fixing', 'name-missing'),
        verdictOn(first, 'try-later', 'waits-for-patient'),
      ]),
    );
    expect(changeCounts(desk.db)).toEqual({ waiting: 2, accepted: 0, 'needs-fixing': 1, withdrawn: 0 });
    await say(() => replyWith([verdictOn(first, 'already-had')]));
    expect(changeCounts(desk.db)).toEqual({ waiting: 1, accepted: 1, 'needs-fixing': 1, withdrawn: 0 });
  });

  it('ignores verdicts on what it never sent, and late ones', async () => {
    const [first] = waitingChanges(desk.db, 1);
    if (first === undefined) throw new Error('nothing waits');
    const strange = [
      { ...verdictOn(first, 'accepted'), seq: 999 },
      { ...verdictOn(first, 'accepted'), seq: -1 },
      { ...verdictOn(first, 'accepted'), incarnation: 'f'.repeat(32) },
    ];
    const { kept } = await say(() => replyWith(strange));
    expect(kept).toBe(0);
    expect(changeCounts(desk.db).waiting).toBe(3);
    await say(() => replyWith([verdictOn(first, 'accepted')]));
    const before = rowCounts(desk.db);
    const late = await say(() => replyWith([verdictOn(first, 'needs-fixing', 'name-missing')]));
    expect([late.kept, changeCounts(desk.db).accepted]).toEqual([0, 1]);
    expect(rowCounts(desk.db)).toEqual(before);
  });

  it.each<[string, Answer]>([
    ['JSON that is no reply', { status: 200, body: { ok: true }, retryAfterMs: null }],
    ['nothing', { status: 200, body: null, retryAfterMs: null }],
    [
      'a verdict that is none',
      { ...replyWith([]), body: { ...(replyWith([]).body as object), verdicts: [{ seq: 1 }] } },
    ],
    ['an error of somebody else', { status: 502, body: { error: 'bad gateway' }, retryAfterMs: null }],
  ])('takes %s for no centre and changes nothing', async (_what, answer) => {
    await expect(say(() => answer)).rejects.toThrow(LineProblem);
    expect(changeCounts(desk.db).waiting).toBe(3);
  });

  it('tells apart what the centre refuses from what is not the centre', () => {
    const refusal = refusalOf({ code: 'device-revoked', sentence: 'This desk was revoked.' }, 403, null);
    expect(refusal).toBeInstanceOf(CentreRefusal);
    expect(refusal.message).toBe('This desk was revoked.');
    expect(refusalOf('<html>', 403, null)).toBeInstanceOf(LineProblem);
    expect(refusalOf({ code: 'made-up', sentence: 'x' }, 403, null)).toBeInstanceOf(LineProblem);
  });

  it('takes over what the centre says of the facility', async () => {
    const named = { ...FACILITY, nameLatin: 'Renamed health centre' };
    const { isFacilityChanged } = await say(() => ({
      ...replyWith([]),
      body: { ...(replyWith([]).body as object), facility: named },
    }));
    expect(isFacilityChanged).toBe(true);
    const other = await say(() => ({
      ...replyWith([]),
      body: { ...(replyWith([]).body as object), facility: { ...named, code: 'OTHER' } },
    }));
    expect(other.isFacilityChanged).toBe(false);
  });
});
