import { call } from '@threepid/example-testing';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSettings, startServer, type Environment } from 'threepid';
import { startGatewayPeer } from './gateway-peer.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
/** Relative to the root, where the README's command runs. */
const [, module = ''] = /THREEPID_SMS=\.\/(\S+)/.exec(readme) ?? [];

describe('the custom provider in the standalone server', () => {
  const start = async (environment: Environment) => {
    const settings = { PORT: '0', THREEPID_LOG_LEVEL: 'silent', THREEPID_SMS: `${root}${module}` };
    return startServer(await readSettings({ ...settings, ...environment }));
  };

  it('sends by the gateway of the environment', async () => {
    const peer = await startGatewayPeer('a-token-of-the-gateway');
    const server = await start({
      GATEWAY_URL: `${peer.url}/messages`,
      GATEWAY_TOKEN: 'a-token-of-the-gateway',
    });
    try {
      const request = { client_secret: 'a', country: 'GB', phone_number: '07400 123456', send_attempt: 1 };
      await call(`${server.url}/_matrix/identity/api/v1/validate/msisdn/requestToken`, request);
      expect(peer.messages.map(({ to }) => to)).to.deep.equal(['+447400123456']);
      expect(server.summary).to.include('| SMS gateway |');
    } finally {
      await server.close();
      await peer.close();
    }
  });

  it('says which variables it needs', async () => {
    expect(await start({}).catch(String)).to.match(/THREEPID_SMS: .*: set GATEWAY_URL and GATEWAY_TOKEN/);
  });
});
