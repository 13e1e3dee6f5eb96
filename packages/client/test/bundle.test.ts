import { expect } from 'chai';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Maximum size of the client that a page loads. */
const bytesAllowed = 4_000;

const entry = fileURLToPath(new URL('../dist/index.js', import.meta.url));

describe('the client in a browser', () => {
  it(`is under ${bytesAllowed} bytes compressed, and needs nothing from Node or other packages`, async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: ['chrome100', 'firefox100', 'safari15.4'],
      write: false,
      metafile: true,
    });
    expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).to.be.within(500, bytesAllowed);
    expect(
      Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external)),
    ).to.deep.equal([]);
  });
});
