import { registerHooks } from 'node:module';

/** Lets `import … from 'electron'` find the stand-in. Loaded with `--import` before the program's own main file. */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
