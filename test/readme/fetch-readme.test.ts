import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { join } from 'node:path';
import { binaryOf, bun, deno } from '../fetch/runtime-process.js';
import { root, ServerProcess } from '../server-process.js';
import { freePort } from './program.js';
import { blockUnder } from './readme-blocks.js';
import { echoes, verify, verifyBy } from './verify.js';

const readme = 'adapters/fetch/README.md';
const hono = blockUnder('', 'ts', readme);

/** A page's program below a heading, with the `threepid` of the first program in it. */
function programUnder(heading: string): string {
  const created = /^const threepid = [^]*?^\}\);$/m.exec(hono)?.[0] ?? '';
  const imports = hono
    .split('\n')
    .filter((line) => /^import .*(?:node:crypto|createThreepid|storage-memory)/.test(line));
  const own = blockUnder(heading, 'ts', readme).replace(/^import \{ threepid \} from .*\n/m, '');
  return [...imports, own.replace(/\n\n/, `\n\n${created}\n\n`)].join('\n');
}

/** How Nuxt mounts the files of its `server/middleware`, with the version of h3 that it has. */
function nuxtProgram(): string {
  const middleware = programUnder('Nuxt')
    .replace("from 'h3'", "from 'h3-1'")
    .replace('export default', 'const middleware =');
  return [
    "import { createServer } from 'node:http';",
    "import { createApp, toNodeListener } from 'h3-1';",
    middleware,
    "createServer(toNodeListener(createApp().use(middleware))).listen(3000, '127.0.0.1', () => console.log('http:'));",
  ].join('\n');
}

/** Runs TypeScript as it is, which both runtimes do. */
async function verifyOn(command: readonly [string, ...string[]], source: string): Promise<void> {
  const port = await freePort();
  const folder = mkdtempSync(`${root}test/dist-test/program-`);
  const file = join(folder, 'program.ts');
  writeFileSync(file, `${source.replaceAll('3000', String(port))}\nconsole.log('http:');\n`);
  const server = new ServerProcess({ command: [...command, file] });
  try {
    await server.printed(/http:/);
    await verify(`http://127.0.0.1:${port}`, server);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true });
  }
}

describe(readme, () => {
  it("Hono: the program compiles, runs, verifies a number, and leaves the host's routes alone", () =>
    verifyBy(hono, echoes));

  it('h3: the program compiles, runs and verifies a number', () => verifyBy(programUnder('h3')));

  it('Nuxt: the middleware compiles, and verifies a number on h3 1', () => verifyBy(nuxtProgram()));

  it("SvelteKit: the hooks are the example's, which the contract runs over", () => {
    const file = 'src/hooks.server.ts';
    const hooks = readFileSync(`${root}examples/sveltekit/${file}`, 'utf8');
    expect(blockUnder('SvelteKit', 'ts', readme)).to.equal(`// ${file}\n${hooks}`);
  });

  for (const [heading, runtime] of [
    ['Bun', bun],
    ['Deno', deno],
  ] as const) {
    const binary = binaryOf(runtime);
    const test = `${heading}: the program runs and verifies a number`;
    if (binary === undefined) it.skip(`${test}: not on ${process.platform} on ${process.arch}`);
    else it(test, () => verifyOn([binary, ...runtime.args], programUnder(heading)));
  }
});
