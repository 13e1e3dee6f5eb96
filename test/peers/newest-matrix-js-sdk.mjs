// With `node --import` of this, a program finds this folder's matrix-js-sdk instead of the root's, which is the newest that
// Node 20 can run.
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const { resolve: pathOf } = createRequire(import.meta.url);
let found = false;

registerHooks({
  resolve: (specifier, context, next) => {
    if (!/^matrix-js-sdk(?:\/|$)/.test(specifier)) return next(specifier, context);
    found = true;
    return { url: pathToFileURL(pathOf(specifier)).href, shortCircuit: true };
  },
});

process.once('exit', () => {
  if (found) return;
  console.error('nothing asked for matrix-js-sdk');
  process.exitCode = 1;
});
