// Makes the production build of a SvelteKit app, unless there is one of the same sources. Its argument is the app's
// folder.
import { pathToFileURL } from 'node:url';
import { buildOnce } from './build-once.mjs';
import { orExplain, root } from './build.mjs';

/** Vite's command line. Its package doesn't export it. */
export const viteBin = `${root}node_modules/vite/bin/vite.js`;

/** @param app the app's folder below the root. The packages that it uses must be compiled. */
export function buildSvelteKit(app) {
  buildOnce({ app, args: [viteBin, 'build', '--logLevel', 'error'], output: 'build' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await orExplain(() => buildSvelteKit(process.argv[2]));
