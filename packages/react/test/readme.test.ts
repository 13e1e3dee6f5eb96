import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(import.meta.resolve('typescript-7/package.json')).replace(
  'package.json',
  'bin/tsc',
);

describe("the README's programs", () => {
  it('compile', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const programs = [...readme.matchAll(/^```tsx\n(.*?)^```$/gms)].map(([, program = '']) => program);
    expect(programs).to.have.length(4);
    // Below the package, so that imports resolve as for a user.
    const place = mkdtempSync(join(folder, 'dist-test/readme-'));
    try {
      const files = programs.map((program, index) => write(place, `program-${String(index)}.tsx`, program));
      // What a bundler brings, and the action that the page imports.
      write(place, 'styles.d.ts', "declare module '*.css';\n");
      write(place, 'actions.ts', 'export async function finishVerification(): Promise<void> {}\n');
      const options = '--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --module esnext';
      const more =
        '--moduleResolution bundler --target es2022 --jsx react-jsx --skipLibCheck --types node,react';
      const args = [...`${options} ${more}`.split(' '), join(place, 'styles.d.ts'), ...files];
      const { stdout } = spawnSync(process.execPath, [compiler, ...args], { cwd: folder, encoding: 'utf8' });
      expect(stdout).to.equal('');
    } finally {
      rmSync(place, { recursive: true });
    }
  }).timeout(60_000);
});

function write(place: string, name: string, text: string): string {
  const file = join(place, name);
  writeFileSync(file, text);
  return file;
}
