import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a trailing slash. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Options of `ServerProcess`. */
export interface ServerProcessOptions {
  /** Variables added to a clean environment with a free port. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Command that starts it. Default: the compiled server. */
  readonly command?: readonly [string, ...string[]];
  /** Gives it its own process group, so that a test can simulate a terminal's Ctrl-C. */
  readonly detached?: boolean;
}

/** The end of a process. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The stand-alone server in its own process, started as a user would start it. */
export class ServerProcess {
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
  #output = '';
  #stdout = '';
  #stderr = '';
  #ended = false;
  #wake: (() => void)[] = [];

  constructor({
    environment = {},
    args = [],
    command = compiledServer,
    detached = false,
  }: ServerProcessOptions) {
    const [program, ...first] = command;
    this.#child = spawn(program, [...first, ...args], {
      cwd: root,
      env: cleanEnvironment(environment),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached,
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#stdout += chunk.toString();
      this.#output += chunk.toString();
      this.#notify();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
      this.#output += chunk.toString();
      this.#notify();
    });
    this.exit = once(this.#child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      this.#ended = true;
      this.#notify();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** Both outputs so far, in the order of arrival, as a terminal shows them. */
  get output(): string {
    return this.#output;
  }

  /** The standard output so far. */
  get stdout(): string {
    return this.#stdout;
  }

  /** The standard error output so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /**
   * The log: the lines of the standard output.
   *
   * @throws SyntaxError if one of them is not JSON.
   */
  get log(): readonly Readonly<Record<string, unknown>>[] {
    return this.#stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** The server's URL, once it listens. */
  async url(): Promise<string> {
    const [, url = ''] = await this.printed(/^threepid listens on (http:\S+)/m);
    return url;
  }

  /**
   * Waits until the output has `pattern` somewhere after its first `from` characters.
   *
   * @throws Error with the whole output, if the process ends first.
   */
  async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#output.slice(from));
      if (match !== null) return match;
      if (this.#ended) {
        throw new Error(`the server ended without printing ${String(pattern)}:\n${this.#output}`);
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The code of the last message printed after the first `from` characters of the output. */
  async code(from = 0): Promise<string> {
    const [frame] = await this.printed(/│ SMS to [^]*?└/, from);
    return /(?<![0-9])[0-9]{6}(?![0-9])/.exec(frame.replace(/SMS to .*/, ''))?.[0] ?? '';
  }

  /** Number of messages printed. */
  get messages(): number {
    return this.#output.split('│ SMS to ').length - 1;
  }

  /** Types on its terminal. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Stops reading its standard error: what it writes there fails from then on. */
  closeErrors(): void {
    this.#child.stderr?.destroy();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Sends a signal to the whole process group, as a terminal does. Needs `detached`. */
  signalGroup(name: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, name);
  }

  /** Kills it if it is still running. */
  async kill(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.exit;
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

/** An environment without the variables of mocha and c8. `ALREADY_BUILT` spares what is started a look at what is built. */
function cleanEnvironment(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_ENV, ALREADY_BUILT } = process.env;
  const clean: NodeJS.ProcessEnv = { PATH, HOME, NODE_ENV, ALREADY_BUILT };
  return Object.assign(clean, { HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'development' }, environment);
}

const compiledServer: readonly [string, ...string[]] = [
  process.execPath,
  `${root}packages/server/dist/main.js`,
];
