// `npm run simulate:routing`: builds whatever is stale, and writes the tables of docs/routing.md. `-- --help` lists the options.
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from './build.mjs';

await orExplain(async () => {
  build('test');
  await import(pathToFileURL(`${root}test/dist-test/abuse/simulator/routing/simulate-routing.js`).href);
});
