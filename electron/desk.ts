import { runDesk } from './node/command-line.ts';

/** The plain-Node door: the same house as `main.ts`, seen through a port instead of a window. */
const isBundled = !import.meta.filename.endsWith('.ts');
const here = (path: string) => new URL(path, import.meta.url);

await runDesk(process.argv.slice(2), {
  screens: isBundled ? here('./renderer/') : here('../dist/renderer/'),
  centre: isBundled ? here('./central.js') : here('../build/central.ts'),
  version: '0.1.0',
});
