import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Settings of a Redis server, as in redis.conf. */
export type RedisSettings = Readonly<Record<string, string>>;

/** A real Redis server of a test's own, on a loopback port. It keeps nothing on disk. */
export interface RedisServer {
  readonly host: string;
  readonly port: number;
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  /** Runs a command by redis-cli and answers its output. */
  readonly command: (...words: readonly string[]) => Promise<string>;
  /** Stops the process where it is (SIGSTOP): connections stay open and nothing is answered. */
  readonly freeze: () => void;
  /** Lets a frozen process go on. */
  readonly thaw: () => void;
  /** Ends the process at once (SIGKILL) and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it on the same port again, empty. */
  readonly restart: () => Promise<void>;
  /** Ends it and removes its files. */
  readonly stop: () => Promise<void>;
}

const host = '127.0.0.1';
const exec = promisify(execFile);

/** Children that still run, and their folders: neither may outlive the tests. */
const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Starts a server on a free port.
 *
 * @param settings beside port, address and folder.
 * @param sentinel a configuration makes it a Sentinel.
 * @throws Error without redis-server, or if it does not start.
 */
export async function startRedisProcess(
  settings: RedisSettings = {},
  sentinel?: string,
): Promise<RedisServer> {
  const binary = findRedisServer();
  const folder = await mkdtemp(join(tmpdir(), 'threepid-redis-'));
  folders.add(folder);
  const port = await freePort();
  if (sentinel !== undefined) await writeFile(join(folder, 'sentinel.conf'), sentinel);
  const args = [
    ...(sentinel === undefined ? [] : ['sentinel.conf']),
    ...serverArguments({ ...settings, port: String(port) }),
  ];
  if (sentinel !== undefined) args.push('--sentinel');
  return runningServer(binary, args, folder, port);
}

async function runningServer(
  binary: string,
  args: readonly string[],
  folder: string,
  port: number,
): Promise<RedisServer> {
  const command = (...words: readonly string[]): Promise<string> => redisCli(binary, port, words);
  let child = await launch(binary, args, folder, command);
  return {
    host,
    port,
    url: `redis://${host}:${port}`,
    command,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: () => end(child),
    restart: async () => {
      await end(child);
      child = await launch(binary, args, folder, command);
    },
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
      folders.delete(folder);
    },
  };
}

function serverArguments(settings: RedisSettings): string[] {
  const all = {
    bind: host,
    save: '',
    appendonly: 'no',
    loglevel: 'warning',
    'repl-diskless-sync-delay': '0',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
}

async function launch(
  binary: string,
  args: readonly string[],
  cwd: string,
  command: RedisServer['command'],
): Promise<ChildProcess> {
  const child = spawn(binary, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-2_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.once('exit', () => running.delete(child));
  await eventually('redis-server to answer', async () => {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}: ${output}`);
    return (await command('PING').catch(() => '')) === 'PONG';
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function redisCli(server: string, port: number, words: readonly string[]): Promise<string> {
  const beside = join(dirname(server), 'redis-cli');
  const binary = existsSync(beside) ? beside : 'redis-cli';
  const { stdout } = await exec(binary, ['-h', host, '-p', String(port), ...words], { maxBuffer: 2 ** 26 });
  return stdout.trimEnd();
}

/**
 * Tries until `isSo` says so. A failure of `isSo` itself ends it.
 *
 * @throws Error after 30 seconds.
 */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error(`waited 30 seconds for ${what}`);
}

function findRedisServer(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file));
  const binary = onPath ?? process.env['THREEPID_REDIS_SERVER'];
  if (binary !== undefined && existsSync(binary)) return binary;
  throw new Error(
    'These tests run a real redis-server, and there is none: `apt-get install redis-server`, or name one in THREEPID_REDIS_SERVER',
  );
}

/**
 * A port that is free, and so is the one 10,000 above it, which a Cluster node takes too. Both lie below the ports that
 * a system gives to outgoing connections: else one of those might take it before the server starts.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(12_000, 22_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
  throw new Error('no free port from 12000 to 22000');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}
