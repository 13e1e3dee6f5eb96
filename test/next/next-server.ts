import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { remoteControl, type HttpContractHost } from '@threepid/contract-tests';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const app = join(root, 'test/next/next-app');
const stamp = join(app, '.next/threepid-sources');
const nextBin = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Inputs of the build: a change in any of them makes it stale. */
const sources = [
  'test/next/next-app',
  'adapters/next/dist',
  'packages/core/dist',
  'packages/contract-tests/dist',
  'packages/storage-memory/dist',
  'node_modules/next/package.json',
];

/** A Next app in its own process. */
export interface NextServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the app of `next-app`, unless it is built, and starts it as `next start` does. */
export async function startNextServer(): Promise<NextServer> {
  buildNextApp();
  const child = spawn(process.execPath, [nextBin, 'start', '-H', '127.0.0.1', '-p', '0', app], {
    env: nextEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // An aborted run must leave no server behind.
  process.once('exit', () => child.kill('SIGKILL'));
  return { url: await urlOf(child), close: () => stop(child) };
}

/** The app as a host of the contract, with one of its routers. */
export function nextHost({ url }: NextServer, router: 'app' | 'pages'): HttpContractHost {
  const control = remoteControl(async (command) => {
    const response = await fetch(`${url}/control/${router}`, {
      method: 'POST',
      body: JSON.stringify(command),
    });
    return response.json();
  });
  return { baseUrl: router === 'app' ? url : `${url}/pages`, control, close: () => Promise.resolve() };
}

function buildNextApp(): void {
  const hash = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const { status, stdout, stderr } = spawnSync(process.execPath, [nextBin, 'build', app], {
    env: nextEnvironment(),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`next build failed:\n${stdout}\n${stderr}`);
  writeFileSync(stamp, hash);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesOf(join(root, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        !/\.next\b|next-env\.d\.ts$|\.map$|\.tsbuildinfo$/.test(join(entry.parentPath, entry.name)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The environment of a production build, without the variables of mocha and c8. */
function nextEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:[0-9]+/.exec(output)?.[0];
      if (url !== undefined && output.includes('Ready')) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      reject(new Error(`next start ended with ${String(code)}:\n${output}`));
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.kill('SIGKILL');
  });
}
