import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, ServerProcess } from '../server-process.js';
import { checkBundled } from './program.js';
import { namedFiles } from './guide-app.js';

const nextBin = createRequire(import.meta.url).resolve('next/dist/bin/next');
/** An app made of a guide's files. */
export class NextApp {
  readonly #folder: string;

  /** @throws Error with the errors of the compiler. */
  constructor(guide: string) {
    this.#folder = mkdtempSync(`${root}test/dist-test/next-app-`);
    const files = [...namedFiles(guide)].map(([name, text]) => this.#write(name, text));
    checkBundled(files.filter((file) => /\.tsx?$/.test(file)));
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
