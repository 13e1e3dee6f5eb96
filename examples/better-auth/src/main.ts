import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createThreepid } from '@threepid/core';
import { openEnvironment } from '@threepid/example-environment';
import { createApp } from './app.js';
import { createAuth } from './auth.js';

const environment = await openEnvironment(process.env);
const auth = createAuth(createThreepid(environment.threepid), {
  publicUrl: environment.publicUrl,
  secret: process.env['BETTER_AUTH_SECRET'] ?? randomBytes(48).toString('base64url'),
});
const server = createApp(auth, environment.trustProxy).listen(environment.port, environment.host);
await once(server, 'listening');
const { address, port } = server.address() as AddressInfo;
console.log(`The better-auth example listens on http://${address}:${port}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void environment.close());
  });
}
