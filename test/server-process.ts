import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The top of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** How to start it. */
export interface ServerProcessOptions {
  /** Added to a clean environment in which the port is a free one. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What starts it; the compiled server unless told. */
  readonly command?: readonly [string, ...string[]];
  /** Keeps the process group of this process out of it, so that a terminal's Ctrl-C can be played. */
  readonly detached?: boolean;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The stand-alone server in a process of its own, as a person starts it. */
export class ServerProcess {
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
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
      this.#notify();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
      this.#notify();
    });
    this.exit = once(this.#child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      this.#ended = true;
      this.#notify();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** What it printed so far, on standard output. */
  get stdout(): string {
    return this.#stdout;
  }

  /** What it printed so far, on standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The JSON lines among what it printed: its log. */
  get log(): readonly Readonly<Record<string, unknown>>[] {
    return this.#stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    const [, url = ''] = await this.printed(/^threepid listens on (http:\S+)/m);
    return url;
  }

  /**
   * Waits until standard output has `pattern` somewhere after its first `from` characters.
   *
   * @throws Error with all that it printed, if the process ends before.
   */
  async printed(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout.slice(from));
      if (match !== null) return match;
      if (this.#ended) {
        throw new Error(`it ended without printing ${String(pattern)}:\n${this.#stdout}${this.#stderr}`);
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The code of the last message that it prints after its first `from` characters. */
  async code(from = 0): Promise<string> {
    const [frame] = await this.printed(/│ SMS to [^]*?└/, from);
    return /(?<![0-9])[0-9]{6}(?![0-9])/.exec(frame.replace(/SMS to .*/, ''))?.[0] ?? '';
  }

  /** How many messages it printed. */
  get messages(): number {
    return this.#stdout.split('│ SMS to ').length - 1;
  }

  /** Types on its terminal. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** As a terminal does it: the signal goes to the whole group. Needs `detached`. */
  signalGroup(name: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, name);
  }

  /** Ends it at once, if it still runs. */
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

/** What mocha and c8 have put into ours is not for it. */
function cleanEnvironment(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_ENV } = process.env;
  const clean: NodeJS.ProcessEnv = { PATH, HOME, NODE_ENV };
  return Object.assign(clean, { HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'development' }, environment);
}

const compiledServer: readonly [string, ...string[]] = [
  process.execPath,
  `${root}packages/server/dist/main.js`,
];
