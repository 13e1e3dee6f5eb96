import { createThreepid } from '@threepid/core';
import { openEnvironment } from '@threepid/example-environment';
import { PostgresAccounts } from '@threepid/example-express/accounts';
import { createApp } from './app.js';

const environment = await openEnvironment(process.env);
const accounts = await PostgresAccounts.open(environment.accounts);
const threepid = createThreepid({
  ...environment.threepid,
  accountDirectory: accounts,
  homeserver: { authenticator: accounts, publicUrl: environment.publicUrl },
});
const app = createApp(threepid, accounts, environment.trustProxy);
const { host, port } = environment;
console.log(`The Fastify example listens on ${await app.listen({ host, port })}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void app.close().then(() => Promise.all([accounts.close(), environment.close()]));
  });
}
