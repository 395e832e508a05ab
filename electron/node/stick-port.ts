import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '../../shared/wire/errors.ts';
import { type FilePortWorld, sendFile } from './file-port.ts';
import { isOfTheDisk } from './stick-files.ts';
import type { StickFiles } from './sticks.ts';

export interface StickPortWorld extends FilePortWorld {
  stickFiles(): StickFiles;
}

/**
 * How the files of a stick pass a browser, which may neither read nor write files by itself:
 * `GET /sticks/<fileName>` gives a sealed file that was made, `POST /sticks/answer` takes the centre's answer as bytes and
 * answers as `sticks.import` does. Both need the session that asks need.
 */
export function addStickRoutes(app: FastifyInstance, world: StickPortWorld): void {
  const sessionOf = (request: FastifyRequest) => world.bearerOf(request.headers.authorization);
  const ask = (request: FastifyRequest, name: string, input: unknown) =>
    world.serve({ id: randomUUID(), name, input }, sessionOf(request));

  app.get<{ Params: { fileName: string } }>('/sticks/:fileName', async (request, reply) => {
    const listed = await ask(request, 'sticks.list', {});
    if (!listed.ok) return world.sendReply(reply, listed);
    const { fileName } = request.params;
    const { sticks } = listed.value as { sticks: { fileName: string }[] };
    const file = sticks.some((stick) => stick.fileName === fileName) ? world.stickFiles().open(fileName) : null;
    return sendFile(world, reply, file === null ? null : { ...file, fileName });
  });

  // In a scope of its own, so that nothing else of this port takes bytes. The body is a stream, read once the session is known.
  app.register(async (scope) => {
    scope.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));
    scope.post('/sticks/answer', async (request, reply) => {
      const listed = await ask(request, 'sticks.list', {});
      if (!listed.ok) return world.sendReply(reply, listed);
      const upload = await keep(request.body as AsyncIterable<Uint8Array>);
      if (upload instanceof Fault) return world.sendFault(reply, upload);
      return world.sendReply(reply, await ask(request, 'sticks.import', { upload }));
    });
  });

  async function keep(body: AsyncIterable<Uint8Array>): Promise<string | Fault> {
    try {
      const upload = await world.stickFiles().keepUpload(body);
      return upload ?? new Fault('too-large', 'This file is too large to be an answer. Nothing was changed.');
    } catch (error) {
      if (!isOfTheDisk(error)) throw error;
      return new Fault(
        'disk-full',
        'The file could not be kept: the disk is full or does not write. Nothing was changed.',
      );
    }
  }
}
