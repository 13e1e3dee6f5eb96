// Module hooks, for `module.register`: count the blocks of the packages' own code as it is loaded.
import type { LoadHook } from 'node:module';
import { countedSource } from './counted-source.js';

/** The compiled code of packages and adapters, except for this tool and the suites of tests. */
const ours = /\/(?:packages|adapters)\/(?!contract-tests\/)[^/]+\/dist\/[^?]+\.js(?:\?|$)/;

let next = 0;

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (!ours.test(url) || loaded.format !== 'module' || loaded.source === undefined) return loaded;
  const text =
    typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
  const counted = countedSource(text, url, next);
  next += counted.count;
  return { ...loaded, source: counted.text };
};
