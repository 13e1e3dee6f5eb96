// Child processes of a bench. None outlives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../scripts/free-port.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));
const observed = new URL('../hosts/observed.mjs', import.meta.url).href;
const longestStartMs = 30_000;
/** Hosts answer that there is no such session. */
const firstPath = '/_matrix/identity/api/v1/3pid/getValidated3pid?sid=none&client_secret=none';

/** A Node process that answers each message with one. */
export class Child {
  #process;
  #stderr = '';

  /** @param args of node: options, a file and its arguments. */
  constructor(args, env = {}) {
    const { PATH, HOME } = process.env;
    this.#process = spawn(process.execPath, args, {
      cwd: bench,
      env: { PATH, HOME, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr.on('data', (chunk) => (this.#stderr = (this.#stderr + chunk).slice(-2_000)));
  }

  /** The next message. */
  message() {
    const child = this.#process;
    return new Promise((resolve, reject) => {
      const end = (code) => reject(new Error(`a process of the bench ended with ${code}: ${this.#stderr}`));
      child.once('exit', end);
      child.once('message', (message) => {
        child.off('exit', end);
        resolve(message);
      });
    });
  }

  ask(message) {
    const answer = this.message();
    this.#process.send(message);
    return answer;
  }

  get hasEnded() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  get stderr() {
    return this.#stderr;
  }

  async stop() {
    if (this.hasEnded) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/**
 * A host in its own process, which listens on `PORT`. `startMs` is the time from the start of the process until it has
 * answered a first request, which looks for a session.
 *
 * @param path goes before that of the request.
 */
export async function startHost(args, env = {}, path = '') {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = performance.now();
  const child = new Child(['--import', observed, ...args], { ...env, HOST: '127.0.0.1', PORT: String(port) });
  while (!(await isListening(port))) {
    if (child.hasEnded) throw new Error(`'${args.join(' ')}' ended: ${child.stderr}`);
    if (performance.now() - start > longestStartMs) throw new Error(`'${args.join(' ')}' does not listen`);
    await sleep(5);
  }
  const response = await fetch(`${url}${path}${firstPath}`);
  await response.body?.cancel();
  return { url, child, startMs: performance.now() - start };
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
