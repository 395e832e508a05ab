import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type FilePortWorld, sendFile } from '../file-port.ts';
import type { ExportFiles } from './exports.ts';

export interface ExportPortWorld extends FilePortWorld {
  exportFiles(): ExportFiles;
}

/** `GET /exports/<exportId>` gives a file of a month that was written, to whoever may ask for the list of them. */
export function addExportRoutes(app: FastifyInstance, world: ExportPortWorld): void {
  app.get<{ Params: { exportId: string } }>('/exports/:exportId', async (request, reply) => {
    const session = world.bearerOf(request.headers.authorization);
    const listed = await world.serve({ id: randomUUID(), name: 'exports.list', input: {} }, session);
    if (!listed.ok) return world.sendReply(reply, listed);
    return sendFile(world, reply, world.exportFiles().open(request.params.exportId));
  });
}
