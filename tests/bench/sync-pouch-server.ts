import { createRequire } from 'node:module';
import { join } from 'node:path';

/** `sync-pouch-server.ts FOLDER`: express-pouchdb in memory, from the packages in that folder; prints its port. */
interface Pouch {
  plugin(plugin: unknown): void;
  defaults(options: object): unknown;
}
interface App {
  use(path: string, handler: unknown): void;
  listen(port: number, host: string, done: () => void): { address(): { port: number } };
}

const folder = String(process.argv[2]);
const load = createRequire(join(folder, 'package.json'));
const pouch = load('pouchdb') as Pouch;
pouch.plugin(load('pouchdb-adapter-memory'));
const app = (load('express') as () => App)();
const inMemory = pouch.defaults({ adapter: 'memory', prefix: '/memory/' });
const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: join(folder, 'pouchdb.log') };
app.use('/', (load('express-pouchdb') as (db: unknown, options: object) => unknown)(inMemory, options));
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
