#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { explain } from './explain.js';
import { help } from './help.js';
import { print } from './print.js';
import { WorkerStartError } from './processes/worker-start-error.js';
import { readSettings, type Settings } from './read-settings.js';
import { SettingsError } from './settings/settings-error.js';
import { stopOnSignals, type Stoppable } from './stop/stop-on-signals.js';
import { stopTimeoutMs } from './stop/stop-timeout.js';

async function main(args: readonly string[]): Promise<void> {
  const [argument] = args;
  if (argument === undefined) await serve();
  else if (argument === '--help' || argument === '-h') print(help(version(), undefined, process.env));
  else if (argument === '--version') print(version());
  else throw new SettingsError([`${argument}: no such argument; try --help`]);
}

async function serve(): Promise<void> {
  const settings = await readSettings(process.env);
  await (settings.processes === 1 ? serveHere(settings) : serveByProcesses(settings));
}

async function serveHere(settings: Settings): Promise<void> {
  // Not loaded by a process that only supervises.
  const { startServer } = await import('./start-server.js');
  const server = await startServer(settings);
  print(server.summary);
  stopOnSignals({ stop: () => server.close().then(() => true), end: () => undefined });
}

async function serveByProcesses(settings: Settings): Promise<void> {
  const { serveByWorkers } = await import('./processes/serve-by-workers.js');
  // Workers may die again and again before the first start is complete: then there is nothing to stop yet.
  let started: Stoppable | undefined = undefined;
  const server = await serveByWorkers(settings, () => void giveUp(started));
  started = server;
  print(server.summary);
  stopOnSignals(server);
}

/** Stops what is left of a server whose processes die again and again. Workers end with this process. */
async function giveUp(server: Stoppable | undefined): Promise<void> {
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await server?.stop();
  process.exit(1);
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return text;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // A worker has already explained it.
  const text = error instanceof WorkerStartError ? error.message : explain(error);
  // Not left to the event loop: no open handle of a library may keep the process of a failed server alive.
  process.stderr.write(`threepid: ${text}\n`, () => process.exit(1));
});
