import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process holds once its garbage is collected. Sizes are in bytes. */
export interface Vitals {
  readonly pid: number;
  readonly role: 'main' | 'worker';
  readonly looks: number;
  readonly heapUsed: number;
  /** Memory of buffers and the like beside the heap. */
  readonly external: number;
  readonly rss: number;
  /** Open connections and servers. */
  readonly sockets: number;
  /** Open file descriptors; 0 where the system doesn't say. */
  readonly files: number;
}

/** How long a process may take to answer, ms. */
const mostMs = 20_000;

/** The vitals of the processes that vitals.mjs was loaded into, with this folder, and that still run. */
export async function readVitals(folder: string): Promise<readonly Vitals[]> {
  const before = (await readAll(folder)).filter(({ pid }) => isAlive(pid));
  for (const { pid } of before) process.kill(pid, 'SIGUSR2');
  for (const end = performance.now() + mostMs; performance.now() < end;) {
    await sleep(100);
    const now = (await readAll(folder)).filter(({ pid }) => before.some((one) => one.pid === pid));
    if (now.every(({ pid, looks }) => looks > (before.find((one) => one.pid === pid)?.looks ?? 0)))
      return now;
  }
  throw new Error('a process did not say what it holds');
}

/** The processes that serve requests, as ids. */
export async function workersOf(folder: string): Promise<readonly number[]> {
  const all = await readAll(folder);
  return all.filter(({ pid, role }) => role === 'worker' && isAlive(pid)).map(({ pid }) => pid);
}

async function readAll(folder: string): Promise<readonly Vitals[]> {
  const files = await readdir(folder);
  const read = await Promise.all(files.map((file) => readOne(join(folder, file))));
  return read.filter((vitals) => vitals !== undefined);
}

/** A file that is being written is read the next time. */
async function readOne(file: string): Promise<Vitals | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Vitals;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
