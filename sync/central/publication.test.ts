import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type DeltaHeader,
  headerLength,
  type NationalHeader,
  PREFIX_BYTES,
  readHead,
  SIGNATURE_BYTES,
  signedBytes,
} from '../protocol/national.ts';
import type { SyncReply, SyncRequest } from '../protocol/sync.ts';
import { MEMBER_COLUMNS } from './members.ts';
import type { Published } from './publisher.ts';
import { TestCentre } from './tests/centre.ts';
import { TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
type Held = SyncRequest['national'];

/** Rows of the register: people who differ by their number, with these paid months. */
const register = (count: number, paid: (index: number) => string): string => {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = `3${String(index).padStart(6, '0')}-7654321-1`;
    return `${number},សុខ សុភា,,female,1990-05-20,day,,employee,,,false,false,true,,,${paid(index)}`;
  });
  return [MEMBER_COLUMNS.join(','), ...rows, ''].join('\n');
};

/** A desk as far as the national roster goes: what it fetches has to be signed, and to fit what it holds. */
class Holder {
  readonly desk: TestDesk;
  held: Held = null;
  stateHash = '';
  readonly took: string[] = [];

  constructor(desk: TestDesk) {
    this.desk = desk;
  }

  async offer(): Promise<SyncReply['national']> {
    return (await this.desk.sync([], { protocol: 2, rulesetsId: 'some', national: this.held })).national;
  }

  /** Takes everything that it is offered; returns the kinds. */
  async follow(): Promise<string[]> {
    const kinds: string[] = [];
    for (let offer = await this.offer(); offer !== null; offer = await this.offer()) {
      const header = await this.#fetched(offer);
      expect(header.kind).toBe(offer.kind);
      if (header.kind === 'delta') this.#isNext(header);
      this.held = { rosterId: header.rosterId, seq: header.seq };
      this.stateHash = header.stateHash;
      kinds.push(offer.kind);
    }
    return kinds;
  }

  #isNext({ fromSeq, fromStateHash, rosterId }: DeltaHeader): void {
    expect([rosterId, fromSeq, fromStateHash]).toEqual([this.held?.rosterId, this.held?.seq, this.stateHash]);
  }

  async #fetched({ id, sha256, bytes }: NonNullable<SyncReply['national']>): Promise<NationalHeader> {
    const headers = { authorization: `Bearer ${this.desk.token}` };
    const file = Buffer.from(await (await fetch(`${this.desk.url}/v1/files/${id}`, { headers })).arrayBuffer());
    expect([createHash('sha256').update(file).digest('hex'), file.length]).toEqual([sha256, bytes]);
    const head = file.subarray(0, PREFIX_BYTES + headerLength(file.subarray(0, PREFIX_BYTES)));
    const { keys } = await this.desk.sync([], { protocol: 2 });
    const der = Buffer.concat([SPKI_HEAD, Buffer.from(keys?.signing ?? '', 'hex')]);
    const signature = file.subarray(head.length, head.length + SIGNATURE_BYTES);
    expect(verify(null, signedBytes(head), createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)).toBe(
      true,
    );
    return readHead(head);
  }
}

