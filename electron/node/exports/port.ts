import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Fault, type Reply } from '../../../shared/wire/errors.ts';
import type { Serve } from '../../../shared/wire/serve.ts';
import type { ExportFiles } from './exports.ts';

export interface ExportPortWorld {
  serve: Serve;
  exportFiles(): ExportFiles;
  bearerOf(header: string | undefined): string | null;
  sendFault(reply: FastifyReply, fault: Fault): FastifyReply;
  sendReply(reply: FastifyReply, answer: Reply): FastifyReply;
}

/** `GET /exports/<exportId>` gives a file of a month that was written, to whoever may ask for the list of them. */
export function addExportRoutes(app: FastifyInstance, world: ExportPortWorld): void {
  app.get<{ Params: { exportId: string } }>('/exports/:exportId', async (request, reply) => {
    const session = world.bearerOf(request.headers.authorization);
    const listed = await world.serve({ id: randomUUID(), name: 'exports.list', input: {} }, session);
    if (!listed.ok) return world.sendReply(reply, listed);
    const file = world.exportFiles().open(request.params.exportId);
    if (file === null) return world.sendFault(reply, new Fault('unknown-ask', 'This file is not on this PC any more.'));
    return reply
      .header('cache-control', 'no-store')
      .header('content-length', file.bytes)
      .header('content-disposition', `attachment; filename="${file.fileName}"`)
      .type('application/octet-stream')
      .send(createReadStream(file.path));
  });
}
