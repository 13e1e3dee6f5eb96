import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const folder = fileURLToPath(new URL('..', import.meta.url));
const tsc = fileURLToPath(new URL('../../../node_modules/typescript-7/bin/tsc', import.meta.url));
const flags = '--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --types node';
const target = '--module nodenext --target es2022 --lib es2023';

describe('the README', () => {
  it('has examples that compile', async () => {
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code ?? '');
    expect(blocks).to.not.be.empty;
    // Within the package, so that imports resolve as they do for a user.
    const examples = await mkdtemp(join(folder, 'dist-test', 'readme-'));
    try {
      const files = blocks.map((_, index) => join(examples, `example-${index}.mts`));
      await Promise.all(blocks.map((code, index) => writeFile(files[index] ?? '', code)));
      const options = `${flags} ${target}`.split(' ');
      const run = promisify(execFile)(process.execPath, [tsc, ...options, ...files], { cwd: folder });
      await run.catch((error: unknown) => expect.fail((error as { readonly stdout: string }).stdout));
    } finally {
      await rm(examples, { recursive: true });
    }
  }).timeout(120_000);
});
