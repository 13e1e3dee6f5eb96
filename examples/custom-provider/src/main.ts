import { createThreepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';
import { threepidPlugin } from '@threepid/fastify';
import Fastify from 'fastify';
import { GatewaySmsSender } from './gateway-sms-sender.js';

const { THREEPID_SMS, GATEWAY_URL = '', GATEWAY_TOKEN = '', ...others } = process.env;
const gateway = THREEPID_SMS === 'gateway' ? openGateway() : undefined;
// The given providers stay there: THREEPID_SMS=console, sns, twilio, ...
const environment = await openEnvironment(gateway === undefined ? process.env : others);

const { host, port, publicUrl, accounts } = environment;
const threepid = createThreepid({
  ...environment.threepid,
  sms: gateway ?? environment.threepid.sms,
  homeserver: { accountDirectory: new InMemoryAccounts(accounts), publicUrl },
});
const app = Fastify();
app.register(threepidPlugin, { threepid });
const url = await app.listen({ host, port });
console.log(`The example of a provider of one's own listens on ${url}, SMS ${gateway?.name ?? 'as usual'}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void app.close().then(() => environment.close());
  });
}

function openGateway(): GatewaySmsSender {
  if (GATEWAY_TOKEN === '') throw new Error('GATEWAY_TOKEN: is needed with THREEPID_SMS=gateway');
  try {
    return new GatewaySmsSender({ url: GATEWAY_URL, token: GATEWAY_TOKEN });
  } catch (cause) {
    throw new Error('GATEWAY_URL: must be an https URL, or http on this machine', { cause });
  }
}
