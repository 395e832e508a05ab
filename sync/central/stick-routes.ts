import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ANSWER_TYPE, answerNameOf, SEALED_TYPE } from '../protocol/stick.ts';
import { Refused } from './faults.ts';
import { importStick } from './sticks.ts';
import type { World } from './world.ts';

/** So many are read at once, because each is kept on the disk while it is. */
const AT_ONCE_MAX = 4;
const RETRY_AFTER_S = 30;

/**
 * `POST /v1/sealed`: a file as `sticks.ts` takes it, and its answer. Any PC may bring it, one in a district office or a
 * desk that was shut out: what is inside says whose it is, and the answer opens for nobody else.
 */
export function addStickRoutes(server: FastifyInstance, world: World): void {
  let running = 0;
  // In a scope of its own: no other route takes a body that is not in memory, and this one takes no other.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(SEALED_TYPE, (_request, body, done) => done(null, body));
    scope.post('/v1/sealed', async (request, reply) => {
      if (running >= AT_ONCE_MAX) {
        const sentence = 'The centre reads other files just now. Nothing is lost: bring this one again in a minute.';
        throw new Refused(503, 'busy', sentence, RETRY_AFTER_S);
      }
      running += 1;
      try {
        // A connection on which nothing moves is given up, here and by whoever waits for the answer.
        const stillHere = () => reply.raw.writeProcessing();
        const { summary, answer } = await importStick(world, bodyOf(request), stillHere);
        return await reply
          .code(200)
          .header('cache-control', 'no-store')
          .header('content-length', answer.bytes)
          .header('content-disposition', `attachment; filename="${answerNameOf(summary.fileName)}"`)
          .type(ANSWER_TYPE)
          .send(answer.stream());
      } finally {
        running -= 1;
      }
    });
  });
}

/** Where nothing was sent there is no stream. */
function bodyOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  return (body as AsyncIterable<Uint8Array> | null | undefined) ?? nothing();
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
