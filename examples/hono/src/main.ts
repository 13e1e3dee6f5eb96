import { serve } from '@hono/node-server';
import { createThreepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment, SignIns } from '@threepid/example-environment';
import { createApp } from './app.js';

const environment = await openEnvironment(process.env);
const accounts = new InMemoryAccounts(environment.accounts);
const signIns = new SignIns();
const threepid = createThreepid({
  ...environment.threepid,
  accountDirectory: accounts,
  homeserver: { authenticator: signIns, publicUrl: environment.publicUrl },
});
const app = createApp({ threepid, accounts, signIns, trustProxy: environment.trustProxy });
const server = serve(
  { fetch: app.fetch, hostname: environment.host, port: environment.port },
  ({ address, port }) => {
    console.log(`The Hono example listens on http://${address}:${port}`);
  },
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void environment.close());
  });
}
