import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { root, ServerProcess } from '../server-process.js';

/** A program of a page, checked and compiled as a user would do it. */
export class Program {
  readonly #folder: string;
  readonly #file: string;

  /** @throws Error with the errors of the compiler. */
  constructor(source: string) {
    // Below the root, so that packages resolve as in a user's project.
    this.#folder = mkdtempSync(`${root}test/dist-test/program-`);
    this.#file = join(this.#folder, 'program.ts');
    writeFileSync(this.#file, source);
    compile(this.#file);
  }

  run(environment: Readonly<Record<string, string>> = {}): ServerProcess {
    return new ServerProcess({
      command: [process.execPath, this.#file.replace(/\.ts$/, '.js')],
      environment,
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Compiles a file, and those of its folder that it imports, to files beside them.
 *
 * @throws Error with the errors of the compiler.
 */
export function compile(file: string): void {
  tsc(['--module', 'nodenext', file]);
}

/**
 * Checks files as in a project with a bundler.
 *
 * @throws Error with the errors of the compiler.
 */
export function checkBundled(files: readonly string[]): void {
  tsc(['--module', 'esnext', '--moduleResolution', 'bundler', '--jsx', 'react-jsx', '--noEmit', ...files]);
}

/**
 * Checks files as in a project for Node with the strictest options, in which the declarations of our packages and of theirs
 * are checked too.
 *
 * @throws Error with the errors of the compiler.
 */
export function checkAsUser(files: readonly string[]): void {
  const options = ['--module', 'nodenext', '--lib', 'es2023', '--noEmit', '--exactOptionalPropertyTypes'];
  tsc([...options, '--skipLibCheck', 'false', ...files]);
}

function tsc(args: readonly string[]): void {
  const command = [`${root}node_modules/typescript-7/bin/tsc`, ...strict, ...decorators, ...args];
  const { status, stdout } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}

/** Decorators are those of Nest. */
const decorators = ['--experimentalDecorators', '--emitDecoratorMetadata'];
const strict = ['--ignoreConfig', '--target', 'es2022', '--strict', '--skipLibCheck', '--types', 'node'];
