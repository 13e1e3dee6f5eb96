// `npm run simulate`: builds whatever is stale, runs crowds and attackers against send policies, and prints a Markdown
// table. `-- --help` lists the options.
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from './build.mjs';

await orExplain(async () => {
  build('test');
  await import(pathToFileURL(`${root}test/dist-test/abuse/simulator/simulate.js`).href);
});
