// `npm run simulate`: builds whatever is stale, runs crowds and attackers against send policies, and prints a Markdown
// table. All takes some minutes; `-- --policy guard --scenario 'one range'` runs what has these texts in its names,
// `-- --policy framework` drives the real framework, `-- --seed 2` takes other chances, `-- --prices prices.json` counts your
// prices: {"GB": 4} is 4 cents a message; `-- --terms terms.json` tries your `guard.terms`.
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from './build.mjs';

await orExplain(async () => {
  build('test');
  await import(pathToFileURL(`${root}test/dist-test/abuse/simulator/simulate.js`).href);
});
