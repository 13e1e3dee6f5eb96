// `npm start` of an example on Next.js: builds stale packages, then runs `next dev` in this process; in production,
// runs `next build` if the sources have changed, then `next start`.
import { pathToFileURL } from 'node:url';
import { buildNext, nextBinOf } from '../scripts/build-next.mjs';
import { build, orExplain, root } from '../scripts/build.mjs';

const app = `examples/${process.argv[2]}`;
const packages = ['packages/react', 'packages/inbox', 'adapters/next', 'examples/environment'];

await orExplain(async () => {
  build(...packages);
  const production = process.env.NODE_ENV === 'production';
  if (production) buildNext(app);
  process.chdir(`${root}${app}`);
  process.env.HOST ||= '127.0.0.1';
  process.env.PORT ||= '8090';
  process.env.NEXT_TELEMETRY_DISABLED ??= '1';
  const nextBin = nextBinOf(app);
  const command = production ? 'start' : 'dev';
  process.argv = [process.execPath, nextBin, command, '-H', process.env.HOST, '-p', process.env.PORT];
  await import(pathToFileURL(nextBin).href);
});
