import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf, bun, deno } from '../fetch/runtime-process.js';
import { root, ServerProcess } from '../server-process.js';
import { programUnder, readme } from './fetch-program.js';
import { freePort } from './program.js';
import { verify } from './verify.js';

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
