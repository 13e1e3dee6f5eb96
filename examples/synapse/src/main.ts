import { readSettings, startServer } from 'threepid';

// The stand-alone server as `npx threepid` starts it, for a Synapse on this machine and nobody else.
const settings = readSettings({
  THREEPID_DELEGATES: '127.0.0.1,::1',
  THREEPID_V1: 'delegates',
  THREEPID_LOG_LEVEL: 'warn',
  ...process.env,
});
const server = await startServer(settings);
console.log(server.summary);
if (process.env['THREEPID_ACCOUNTS'] !== undefined)
  console.log('THREEPID_ACCOUNTS is not read here: whose a number is, Synapse knows.');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void server.close();
  });
}
