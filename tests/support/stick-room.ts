import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Reply } from '../../shared/wire/errors.ts';
import type { TestCentre } from '../../sync/central/tests/centre.ts';
import { itemBytes } from '../../sync/protocol/seal.ts';
import { serveMany } from './clerk-work.ts';
import { seededDice } from './dice.ts';
import {
  openStickDesk,
  type PracticeCentre,
  type StickDesk,
  startPracticeCentre,
  stickOf,
  takeAt,
} from './stick-desk.ts';

/** One centre for a test file, and for each of its tests a desk whose line the test holds. */
export interface StickRoom {
  readonly centre: TestCentre;
  /** A test may put another one in its place; it is closed behind it. */
  desk: StickDesk;
  work(people: number): Promise<unknown>;
  counts(): Promise<{ waiting: number }>;
  /** What a desk that has met its centre puts on a stick after serving so many people. */
  stickWith(people: number): Promise<Buffer>;
  take(answer: Uint8Array): Promise<Reply>;
}

export function stickRoom(seed: number): StickRoom {
  const dice = seededDice(seed);
  let practice: PracticeCentre | null = null;
  let desk: StickDesk | null = null;
  beforeAll(async () => {
    practice = await startPracticeCentre();
  });
  afterAll(() => practice?.stop());
  beforeEach(async () => {
    desk = await openStickDesk(room.centre.url);
  });
  afterEach(() => desk?.close());
  const room: StickRoom = {
    get centre() {
      return must(practice, 'the centre is there before the first test').centre;
    },
    get desk() {
      return must(desk, 'a desk is there before each test');
    },
    set desk(other) {
      desk = other;
    },
    work: (people) => serveMany(room.desk.clerk, dice, people),
    counts: async () => (await room.desk.clerk.ask('sync.status', {})).counts,
    stickWith: (people) => stickOf(room.desk, dice, people),
    take: (answer) => takeAt(room.desk, answer),
  };
  return room;
}

/** What a sealed file of these items is made of. */
export async function* content(...items: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const item of items) yield itemBytes(item);
}
