import { readSettings, startServer } from 'threepid';
import type { DelegateAnswer } from './homeserver.js';
import { walkThrough } from './walk-through.js';

const settings = await readSettings({ THREEPID_LOG_LEVEL: 'warn', ...process.env });
const server = await startServer(settings);
console.log(`${server.summary}

Synapse's homeserver.yaml:

    account_threepid_delegates:
      msisdn: ${settings.publicUrl ?? server.url}
`);

// Playing the person's part needs the inbox. With a real provider, or in production, the server just waits for Synapse.
if (settings.inbox) {
  console.log('The calls that Synapse makes when a person verifies a number:\n');
  await walkThrough(server.url, print);
  console.log(
    'The number is verified. The server keeps running: point a Synapse at it, or press Ctrl-C to stop.',
  );
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());

function print(call: string, sent: unknown, { status, body }: DelegateAnswer): void {
  const lines = [
    call,
    ...(sent === undefined ? [] : [JSON.stringify(sent)]),
    `${status} ${JSON.stringify(body)}`,
  ];
  console.log(`${lines.map((line) => `    ${line}`).join('\n')}\n`);
}
