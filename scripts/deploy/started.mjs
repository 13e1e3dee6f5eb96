// A program that was started, and what became of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

export class Started {
  #child;
  #output = '';
  #exit;

  constructor(command, args, options = {}) {
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (chunk) => (this.#output += chunk));
    this.#exit = once(this.#child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** Waits until it answers a GET with 200. @throws Error with what it printed, if it ends first, or time runs out. */
  async answers(url, timeoutMs = 60_000) {
    const end = performance.now() + timeoutMs;
    while (performance.now() < end) {
      if (this.#child.exitCode !== null) break;
      const answer = await fetch(url).catch(() => undefined);
      if (answer?.status === 200) return answer;
      await delay(100);
    }
    throw new Error(`${url} did not answer 200:\n${this.#output}`);
  }

  stop(signal) {
    this.#child.kill(signal);
  }

  /** Waits for its end. @throws Error with what it printed, if it ends otherwise. */
  async ends(code, timeoutMs = 60_000) {
    const end = await Promise.race([this.#exit, delay(timeoutMs, 'running', { ref: false })]);
    if (end === code) return this.#output;
    throw new Error(`'${this.#child.spawnargs.join(' ')}': ${end} instead of ${code}:\n${this.#output}`);
  }

  async kill() {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
