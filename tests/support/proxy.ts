import { connect, createServer, type Server, type Socket } from 'node:net';

export type LineMode =
  /** Bytes pass both ways. */
  | { kind: 'open' }
  /** New connections are refused at once and open ones are reset. */
  | { kind: 'cut' }
  /** Requests arrive at the centre; of every answer only this many bytes come back, then the connection is reset. */
  | { kind: 'cut-answer'; afterBytes: number }
  /** Requests arrive at the centre; its answers never come, and nobody says that they will not. */
  | { kind: 'swallow' }
  /** Bytes of requests are dropped after this many, so that the centre never sees the end of one. */
  | { kind: 'cut-request'; afterBytes: number }
  /** Every piece waits this long in each direction. */
  | { kind: 'slow'; ms: number }
  /** Something else answers every request with exactly this text. */
  | { kind: 'portal'; answer: string };

export interface Line {
  url: string;
  /** Changes how the line behaves from now on; connections that are open are reset. */
  set(mode: LineMode): void;
  /** The centre has moved, as one does that was started again. */
  goTo(targetUrl: string): void;
  /** How many connections were made so far. */
  connections(): number;
  close(): Promise<void>;
}

/** A line on loopback between a desk and a centre, which a test cuts, slows or gives to somebody else. */
export async function openLine(targetUrl: string): Promise<Line> {
  let target = new URL(targetUrl);
  let mode: LineMode = { kind: 'open' };
  let connections = 0;
  const open = new Set<Socket>();
  const forget = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  };
  const server: Server = createServer((desk) => {
    connections += 1;
    forget(desk);
    if (mode.kind === 'cut') return void desk.resetAndDestroy();
    if (mode.kind === 'portal') return answerAs(desk, mode.answer);
    const centre = connect({ host: target.hostname, port: Number(target.port) });
    forget(centre);
    join(desk, centre, mode);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    set(next) {
      mode = next;
      for (const socket of [...open]) socket.resetAndDestroy();
    },
    goTo(nextUrl) {
      target = new URL(nextUrl);
    },
    connections: () => connections,
    async close() {
      for (const socket of [...open]) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Waits for the end of a request's head, says its text and hangs up. */
function answerAs(desk: Socket, answer: string): void {
  desk.once('data', () => desk.end(answer));
}

function join(desk: Socket, centre: Socket, mode: LineMode): void {
  const end = () => {
    desk.destroy();
    centre.destroy();
  };
  desk.on('close', end);
  centre.on('close', end);
  const delayMs = mode.kind === 'slow' ? mode.ms : 0;
  pump(desk, centre, delayMs, mode.kind === 'cut-request' ? mode.afterBytes : null, end);
  if (mode.kind === 'swallow') return void centre.resume();
  pump(centre, desk, delayMs, mode.kind === 'cut-answer' ? mode.afterBytes : null, () => desk.resetAndDestroy());
}

function pump(from: Socket, to: Socket, delayMs: number, bytesMax: number | null, cut: () => void): void {
  let passed = 0;
  from.on('data', (piece: Buffer) => {
    const allowed = bytesMax === null ? piece : piece.subarray(0, Math.max(0, bytesMax - passed));
    passed += piece.length;
    const send = () => {
      if (to.writable) to.write(allowed);
      if (bytesMax !== null && passed > bytesMax) cut();
    };
    if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  });
  from.on('end', () => setTimeout(() => to.end(), delayMs));
}
