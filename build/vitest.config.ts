import { defineConfig } from 'vitest/config';

/** Unit and flow tests; tests/browser, tests/shell and tests/storm have projects of their own because they share a machine's ports and time. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['{shared,sync,electron,renderer,build,tests}/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
  },
});
