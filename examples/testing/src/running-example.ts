import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** An example in its own process, started as a reader would start it. */
export class RunningExample {
  readonly exit: Promise<number | null>;
  private printedSoFar = '';
  private ended = false;
  private waiting: (() => void)[] = [];

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.printedSoFar += chunk.toString();
        this.wake();
      });
    }
    this.exit = once(child, 'close').then(([code]) => {
      this.ended = true;
      this.wake();
      return code as number | null;
    });
  }

  /** Runs the `start` script of an example in a clean environment, on a free port. */
  static async start(
    name: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<RunningExample & { readonly url: string }> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const example = RunningExample.spawn(name, { PORT: new URL(url).port, ...environment });
    await example.printed(/listens on http:|Ready in|Local: +http:/);
    return Object.assign(example, { url });
  }

  /** Like `start`, but for an example that may exit at once. */
  static spawn(name: string, environment: Readonly<Record<string, string>> = {}): RunningExample {
    const { PATH = '', HOME = '', ALREADY_BUILT = '' } = process.env;
    const given = { PATH, HOME, ALREADY_BUILT, HOST: '127.0.0.1', PORT: '0', NEXT_TELEMETRY_DISABLED: '1' };
    const folder = `${root}examples/${name}`;
    // What `npm start` does, without npm: it takes longer to start than most examples.
    const child = spawn('sh', ['-c', startScript(folder)], {
      cwd: folder,
      env: { ...given, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group, so that the shell, Node and their children end together.
      detached: true,
    });
    return new RunningExample(child);
  }

  get output(): string {
    return this.printedSoFar;
  }

  /**
   * Waits until the output has `pattern` somewhere after its first `from` characters.
   *
   * @throws Error with the whole output, if the example ends first.
   */
  async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.printedSoFar.slice(from));
      if (match !== null) return match;
      if (this.ended)
        throw new Error(`the example ended without printing ${String(pattern)}:\n${this.printedSoFar}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** The code of the first message printed after the first `from` characters of the output. */
  async code(from = 0): Promise<string> {
    const [, code = ''] = await this.printed(/│ SMS to [^]*?\D(\d{6})\D[^]*?└/, from);
    return code;
  }

  /** Stops it as Ctrl-C does, and resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGINT');
    return this.exit;
  }

  /** Kills it and its children. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exit;
  }

  private signal(name: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, name);
    } catch {
      // The process group is already gone.
    }
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function startScript(folder: string): string {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return manifest.scripts.start;
}

/** A free port. Examples need to know theirs, because it is part of their public URL. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