describe.each(engines)('the national roster of a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'is published', () => {
    const publish = async (centre: TestCentre, wish: object = {}): Promise<Published> =>
      (await centre.command('publish-national', { facilities: null, isWhole: false, ...wish })).result as Published;
    const enrolled = async (centre: TestCentre, facility: string): Promise<Holder> => {
      const over = { mode: 'real', code: await centre.enrolCode(facility) };
      return new Holder(await TestDesk.enrol(centre.url, over));
    };

    test('in a practice centre by itself, again when its register is another', async () => {
      const centre = await TestCentre.start(engine, { isPractice: true });
      const first = await centre.logs('national-published');
      expect(first).toMatchObject({ seq: 1, isNew: true, deltaBytes: null });
      const holder = new Holder(await TestDesk.enrol(centre.url));
      expect(await holder.follow()).toEqual(['full']);
      expect((await holder.desk.sync([], { protocol: 2, rulesetsId: 'some', national: null })).keys).not.toBeNull();
      expect((await holder.desk.sync([], { protocol: 2, rulesetsId: 'some', national: holder.held })).keys).toBeNull();
      expect((await holder.desk.sync([])).national).toBeNull();
      await centre.stop();
      centre.clock.ms += 86_400_000;
      await centre.start();
      expect(await centre.logs('national-published', 2)).toMatchObject({ seq: 2, fullBytes: null });
      const after = new Holder(new TestDesk(centre.url, holder.desk.deviceId, holder.desk));
      Object.assign(after, { held: holder.held, stateHash: holder.stateHash });
      expect(await after.follow()).toEqual(['delta']);
      await centre.stop();
    });

    test('whole, then what changed, one step at a time, and every seventh time whole as well', async () => {
      const centre = await TestCentre.start(engine);
      await centre.addFacility('KSN01');
      await expect(publish(centre)).rejects.toThrow(/no members yet/);
      const load = (changed: number): Promise<unknown> =>
        centre.command(
          'import-members',
          {},
          register(200, (index) => (index < changed ? '2026-01;2026-02' : '2026-01')),
        );
      const step = async (changed: number): Promise<string> => {
        await load(changed);
        const { seq, full, delta, newlyDerived } = await publish(centre);
        return `${seq} ${full === null ? '' : 'full '}${delta === null ? '' : `delta of ${delta.changes} `}${newlyDerived}`;
      };
      expect(await step(0)).toBe('1 full 200');
      const holder = await enrolled(centre, 'KSN01');
      expect(await holder.follow()).toEqual(['full']);
      expect(await publish(centre)).toMatchObject({ isNew: false, seq: 1 });
      expect([await step(1), await step(2)]).toEqual(['2 delta of 1 0', '3 delta of 1 0']);
      expect(await holder.follow()).toEqual(['delta', 'delta']);
      await centre.stop();
      await centre.start();
      const back = new Holder(new TestDesk(centre.url, holder.desk.deviceId, holder.desk));
      Object.assign(back, { held: holder.held, stateHash: holder.stateHash });
      const more = [await step(3), await step(4), await step(5), await step(6), await step(7)];
      expect(more).toEqual([
        '4 delta of 1 0',
        '5 delta of 1 0',
        '6 delta of 1 0',
        '7 delta of 1 0',
        '8 full delta of 1 0',
      ]);
      const fresh = await enrolled(centre, 'KSN01');
      expect(await fresh.follow()).toEqual(['full']);
      expect(await back.follow()).toEqual(Array(5).fill('delta'));
      expect([back.held, back.stateHash]).toEqual([fresh.held, fresh.stateHash]);
      expect(await step(200)).toBe('9 delta of 193 0');
      expect(await fresh.follow()).toEqual(['delta']);
      fresh.held = { rosterId: 'another', seq: 9 };
      expect((await fresh.offer())?.kind).toBe('full');
      await centre.stop();
    });

    test('for some facilities, and to no other', async () => {
      const centre = await TestCentre.start(engine);
      for (const code of ['KSN01', 'KSN02']) await centre.addFacility(code);
      await centre.command(
        'import-members',
        {},
        register(30, () => '2026-01'),
      );
      await expect(publish(centre, { facilities: ['NONE'] })).rejects.toThrow(/no facility with the code NONE/);
      expect(await publish(centre, { facilities: ['KSN02'] })).toMatchObject({ seq: 1 });
      const [inside, outside] = [await enrolled(centre, 'KSN02'), await enrolled(centre, 'KSN01')];
      const offer = await inside.offer();
      expect(offer?.kind).toBe('full');
      expect(await outside.offer()).toBeNull();
      const headers = { authorization: `Bearer ${outside.desk.token}` };
      expect((await fetch(`${centre.url}/v1/files/${offer?.id}`, { headers })).status).toBe(404);
      expect(await publish(centre, { facilities: ['all'] })).toMatchObject({ seq: 2, newlyDerived: 0 });
      expect(await outside.follow()).toEqual(['full']);
      await centre.stop();
    });

    test('at its hour, and after an import that asks for it', async () => {
      const centre = await TestCentre.start(engine, { publishAt: '10:30' });
      await centre.addFacility('KSN01');
      await centre.command(
        'import-members',
        {},
        register(30, () => '2026-01'),
      );
      await enrolled(centre, 'KSN01');
      expect((await centre.dump()).length).toBeGreaterThan(0);
      expect(centre.logged.map(({ event }) => event)).not.toContain('national-started');
      centre.clock.ms += 1_800_000;
      await enrolled(centre, 'KSN01');
      expect(await centre.logs('national-published')).toMatchObject({ seq: 1, members: 30 });
      await centre.command(
        'import-members',
        { isPublished: true },
        register(31, () => '2026-01'),
      );
      const holder = await enrolled(centre, 'KSN01');
      await holder.follow();
      expect(holder.held?.seq).toBe(2);
      await centre.stop();
    });
  });
});
