import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createThreepid } from '@threepid/core';
import { openEnvironment } from '@threepid/example-environment';
import { createApp } from './app.js';

const environment = await openEnvironment(process.env);
const threepid = createThreepid(environment.threepid);
const { host, port: wanted, trustProxy } = environment;
const server = createApp(threepid, trustProxy).listen(wanted, host);
await once(server, 'listening');
const { address, port } = server.address() as AddressInfo;
console.log(`The HTML example listens on http://${address}:${port}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void environment.close());
    server.closeAllConnections();
  });
}
