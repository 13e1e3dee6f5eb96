import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const entry = 'threepid-verification.js';

/** Maximum sizes of what a page loads, in bytes: of the first picture, and of a language. */
const allowed = { first: 25_000, language: 1_500 } as const;

/** The files that a file of the bundle imports: at once, and when they are needed. */
function importsOf(file: string): { readonly now: readonly string[]; readonly later: readonly string[] } {
  const code = readFileSync(dist + file, 'utf8');
  const named = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name = '']) => name);
  return {
    now: named(/(?:from|import)\s*"\.\/([^"]+)"/g),
    later: named(/import\("\.\/([^"]+)"\)/g),
  };
}

/** The files that are loaded with a file. */
function loadedWith(file: string, before: readonly string[] = []): readonly string[] {
  if (before.includes(file)) return before;
  return importsOf(file).now.reduce<readonly string[]>(
    (loaded, next) => loadedWith(next, loaded),
    [...before, file],
  );
}

function compressed(files: readonly string[]): number {
  return files
    .map((file) => gzipSync(readFileSync(dist + file)).byteLength)
    .reduce((sum, size) => sum + size, 0);
}

describe('the bundle of the element', () => {
  const first = loadedWith(entry);
  const later = first.flatMap((file) => importsOf(file).later);
  const content = first.map((file) => readFileSync(dist + file, 'utf8')).join('\n');

  it(`takes less than ${allowed.first} bytes compressed before the first picture`, () => {
    expect(compressed(first)).to.be.within(10_000, allowed.first);
  });

  it('has the numbering plans, the flags and the list of countries in files that load when they are needed', () => {
    for (const name of ['phone-rules', '3x2', 'country-picker'])
      expect(
        later.filter((file) => file.startsWith(name)),
        name,
      ).to.have.length(1);
    expect(content).to.not.include('<svg');
  });

  it('loads a language alone', () => {
    const languages = later.filter((file) => /^[a-z]{2}-/.test(file));
    expect(languages.map((file) => file.slice(0, 2))).to.have.members(['ar', 'de', 'es', 'fr', 'ja', 'pt']);
    for (const file of languages) {
      const more = loadedWith(file).filter((one) => !first.includes(one));
      expect(compressed(more), file).to.be.below(allowed.language);
    }
  });

  it('has the worker beside the code that starts it', () => {
    expect(content).to.match(/new Worker\(new URL\("\.\/altcha-worker\.js",\s*import\.meta\.url\)/);
    expect(readdirSync(dist)).to.include('altcha-worker.js');
  });

  it('imports nothing from other packages', () => {
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
    for (const file of files) {
      const code = readFileSync(dist + file, 'utf8');
      expect(code, file).to.not.match(/(?:from|import\(?)\s*"[^."]/);
    }
  });

  it('has declarations that need no React', () => {
    const names = ['index', 'events', 'threepid-verification-element', 'words'];
    for (const name of names) expect(readFileSync(`${dist}${name}.d.ts`, 'utf8'), name).to.not.match(/react/);
  });

  it('comes with the licences of what is in it', () => {
    const licenses = readFileSync(`${dist}third-party-licenses.txt`, 'utf8');
    for (const name of ['preact', 'libphonenumber-js', 'country-flag-icons'])
      expect(licenses, name).to.match(new RegExp(`^${name} \\d`, 'm'));
  });

  it('can be imported on a server, which has no elements', async () => {
    const { ThreepidVerificationElement } = await import('@threepid/element');
    expect(ThreepidVerificationElement.formAssociated).to.equal(true);
  });
});
