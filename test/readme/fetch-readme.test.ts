import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root } from '../server-process.js';
import { hono, programUnder, readme } from './fetch-program.js';
import { blockUnder } from './readme-blocks.js';
import { echoes, verifyBy } from './verify.js';

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
});
