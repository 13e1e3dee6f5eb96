// Runs commands with a time-out, a few at a time, and leaves no process of theirs behind.
import { spawn } from 'node:child_process';
import { root } from './build.mjs';

const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const child of running) killGroup(child);
    process.exit(1);
  });
}

/**
 * Runs a command in a process group of its own, and kills the group after `timeoutMs`, or what is left of it at the
 * command's end.
 *
 * @returns its exit code (null if it was killed), what it printed, how long it took in milliseconds, whether time ran out.
 */
export function runJob({ command, args, env = {}, cwd = root, timeoutMs }) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    running.add(child);
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeoutMs);
    child.once('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    child.once('exit', () => killGroup(child));
    child.once('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      const output = Buffer.concat(chunks).toString();
      resolve({ code, output, timedOut, ms: performance.now() - start });
    });
  });
}

/** Runs `jobs` by `run`, `limit` at a time and in this order, and answers their results in this order. */
export async function runPool(jobs, limit, run) {
  const results = [];
  const queue = [...jobs.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, job] = next;
      results[index] = await run(job);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

/**
 * Runs steps, `limit` at a time: of those whose `needs` are done, the first in this order.
 *
 * @param steps each with a name, the names in `needs` that it waits for, and what it does in `run`.
 * @returns their results in this order. @throws what a step throws.
 */
export async function runReady(steps, limit) {
  const waiting = new Set(steps);
  const done = new Set();
  const results = new Map();
  const isReady = ({ needs = [] }) => needs.every((name) => done.has(name));
  await new Promise((resolve, reject) => {
    let running = 0;
    const start = async (step) => {
      waiting.delete(step);
      running += 1;
      results.set(step, await step.run());
      running -= 1;
      done.add(step.name);
      fill();
    };
    const fill = () => {
      while (running < limit) {
        const next = [...waiting].find(isReady);
        if (next === undefined) break;
        start(next).catch((error) => {
          // Nothing new is started after an error.
          waiting.clear();
          reject(error);
        });
      }
      if (running > 0) return;
      if (waiting.size === 0) resolve();
      else reject(new Error(`${[...waiting].map(({ name }) => name).join(', ')}: never ready`));
    };
    fill();
  });
  return steps.map((step) => results.get(step));
}

function killGroup(child) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
