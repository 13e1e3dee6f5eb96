// `npm run lint [-- files]`: builds, for some tests import compiled files, then lints in two processes. Their halves take
// about as long; each has the types of the whole, which take a quarter of its time.
import { build, orExplain, root } from './build.mjs';
import { runJob, runPool } from './run-job.mjs';

/** Most of the time goes into collecting young garbage otherwise. */
const node = [process.execPath, '--max-semi-space-size=64'];
const eslint = [`${root}node_modules/eslint/bin/eslint.js`, '--max-warnings', '0', '--no-warn-ignored'];
const color = process.stdout.isTTY ? ['--color'] : [];
const halves = [['packages'], ['.', '--ignore-pattern', 'packages/']];

const named = process.argv.slice(2);

await orExplain(async () => {
  build();
  const results = await runPool(named.length > 0 ? [named] : halves, 2, lint);
  if (results.some(({ code }) => code !== 0)) process.exitCode = 1;
});

async function lint(files) {
  const [command, ...args] = [...node, ...eslint, ...color, ...files];
  const result = await runJob({ command, args, timeoutMs: 10 * 60_000 });
  if (result.output !== '') console.log(result.output.trim());
  return result;
}
