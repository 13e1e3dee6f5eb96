import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import ts from 'typescript';
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

function compile(file: string): void {
  const program = ts.createProgram([file], {
    ...strict,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  refuseFaults([...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics]);
}

/**
 * Checks files as in a project with a bundler.
 *
 * @throws Error with the errors of the compiler.
 */
export function checkBundled(files: readonly string[]): void {
  const program = ts.createProgram(files, {
    ...strict,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
  });
  refuseFaults(ts.getPreEmitDiagnostics(program));
}

const strict: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
};

function refuseFaults(faults: readonly ts.Diagnostic[]): void {
  if (faults.length === 0) return;
  throw new Error(
    ts.formatDiagnostics(faults, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  );
}
