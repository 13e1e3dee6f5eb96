import { randomBytes } from 'node:crypto';
import { createThreepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';
import { threepidPlugin } from '@threepid/fastify';
import Fastify from 'fastify';
import { createGateway } from './gateway.js';
import { GatewaySmsSender } from './gateway-sms-sender.js';

const environment = await openEnvironment(process.env);
const { host, port, publicUrl, threepid: options } = environment;

// GATEWAY_URL and GATEWAY_TOKEN name a gateway; without them, a stand-in prints the messages.
const token = process.env['GATEWAY_TOKEN'] ?? randomBytes(16).toString('hex');
const gateway = createGateway(token);
const url = process.env['GATEWAY_URL'] ?? `${await gateway.listen({ host: '127.0.0.1', port: 0 })}/messages`;

// THREEPID_SMS can still name another provider: swapping providers is this line.
const sms = process.env['THREEPID_SMS'] === undefined ? new GatewaySmsSender(url, token) : options.sms;
const threepid = createThreepid({
  ...options,
  sms,
  accountDirectory: new InMemoryAccounts(environment.accounts),
  homeserver: { publicUrl },
});

const app = Fastify({ trustProxy: [...environment.trustProxy] });
app.register(threepidPlugin, { threepid });
console.log(`The custom-provider example (${sms.name}) listens on ${await app.listen({ host, port })}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([app.close(), gateway.close()]).then(() => environment.close());
  });
}
