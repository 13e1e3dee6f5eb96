#!/usr/bin/env node
import { loadEnvFiles } from './command/load-env-files.js';
import { readCommand, type Command } from './command/read-command.js';
import { UsageError } from './command/usage-error.js';
import { serveVerb } from './command/serve-verb.js';
import { help, verbs } from './command/verbs.js';
import { explain } from './explain.js';
import { print, printable } from './print.js';
import { WorkerStartError } from './processes/worker-start-error.js';
import { version } from './version.js';

async function main(args: readonly string[]): Promise<void> {
  const command = readCommand(args, verbs);
  loadEnvFiles(command.given.values.get('env-file') ?? []);
  const code = await run(command);
  if (code !== undefined) end(code, process.stdout);
}

async function run({ verb, given }: Command): Promise<number | undefined> {
  if (given.flags.has('help')) {
    const named = verb === serveVerb ? [] : [verb.name];
    return help.run({ ...given, arguments: named });
  }
  if (!given.flags.has('version')) return verb.run(given);
  print(version());
  return 0;
}

/** Not left to the event loop: no open handle of a library may keep the process alive. */
function end(code: number, stream: NodeJS.WriteStream, text = ''): void {
  stream.write(text, () => process.exit(code));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // A worker has already explained it.
  const text = error instanceof WorkerStartError ? error.message : explain(error);
  end(error instanceof UsageError ? 2 : 1, process.stderr, `threepid: ${printable(text)}\n`);
});
