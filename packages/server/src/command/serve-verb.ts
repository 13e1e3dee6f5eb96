import { print } from '../print.js';
import { UsageError } from './usage-error.js';
import type { Verb } from './verb.js';

/** Starts the server, or says whether it would: the verb of a command line that names none. */
export const serveVerb: Verb = {
  name: 'serve',
  summary: 'Starts the server. Without a verb, this is meant.',
  details: [
    'SIGTERM or SIGINT (Ctrl-C) stops the server: it takes no new connections and answers in-flight requests within 25 seconds. A second signal after 3 seconds or more ends it at once; an earlier one is ignored.',
  ],
  arguments: [],
  options: {
    check: {
      help: 'Instead: checks the settings, and reaches the storage, the providers, the challenge and the homeservers within 15 seconds, without sending a message. Exit code 1 if anything is wrong.',
    },
    'print-config': {
      help: 'Instead: prints the settings in force, in the form of a .env file, without secrets.',
    },
  },
  run: async ({ flags }) => {
    if (flags.has('check') && flags.has('print-config'))
      throw new UsageError('--check and --print-config: give one of them');
    if (flags.has('check')) return printCheck();
    if (flags.has('print-config')) return printConfig();
    const { serve } = await import('./serve.js');
    await serve();
    return undefined;
  },
};

async function printConfig(): Promise<number> {
  const { configText } = await import('./print-config.js');
  print(await configText(process.env));
  return 0;
}

async function printCheck(): Promise<number> {
  const { check } = await import('./check.js');
  const findings = await check(process.env);
  for (const { kind, text } of findings) print(`${kind.padEnd(8)}${text}`);
  return findings.some(({ kind }) => kind === 'error') ? 1 : 0;
}
