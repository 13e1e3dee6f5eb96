// `npm start` of an example on SvelteKit: builds stale packages, then runs `vite dev` in this process; in production,
// runs `vite build` if the sources have changed, then the server that adapter-node made.
import { pathToFileURL } from 'node:url';
import { buildSvelteKit, viteBin } from '../scripts/build-sveltekit.mjs';
import { build, orExplain, root } from '../scripts/build.mjs';

const app = 'examples/sveltekit';

await orExplain(async () => {
  build('packages/element', 'adapters/fetch', 'examples/environment');
  process.env.HOST ||= '127.0.0.1';
  process.env.PORT ||= '8090';
  const { HOST, PORT, NODE_ENV } = process.env;
  process.chdir(`${root}${app}`);
  if (NODE_ENV === 'production') {
    buildSvelteKit(app);
    // SvelteKit refuses forms of other origins, and can't know its own behind a proxy.
    process.env.ORIGIN ||= process.env.THREEPID_PUBLIC_URL || `http://${HOST}:${PORT}`;
    await import(pathToFileURL('build/index.js').href);
  } else {
    process.argv = [process.execPath, viteBin, 'dev', '--host', HOST, '--port', PORT, '--strictPort'];
    await import(pathToFileURL(viteBin).href);
  }
});
