import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(`${root}packages/element/README.md`, 'utf8');

function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

describe("the element's README", () => {
  it('begins with the page of examples/html, which a browser test uses', () => {
    expect(blocks('html')[0]).to.equal(readFileSync(`${root}examples/html/public/index.html`, 'utf8'));
  });

  it('has programs that compile', () => {
    const folder = mkdtempSync(`${root}packages/element/dist-test/readme-`);
    try {
      const files = [...blocks('ts'), typed].map((text, index) => {
        const file = join(folder, `program-${String(index)}.tsx`);
        writeFileSync(file, text);
        return file;
      });
      const options = [
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--jsx',
        'react-jsx',
      ];
      const compiler = `${root}node_modules/typescript-7/bin/tsc`;
      const lib = ['--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--exactOptionalPropertyTypes'];
      const { stdout } = spawnSync(process.execPath, [compiler, ...options, ...lib, ...files], {
        encoding: 'utf8',
      });
      expect(stdout).to.equal('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(60_000);
});

/** What the README says that the types know. */
const typed = `
import '@threepid/element';
const element = document.querySelector('threepid-verification');
element?.addEventListener('threepid-verified', (event) => {
  const sid: string = event.detail.sid;
  event.waitUntil(Promise.resolve(sid));
});
element?.addEventListener('threepid-change', ({ detail }) => {
  const done: boolean = detail.step === 'verified';
  element.hidden = done;
});
export const tag = <threepid-verification lang="de" />;
`;
