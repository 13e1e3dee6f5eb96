// `npm start`: builds whatever is stale, and runs the stand-alone server in this process, so that signals reach it.
import { pathToFileURL } from 'node:url';
import { build, orExplain, root } from './build.mjs';

await orExplain(async () => {
  build('packages/server');
  await import(pathToFileURL(`${root}packages/server/dist/main.js`).href);
});
