import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createThreepid } from '@threepid/core';
import { openEnvironment } from '@threepid/example-environment';
import { PostgresAccounts } from './accounts.js';
import { createApp } from './app.js';

const environment = await openEnvironment(process.env);
const accounts = await PostgresAccounts.open(environment.accounts);
const threepid = createThreepid({
  ...environment.threepid,
  accountDirectory: accounts,
  homeserver: { authenticator: accounts, publicUrl: environment.publicUrl },
});
const server = createApp(threepid, accounts, environment.trustProxy).listen(
  environment.port,
  environment.host,
);
await once(server, 'listening');
const { address, port } = server.address() as AddressInfo;
console.log(`The Express example listens on http://${address}:${port}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void Promise.all([accounts.close(), environment.close()]));
  });
}
