import { buildBeside } from './node/build.ts';
import { runDesk } from './node/command-line.ts';

/** The plain-Node door: the same house as `main.ts`, seen through a port instead of a window. */
await runDesk(process.argv.slice(2), buildBeside(import.meta.url));
