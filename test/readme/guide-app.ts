import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root, ServerProcess } from '../server-process.js';
import { compile, freePort } from './program.js';
import { readmeBlocks } from './readme-blocks.js';

const run = promisify(execFile);

/** The files that a guide has its reader write: blocks whose first line is a comment with the name. */
export function namedFiles(guide: string): ReadonlyMap<string, string> {
  const files = readmeBlocks(guide).flatMap(({ text }) => {
    const [, name, content] = /^(?:\/\/|<!--) ([\w./[\]%-]+\.\w+)(?: -->)?\n([^]*)$/.exec(text) ?? [];
    return name === undefined || content === undefined ? [] : [[name, content] as const];
  });
  return new Map(files);
}

/** The files of guides, in a folder of their own, with a free port instead of port 3000. */
export class GuideFiles {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** @param guides a file of a later one replaces one of the same name. */
  static async write(guides: readonly string[]): Promise<GuideFiles> {
    // Below the root, so that packages resolve as in a user's project.
    const files = new GuideFiles(mkdtempSync(`${root}test/dist-test/program-`), await freePort());
    for (const guide of guides) for (const [name, text] of namedFiles(guide)) files.#write(name, text);
    return files;
  }

  /** Runs a file to its end. @returns what it printed. @throws Error if it fails. */
  async run(file: string): Promise<string> {
    return this.#node([join(this.folder, file)]);
  }

  /** Imports a file, and ends the process, which may have connections. @throws Error if it can't be imported. */
  async load(file: string, environment: Readonly<Record<string, string>>): Promise<void> {
    const code = `await import('${join(this.folder, file)}'); process.exit();`;
    await this.#node(['--input-type=module', '--eval', code], environment);
  }

  /** Runs a file that serves, until it listens. It is compiled before, if it is TypeScript. */
  async serve(file: string): Promise<{ readonly url: string; readonly server: ServerProcess }> {
    const path = join(this.folder, file);
    if (file.endsWith('.ts')) compile(path);
    const server = new ServerProcess({ command: [process.execPath, path.replace(/\.ts$/, '.js')] });
    await server.printed(/^http:/m);
    return { url: `http://127.0.0.1:${this.port}`, server };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  async #node(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const env = { PATH: process.env['PATH'], ...environment };
    return (await run(process.execPath, args, { cwd: root, env })).stdout;
  }

  #write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll('3000', String(this.port)));
  }
}
