// `npm start` of an example: builds whatever is stale, and runs the example in this process, so that signals reach it.
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from '../scripts/build.mjs';

const [name] = process.argv.slice(2);
await orExplain(async () => {
  build(`examples/${name}`);
  await import(pathToFileURL(`${root}examples/${name}/dist/main.js`).href);
});
