import { expect } from 'chai';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../server-process.js';
import { page } from './readme-blocks.js';

/** Folders with generated or foreign files. */
const left = new Set(['node_modules', 'dist', 'dist-test', '.git', '.next', 'api', 'coverage']);

/** The documents of a folder, relative to the root. Other tests write to the folders that are left out meanwhile. */
function documentsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return left.has(entry.name) ? [] : documentsIn(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

const documents = documentsIn('');

/** Variables that only the examples or threepid's tests read, those of Kubernetes, the operator's own, and a misspelt one. */
const elsewhere = [
  'THREEPID_ACCOUNTS',
  'THREEPID_REDIS_SERVER',
  'THREEPID_SCREENSHOTS',
  'THREEPID_SERVICE_HOST',
  'THREEPID_PORT_8090_TCP_ADDR',
  'THREEPID_X_',
  'THREEPID_SMSS',
];

describe('the documents', () => {
  it('are found', () => {
    expect(documents).to.include.members(['README.md', 'docs/synapse.md', 'packages/server/README.md']);
  });

  // Anyone could register the name, and would get the secret and the provider keys of everybody who follows the
  // document.
  it('do not tell anybody to run the package `threepid`, which is not published', () => {
    for (const file of documents)
      expect(page(file), file).not.to.match(
        /\b(?:npx|npm (?:exec|x|create|init)|pnpm dlx|bunx)\b[^\n`]*\bthreepid\b/,
      );
  });

  // Readers who copy it would have a secret that everybody knows.
  it('show no usable secret', () => {
    const inCode =
      /\bsecret['"]?\]?\s*(?::|=|\?\?)\s*(?:[^\n'"`]*(?:\['\w+'\])?\s*\?\?\s*)?(['"`])[^'"`]+\1/i;
    const inShell = /\bTHREEPID_\w*SECRET=["']?[^\s"'$`]{16}/;
    expect("secret: process.env['THREEPID_SECRET'] ?? 'at least 32'").to.match(inCode);
    expect("secret: 'at least 32'").to.match(inCode);
    expect("secret: process.env['THREEPID_SECRET'] ?? ''").not.to.match(inCode);
    expect(`THREEPID_SECRET=${'a'.repeat(16)}`).to.match(inShell);
    for (const file of documents) expect(page(file), file).not.to.match(inCode).and.not.to.match(inShell);
  });

  it('name only settings that the server has', () => {
    // The tables of its README are generated from the settings.
    const known = [...page('packages/server/README.md').matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(
      ([, name]) => name,
    );
    for (const file of documents)
      for (const [name] of page(file).matchAll(/\b(?:THREEPID|TWILIO|SMPP)_[A-Z0-9_]+\b(?!\*)/g))
        expect([...known, ...elsewhere], file).to.include(name);
  });

  it('link only to files and headings that exist', () => {
    for (const file of documents)
      for (const link of linksOf(file)) {
        const [path = '', heading] = link.split('#');
        const linked = path === '' ? file : join(dirname(file), decodeURIComponent(path));
        expect(existsSync(root + linked), `${file}: ${link}`).to.equal(true);
        if (heading !== undefined) expect(headingsOf(linked), `${file}: ${link}`).to.include(heading);
      }
  });

  it('name only files and folders that exist', () => {
    for (const file of ['CONTRIBUTING.md', 'docs/architecture.md'])
      for (const [, path = ''] of prose(file).matchAll(/`((?:packages|adapters|scripts)\/[\w./%-]+)`/g))
        if (!path.includes('NAME')) expect(existsSync(root + path), `${file}: ${path}`).to.equal(true);
  });

  it('name only files of the built server that exist', () => {
    for (const file of documents)
      for (const [path] of page(file).matchAll(/\bpackages\/server\/dist\/[\w/.-]+\.js\b/g))
        expect(existsSync(root + path), `${file}: ${path}`).to.equal(true);
  });
});

/** The links of a document within the repository, such as `docs/redis.md#memory`. */
function linksOf(file: string): readonly string[] {
  return [...prose(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link);
}

/** The headings of a document, as links name them. */
function headingsOf(file: string): readonly string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A document without its blocks of code. */
function prose(file: string): string {
  return page(file).replaceAll(/^```.*?^```$/gms, '');
}
