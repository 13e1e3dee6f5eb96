// `npm start`: builds what is stale and runs the stand-alone server in this process, so that signals reach it.
import { build, root } from './build.mjs';
import { pathToFileURL } from 'node:url';

build('packages/server');
await import(pathToFileURL(`${root}packages/server/dist/main.js`).href);
