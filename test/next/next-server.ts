import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { remoteControl, type HttpContractHost } from '@threepid/contract-tests';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const app = 'test/next/next-app';
const nextBin = createRequire(import.meta.url).resolve('next/dist/bin/next');

type Router = 'app' | 'pages';

/** A Next app in its own process. */
export interface NextServer {
  readonly url: string;
  /** Sends a command to the control of a router's framework, and resolves with the result. */
  readonly perform: (router: Router, command: unknown) => Promise<unknown>;
  close(): Promise<void>;
}

/** Builds the app of `next-app` if necessary, and starts it as `next start` does. */
export async function startNextServer(): Promise<NextServer> {
  buildNextApp();
  const child = spawn(process.execPath, [nextBin, 'start', '-H', '127.0.0.1', '-p', '0', join(root, app)], {
    env: nextEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // An aborted run must leave no server behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await urlOf(child);
  // Loads the frameworks, which is what the control needs.
  await fetch(`${url}/_matrix/identity/versions`);
  return { url, perform: performerOf(child), close: () => stop(child) };
}

/** The app as a host of the contract, with one of its routers; each has its own framework. */
export function nextHost({ url, perform }: NextServer, router: Router): HttpContractHost {
  const control = remoteControl((command) => perform(router, command));
  return { baseUrl: router === 'app' ? url : `${url}/pages`, control, close: () => Promise.resolve() };
}

function performerOf(child: ChildProcess): NextServer['perform'] {
  const waiting = new Map<number, (result: unknown) => void>();
  let id = 0;
  child.on('message', (answer: { readonly id: number; readonly result: unknown }) => {
    waiting.get(answer.id)?.(answer.result);
    waiting.delete(answer.id);
  });
  return (router, command) =>
    new Promise((resolve) => {
      waiting.set((id += 1), resolve);
      child.send({ id, router, command });
    });
}

function buildNextApp(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build-next.mjs'), app], {
    env: nextEnvironment(),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
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
