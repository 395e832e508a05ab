import { connect, createServer, type Socket } from 'node:net';
import { must } from '../../shared/base/assert.ts';
import { type Dice, seededDice } from '../support/dice.ts';

/**
 * A line on loopback that is as slow as a wish says, and counts what goes over it: bytes of the TCP streams, that is HTTP
 * with its headers, both ways; the headers of packets are not counted, nor TLS, which nobody here speaks.
 *
 * TCP itself cannot be made to lose anything on loopback, so what loss does to it is modelled, the same for everybody:
 * - A stream goes in segments of 1,400 bytes, one after the other over what the line takes in a second (40 bytes more each
 *   for their headers), and arrives half a round trip later. Both directions have that speed, shared by all connections.
 * - Opening a connection takes a round trip before the first byte, and a second more where the line lost a packet of it.
 * - A lost segment is sent again after 1.2 seconds, twice as long each further time; what is behind it waits, as TCP's order asks.
 * - A cut resets every connection, and for three seconds none is made: one after every half minute on average.
 */
export interface LineWish {
  bytesASecond: number | null;
  roundTripMs: number;
  /** Share of segments. */
  loss: number;
  hasCuts: boolean;
  seed: number;
}

export const FAST_LINE: LineWish = { bytesASecond: null, roundTripMs: 0, loss: 0, hasCuts: false, seed: 1 };
/** 64 kbit/s. */
export const SLOW_LINE: LineWish = { bytesASecond: 8_000, roundTripMs: 600, loss: 0, hasCuts: false, seed: 1 };
export const BAD_LINE: LineWish = { ...SLOW_LINE, loss: 0.08, hasCuts: true };

export interface Traffic {
  up: number;
  down: number;
  requests: number;
  connections: number;
  lost: number;
  cuts: number;
}

export interface CountingLine {
  url: string;
  /** How the line is from now on. */
  become(wish: LineWish): void;
  /** What went over it since the last time this was asked. */
  traffic(): Traffic;
  close(): Promise<void>;
}

const SEGMENT_BYTES = 1_400;
const HEADER_BYTES = 40;
const HELD_BYTES_MAX = 32 * 1024;
const RESEND_MS = 1_200;
const RESENDS_MAX = 6;
const OPEN_AGAIN_MS = 1_000;
const CUT_EVERY_MS = 30_000;
const CUT_MS = 3_000;
const NOTHING: Traffic = { up: 0, down: 0, requests: 0, connections: 0, lost: 0, cuts: 0 };
const REQUEST = /^(?:GET|POST|PUT|HEAD|DELETE|OPTIONS) \S+ HTTP\/1\.1\r?$/gm;

/** One direction of the line: when it has sent what it was given so far. */
interface Direction {
  freeAtMs: number;
}

export async function openCountingLine(targetUrl: string, first: LineWish): Promise<CountingLine> {
  const target = new URL(targetUrl);
  const open = new Set<Socket>();
  let traffic = { ...NOTHING };
  let state = stateOf(first);
  let isCut = false;
  let timer: NodeJS.Timeout | null = null;

  function cutSoon(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isCut = false;
    if (!state.wish.hasCuts) return;
    const waitMs = -Math.log(1 - state.dice.next()) * CUT_EVERY_MS;
    timer = setTimeout(() => {
      traffic.cuts += 1;
      isCut = true;
      for (const socket of [...open]) socket.resetAndDestroy();
      timer = setTimeout(cutSoon, CUT_MS);
    }, waitMs);
  }

  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy();
    traffic.connections += 1;
    const far = connect({ host: target.hostname, port: Number(target.port) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', (isBroken) => {
        open.delete(socket);
        // One that was closed in peace has more on its way, which ends the other when it is there.
        if (isBroken || socket === near) other.destroy();
      });
    }
    const opened = performance.now() + openingMs(state);
    pump(near, far, state, state.up, opened, (piece, lost) => {
      traffic.up += piece.length;
      traffic.lost += lost;
      traffic.requests += piece.toString('latin1').match(REQUEST)?.length ?? 0;
    });
    pump(far, near, state, state.down, 0, (piece, lost) => {
      traffic.down += piece.length;
      traffic.lost += lost;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { port } = must(typeof address === 'string' ? null : address, 'the line has a port');
  cutSoon();
  return {
    url: `http://127.0.0.1:${port}`,
    become(wish) {
      state = stateOf(wish);
      for (const socket of [...open]) socket.resetAndDestroy();
      cutSoon();
    },
    traffic() {
      const told = traffic;
      traffic = { ...NOTHING };
      return told;
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      for (const socket of [...open]) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface LineState {
  wish: LineWish;
  dice: Dice;
  up: Direction;
  down: Direction;
}

function stateOf(wish: LineWish): LineState {
  return { wish, dice: seededDice(wish.seed), up: { freeAtMs: 0 }, down: { freeAtMs: 0 } };
}

function openingMs({ wish, dice }: LineState): number {
  const isLost = dice.next() < 1 - (1 - wish.loss) ** 2;
  return wish.roundTripMs + (isLost ? OPEN_AGAIN_MS : 0);
}

type Note = (piece: Buffer, lost: number) => void;

/** Carries a stream over, each segment at the time at which it arrives. */
function pump(from: Socket, to: Socket, state: LineState, direction: Direction, openedMs: number, note: Note): void {
  let heldBytes = 0;
  let arrivedMs = 0;
  let isEnded = false;
  const finish = () => {
    if (isEnded && heldBytes === 0) to.end();
  };
  from.on('data', (data: Buffer) => {
    for (let at = 0; at < data.length; at += SEGMENT_BYTES) {
      const segment = data.subarray(at, at + SEGMENT_BYTES);
      const { atMs, lost } = arrival(segment.length, state, direction, openedMs);
      arrivedMs = Math.max(arrivedMs, atMs);
      note(segment, lost);
      heldBytes += segment.length;
      setTimeout(
        () => {
          heldBytes -= segment.length;
          if (to.writable) to.write(segment);
          if (heldBytes < HELD_BYTES_MAX) from.resume();
          finish();
        },
        Math.max(0, arrivedMs - performance.now()),
      );
    }
    if (heldBytes >= HELD_BYTES_MAX) from.pause();
  });
  from.on('end', () => {
    isEnded = true;
    finish();
  });
}

function arrival(
  bytes: number,
  { wish, dice }: LineState,
  direction: Direction,
  openedMs: number,
): { atMs: number; lost: number } {
  const takesMs = wish.bytesASecond === null ? 0 : ((bytes + HEADER_BYTES) / wish.bytesASecond) * 1_000;
  const send = (fromMs: number) => {
    direction.freeAtMs = Math.max(fromMs, direction.freeAtMs) + takesMs;
    return direction.freeAtMs;
  };
  let sentMs = send(Math.max(performance.now(), openedMs));
  let lost = 0;
  // The line goes on for others while a lost segment is waited for, but its second time costs the line as well.
  while (lost < RESENDS_MAX && dice.next() < wish.loss) {
    lost += 1;
    sentMs += RESEND_MS * 2 ** (lost - 1) + takesMs;
    direction.freeAtMs += takesMs;
  }
  return { atMs: sentMs + wish.roundTripMs / 2, lost };
}
