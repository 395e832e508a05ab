import { createReadStream } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { Fault, type Reply } from '../../shared/wire/errors.ts';
import type { Serve } from '../../shared/wire/serve.ts';

/** What a route that gives or takes files needs of the port that it is part of. */
export interface FilePortWorld {
  serve: Serve;
  bearerOf(header: string | undefined): string | null;
  sendFault(reply: FastifyReply, fault: Fault): FastifyReply;
  sendReply(reply: FastifyReply, answer: Reply): FastifyReply;
}

/** Gives a file of this PC as a download; null: it is gone. */
export function sendFile(
  { sendFault }: FilePortWorld,
  reply: FastifyReply,
  file: { path: string; bytes: number; fileName: string } | null,
): FastifyReply {
  if (file === null) return sendFault(reply, new Fault('unknown-ask', 'This file is not on this PC any more.'));
  return reply
    .header('cache-control', 'no-store')
    .header('content-length', file.bytes)
    .header('content-disposition', `attachment; filename="${file.fileName}"`)
    .type('application/octet-stream')
    .send(createReadStream(file.path));
}
