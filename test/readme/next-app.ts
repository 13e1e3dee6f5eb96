import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, ServerProcess } from '../server-process.js';
import { checkBundled } from './program.js';
import type { ReadmeBlock } from './readme-blocks.js';

const nextBin = createRequire(import.meta.url).resolve('next/dist/bin/next');
/** The layout that every app needs. */
const layout =
  'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n';

/** An app made of the page's files, which have their names in their first lines. */
export class NextApp {
  readonly #folder: string;

  /** @throws Error with the errors of the compiler. */
  constructor(blocks: readonly ReadmeBlock[]) {
    this.#folder = mkdtempSync(`${root}test/dist-test/next-app-`);
    const files = blocks.map(({ text }) => this.#write(/^\/\/ (\S+)\n/.exec(text)?.[1] ?? '', text));
    checkBundled(files.filter((file) => file.endsWith('.ts')));
    this.#write('app/layout.jsx', layout);
  }

  /** Runs it with `next dev`. */
  run(port: number): ServerProcess {
    const args = ['dev', '-H', '127.0.0.1', '-p', String(port), this.#folder];
    return new ServerProcess({
      command: [process.execPath, nextBin, ...args],
      environment: { NEXT_TELEMETRY_DISABLED: '1' },
      detached: true,
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(name: string, text: string): string {
    const file = join(this.#folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
}
