import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { remoteControl, type HttpContractHost } from '@threepid/contract-tests';
import { root } from '../server-process.js';

/** `npm run test:runtimes` installs them. */
const modules = `${root}test/runtimes/node_modules/`;

/** A runtime, and how it runs a program. */
export interface Runtime {
  readonly name: string;
  /** Its binary, where npm may have put it: the package of the platform, or the runtime's own after its install script. */
  readonly binaries: readonly string[];
  readonly args: readonly string[];
}

export const bun: Runtime = {
  name: 'bun',
  binaries: [`@oven/bun-${process.platform}-${bunArchitecture()}/bin/bun`, 'bun/bin/bun.exe'],
  args: ['run'],
};

export const deno: Runtime = {
  name: 'deno',
  binaries: [`@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}/deno`],
  args: ['run', '--allow-all', '--quiet'],
};

function bunArchitecture(): string {
  return process.arch === 'arm64' ? 'aarch64' : process.arch;
}

/** @returns undefined if there is no such runtime for this machine. */
export function binaryOf({ binaries }: Runtime): string | undefined {
  return binaries.map((file) => modules + file).find((file) => existsSync(file));
}

/** Starts the host of a runtime, `NAME-host.js` of this folder. */
export async function startRuntime(runtime: Runtime, binary: string): Promise<HttpContractHost> {
  const program = fileURLToPath(new URL(`${runtime.name}-host.js`, import.meta.url));
  const child = spawn(binary, [...runtime.args, program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
  });
  // An aborted run must leave no process behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    control: remoteControl(performerOf(child)),
    close: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function performerOf(child: ChildProcess): (command: unknown) => Promise<unknown> {
  const waiting = new Map<number, (result: unknown) => void>();
  let id = 0;
  child.on('message', (answer: { readonly id: number; readonly result: unknown }) => {
    waiting.get(answer.id)?.(answer.result);
    waiting.delete(answer.id);
  });
  return (command) =>
    new Promise((resolve) => {
      waiting.set((id += 1), resolve);
      child.send({ id, command });
    });
}
