import { expect } from 'chai';
import { build, type Metafile } from 'esbuild';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Maximum size of what a page loads before it shows the form, compressed and without React. */
const bytesAllowed = 21_000;

const entry = fileURLToPath(import.meta.resolve('@threepid/react'));

describe('the component in a browser', () => {
  it(`is under ${bytesAllowed} bytes compressed at first, and needs React alone`, async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: { entry },
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: ['chrome100', 'firefox100', 'safari15.4'],
      external: ['react', 'react/jsx-runtime'],
      outdir: '/',
      write: false,
      metafile: true,
    });
    const first = neededAtOnce(metafile.outputs, 'entry.js');
    const sizes = outputFiles
      .filter(({ path }) => first.some((output) => basename(output) === basename(path)))
      .map(({ contents }) => gzipSync(contents).byteLength);
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.within(10_000, bytesAllowed);
    const inputs = first.flatMap((output) => Object.keys(metafile.outputs[output]?.inputs ?? {}));
    expect(
      inputs.filter((path) => /libphonenumber-js|country-flag-icons|country-picker/.test(path)),
    ).to.deep.equal([]);
    // Safari 16.3 and older don't parse a file that looks behind.
    for (const { path, text } of outputFiles) expect(/\(\?<[=!]/.test(text), path).to.equal(false);
    // The rules by which it is found out are not out of date.
    expect(Object.keys(metafile.inputs).join())
      .to.include('libphonenumber-js/metadata')
      .and.to.include('country-picker');
  });
});

/** The outputs that an output imports statically, and itself. Names end in a hash, so base names tell them apart. */
function neededAtOnce(
  outputs: Metafile['outputs'],
  name: string,
  before: readonly string[] = [],
): readonly string[] {
  const output = Object.keys(outputs).find((path) => basename(path) === basename(name));
  if (output === undefined || before.includes(output)) return before;
  const imported = (outputs[output]?.imports ?? []).filter(({ kind }) => kind === 'import-statement');
  return imported.reduce<readonly string[]>(
    (needed, { path }) => neededAtOnce(outputs, path, needed),
    [...before, output],
  );
}
