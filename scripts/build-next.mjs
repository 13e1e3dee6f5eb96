// Makes the production build of a Next app, unless there is one of the same sources. Its argument is the app's folder.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { buildOnce } from './build-once.mjs';
import { orExplain, root } from './build.mjs';

/** Next's command line, as the app resolves it. */
export function nextBinOf(app) {
  return createRequire(pathToFileURL(`${root}${app}/package.json`)).resolve('next/dist/bin/next');
}

/**
 * @param app the app's folder below the root. The packages that it uses must be compiled.
 * @param beside other folders below the root that it imports from.
 */
export function buildNext(app, beside = []) {
  buildOnce({ app, args: [nextBinOf(app), 'build', `${root}${app}`], output: '.next', beside });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await orExplain(() => buildNext(process.argv[2]));
