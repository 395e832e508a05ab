import type { FastifyInstance } from 'fastify';
import { first } from './db.ts';
import { secretsKept } from './keys.store.ts';
import type { Metrics } from './metrics.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { World } from './world.ts';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * For whoever looks after the centre: `/metrics` (Prometheus) and `/ready`, which says whether this process can answer
 * desks now: its database answers, has this program's schema and the centre's keys. `/health` says that the process lives.
 */
export function addWatchRoutes(server: FastifyInstance, world: World, metrics: Metrics): void {
  server.get('/metrics', async (_request, reply) =>
    reply.header('cache-control', 'no-store').type(METRICS_TYPE).send(metrics.text()),
  );
  server.get('/ready', async (_request, reply) => {
    const missing = await whatIsMissing(world);
    return reply
      .code(missing === null ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready: missing === null, missing });
  });
}

async function whatIsMissing({ db }: World): Promise<'database' | 'schema' | 'keys' | null> {
  try {
    const row = await first<{ newest: number | null }>(db, 'SELECT max(number) AS newest FROM migration');
    if (row?.newest !== MIGRATIONS.at(-1)?.number) return 'schema';
    return (await secretsKept(db))?.hasSealing === true ? null : 'keys';
  } catch {
    return 'database';
  }
}
