#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { help } from './help.js';
import { monotonicClock } from './stop/monotonic-clock.js';
import { SettingsError } from './settings/settings-error.js';
import { startServer, type RunningServer } from './start-server.js';
import { readSettings } from './read-settings.js';
import { takeStopSignals } from './stop/stop-signals.js';

/** Longest time for in-flight requests after a signal to stop, in milliseconds. */
const stopTimeoutMs = 25_000;

async function main(args: readonly string[]): Promise<void> {
  const [argument] = args;
  if (argument === undefined) await serve();
  else if (argument === '--help' || argument === '-h') print(help(version()));
  else if (argument === '--version') print(version());
  else throw new SettingsError([`${argument}: no such argument; try --help`]);
}

async function serve(): Promise<void> {
  const server = await startServer(await readSettings(process.env));
  print(server.summary);
  const take = takeStopSignals({ stop: (signal) => void stop(server, signal), end }, monotonicClock);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, take);
}

async function stop(server: RunningServer, signal: string): Promise<void> {
  print(`threepid: ${signal}: answering in-flight requests, then stopping`);
  setTimeout(() => process.exit(1), stopTimeoutMs).unref();
  await server.close();
  print('threepid: stopped');
}

function end(signal: string): void {
  print(`threepid: ${signal} again: ending at once`);
  process.exit(1);
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return text;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Fixes for errors of listening, by their codes. */
const solutionByCode: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use: stop what listens there, or set PORT to another one (0: any free one).',
  EACCES: 'The port needs special permission: set PORT to one above 1023.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine: set it to one, or to 0.0.0.0 for all.',
  ENOTFOUND: 'HOST is neither an address nor a name of this machine: set it to one, or to 0.0.0.0 for all.',
};

function explain(error: unknown): string {
  if (error instanceof SettingsError) return `${error.message}\n\n'threepid --help' lists all settings.`;
  if (error instanceof Error && 'code' in error) {
    const solution = solutionByCode[String(error.code)];
    if (solution !== undefined) return solution;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Not left to the event loop: no open handle of a library may keep the process of a failed server alive.
  process.stderr.write(`threepid: ${explain(error)}\n`, () => process.exit(1));
});
