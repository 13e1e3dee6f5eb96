// Bundles the element: the sources of @threepid/react with Preact in place of React, into `dist`, where `tsc -b` has put
// the declarations. scripts/build.mjs calls it after `tsc -b`. It does nothing if nothing that it read has changed, or if
// the declarations aren't there, because another part of the repository is being built.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const dist = join(folder, 'dist/');
/** What the last bundle was made of, and its files. */
const record = `${dist}bundle.json`;
/** Browsers with `adoptedStyleSheets` and `ElementInternals`. */
const target = ['chrome111', 'firefox113', 'safari16.4'];

export async function bundleElement() {
  if (!existsSync(`${dist}index.d.ts`)) return;
  copyDeclarationsOfWords();
  if (isFresh()) return;
  for (const file of recorded().outputs) rmSync(dist + file, { force: true });
  const { inputs, outputs } = await bundle();
  writeFileSync(`${dist}third-party-licenses.txt`, licensesOf(Object.keys(inputs)));
  const files = Object.keys(outputs).map((file) => file.replace(/^dist\//, ''));
  writeFileSync(
    record,
    JSON.stringify({ inputs: [...Object.keys(inputs), ...ownInputs].map(stamped), outputs: files }),
  );
}

/** A user of the element has no React, and so not the package that the words are from. An equal file stays as it is. */
function copyDeclarationsOfWords() {
  const original = readFileSync(join(folder, '../react/dist/words/words.d.ts'));
  const copy = `${dist}words.d.ts`;
  if (!readFileSync(copy).equals(original)) writeFileSync(copy, original);
}

/** What changes the bundle, and no bundler knows. */
const ownInputs = ['scripts/bundle-element.mjs', 'package.json', 'tsconfig.json'];

async function bundle() {
  // A clone that is only built in parts doesn't load it.
  const { build, transform } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: {
      'threepid-verification': 'src/threepid-verification.ts',
      'altcha-worker': fileURLToPath(import.meta.resolve('@threepid/client')).replace(
        /index\.js$/,
        'altcha-worker.js',
      ),
    },
    outdir: 'dist',
    // Beside each other, because the worker is looked for beside the code that starts it.
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    platform: 'browser',
    target,
    alias: {
      react: './src/preact/react.ts',
      'react/jsx-runtime': 'preact/jsx-runtime',
      'react-dom/client': './src/preact/react-dom-client.ts',
    },
    plugins: [styleSheetsAsText(transform)],
    metafile: true,
  });
  return metafile;
}

/** A style sheet is imported as text, without what only people read. */
function styleSheetsAsText(transform) {
  return {
    name: 'style sheets as text',
    setup(build) {
      build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await transform(readFileSync(path, 'utf8'), { loader: 'css', minify: true, target });
        return { contents: code, loader: 'text', watchFiles: [path] };
      });
    },
  };
}

/** The licences of the packages that are in the bundle: each wants to go with its code. */
function licensesOf(files) {
  const packages = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  const folders = [...new Set(packages)].filter((found) => found !== undefined).sort();
  return folders
    .map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8'));
      return `${name} ${version}\n\n${readFileSync(join(folder, path, 'LICENSE'), 'utf8').trim()}\n`;
    })
    .join('\n---\n\n');
}

function isFresh() {
  const { inputs, outputs } = recorded();
  if (inputs.length === 0 || !outputs.every((file) => existsSync(dist + file))) return false;
  return inputs.every(({ file, stamp }) => existsSync(join(folder, file)) && stamped(file).stamp === stamp);
}

function recorded() {
  return existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : { inputs: [], outputs: [] };
}

function stamped(file) {
  const { mtimeMs, size } = statSync(join(folder, file));
  return { file, stamp: `${mtimeMs} ${size}` };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleElement();
