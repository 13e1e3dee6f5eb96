import dns from 'node:dns';
import { Socket } from 'node:net';

/** The network activity of a process: names that it looked up, and its connections, as `host:port`. */
export interface NetworkTrace {
  readonly lookUps: readonly string[];
  readonly connections: readonly string[];
}

/** Records all look-ups and connections of this process, including those of TLS and undici, until it is stopped. */
export class NetworkSpy implements NetworkTrace {
  readonly lookUps: string[] = [];
  readonly connections: string[] = [];
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const name of Object.keys(dns).filter((key) => /^(?:lookup|resolve|reverse)/.test(key)))
      this.#watch(dns as unknown as Methods, name, (args) => this.lookUps.push(String(args[0])));
    for (const name of Object.keys(dns.promises).filter((key) => /^(?:lookup|resolve|reverse)/.test(key)))
      this.#watch(dns.promises as unknown as Methods, name, (args) => this.lookUps.push(String(args[0])));
    // TLS sockets and http.Agent also use it.
    this.#watch(Socket.prototype as unknown as Methods, 'connect', (args) =>
      this.connections.push(targetOf(args)),
    );
  }

  stop(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  #watch(owner: Methods, name: string, note: (args: readonly unknown[]) => void): void {
    const original = owner[name];
    if (typeof original !== 'function') return;
    owner[name] = function (this: unknown, ...args: unknown[]): unknown {
      note(args);
      return original.apply(this, args);
    };
    this.#restore.push(() => {
      owner[name] = original;
    });
  }
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

interface Target {
  readonly host?: string;
  readonly port: number | string;
  readonly path?: string | null;
}

/**
 * The target of `connect`, whose arguments are options, or port and host, or net.connect()'s list with options first.
 */
function targetOf([first, second]: readonly unknown[]): string {
  const options = (Array.isArray(first) ? first[0] : first) as unknown;
  if (typeof options === 'object' && options !== null) {
    const { host = 'localhost', port, path } = options as Target;
    return path ?? `${host}:${port}`;
  }
  return `${typeof second === 'string' ? second : 'localhost'}:${String(options)}`;
}
