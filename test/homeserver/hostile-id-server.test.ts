import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { createTrustList } from '@threepid/core';
import { FederationOpenIdVerifier, UndiciIdentityServerClient } from '@threepid/federation';
import { MemoryAccessTokenStorage } from '@threepid/storage-memory';
import { expect } from 'chai';
import { hostileNames } from './hostile-names.js';
import { hosts, type ListeningHost } from './hosts.js';
import { NetworkSpy } from './network-spy.js';
import { createTestHomeserver, freeNumber } from './test-homeserver.js';

/** A neighbouring server that nobody may reach. */
async function bystander(
  redirectTo = '',
): Promise<{ readonly server: Server; readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(redirectTo === '' ? 200 : 307, redirectTo === '' ? {} : { location: redirectTo });
    response.end('{"sid":"stolen"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, asked };
}

describe('the network spy', () => {
  let spy: NetworkSpy;
  let peer: Awaited<ReturnType<typeof bystander>>;
  beforeEach(async () => {
    peer = await bystander();
    spy = new NetworkSpy();
  });
  afterEach(() => {
    spy.stop();
    peer.server.closeAllConnections();
    peer.server.close();
  });

  it('sees plain sockets, TLS, fetch and undici, and their look-ups', async () => {
    const { port } = peer;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    const secure = connectSecurely({ host: '127.0.0.1', port }).on('error', () => undefined);
    await new Promise((resolve) => secure.on('close', resolve));
    await fetch(`http://127.0.0.1:${port}`).then((response) => response.text());
    expect(spy.connections).to.deep.equal(Array.from({ length: 3 }, () => `127.0.0.1:${port}`));
    expect(spy.lookUps).to.deep.equal([]);

    const client = new UndiciIdentityServerClient();
    await client.requestToken({ baseUrl: `http://localhost:${port}`, idAccessToken: undefined, body: {} });
    await client.close();
    expect(spy.lookUps).to.deep.equal(['localhost']);
    expect(spy.connections[3]).to.equal(`localhost:${port}`);
  });
});

for (const [framework, start] of Object.entries(hosts)) {
  describe(`a hostile server name, on ${framework}`, () => {
    let neighbour: Awaited<ReturnType<typeof bystander>>;
    let trusted: Awaited<ReturnType<typeof bystander>>;
    let host: ListeningHost;
    let identityServerClient: UndiciIdentityServerClient;
    let openIdVerifier: FederationOpenIdVerifier;
    let spy: NetworkSpy;
    let sent: () => number;

    before(async () => {
      neighbour = await bystander();
      trusted = await bystander(`http://127.0.0.1:${neighbour.port}/redirected`);
      const trustPolicy = createTrustList({
        own: ['example.org'],
        trusted: { 'id.example.org': `http://127.0.0.1:${trusted.port}` },
      });
      identityServerClient = new UndiciIdentityServerClient();
      openIdVerifier = new FederationOpenIdVerifier({ trustPolicy });
      const { threepid, messages } = createTestHomeserver(
        { trustPolicy, identityServerClient },
        { identityV2: { accounts: { openIdVerifier, accessTokenStorage: new MemoryAccessTokenStorage() } } },
      );
      sent = () => messages.length;
      host = await start(threepid);
    });
    after(async () => {
      await Promise.all([host.stop(), identityServerClient.close(), openIdVerifier.close()]);
      for (const { server } of [neighbour, trusted]) {
        server.closeAllConnections();
        server.close();
      }
    });
    beforeEach(() => {
      spy = new NetworkSpy();
    });
    afterEach(() => {
      spy.stop();
    });

    async function post(path: string, body: unknown) {
      const response = await fetch(host.url + path, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, json: (await response.json()) as Readonly<Record<string, unknown>> };
    }

    /** Connections of this process, without the test's own requests to the host. */
    function contacted(): readonly string[] {
      return spy.connections.filter((target) => target !== `127.0.0.1:${host.port}`);
    }

    const asking = { client_secret: 'a', country: '', phone_number: freeNumber, send_attempt: 1 };

    it('is one of at least 40', () => {
      const names = hostileNames(1).map(([, name]) => name);
      expect(new Set(names)).to.have.property('size').that.is.at.least(40);
    });

    for (const [index, [what]] of hostileNames(0).entries()) {
      it(`contacts nobody for ${what}`, async () => {
        const [, name] = hostileNames(neighbour.port)[index] ?? ['', ''];
        for (const call of ['register', 'account/3pid', 'account/password']) {
          const path = `/_matrix/client/v3/${call}/msisdn/requestToken`;
          for (const more of [{}, { id_access_token: 'token' }]) {
            const { status, json } = await post(path, { ...asking, ...more, id_server: name });
            expect([status, json['errcode']]).to.deep.equal([400, 'M_SERVER_NOT_TRUSTED']);
          }
        }
        const openId = { access_token: 'a', token_type: 'Bearer', matrix_server_name: name, expires_in: 1 };
        const { status, json } = await post('/_matrix/identity/v2/account/register', openId);
        expect([status, json['errcode']]).to.deep.equal([403, 'M_FORBIDDEN']);
        expect(contacted()).to.deep.equal([]);
        expect(spy.lookUps).to.deep.equal([]);
        expect(neighbour.asked).to.deep.equal([]);
        expect(sent()).to.equal(0);
      });
    }

    it('contacts nobody for a name that is not a string, or too long', async () => {
      for (const name of [5, true, ['id.example.org'], { host: '127.0.0.1' }, '', 'a'.repeat(256)]) {
        const { status } = await post('/_matrix/client/v3/register/msisdn/requestToken', {
          ...asking,
          id_server: name,
        });
        expect(status).to.equal(400);
      }
      expect(contacted()).to.deep.equal([]);
      expect(spy.lookUps).to.deep.equal([]);
    });

    it('follows no redirect of a trusted server to a neighbour', async () => {
      for (const more of [{}, { id_access_token: 'token' }]) {
        const { status, json } = await post('/_matrix/client/v3/register/msisdn/requestToken', {
          ...asking,
          ...more,
          id_server: 'ID.example.org.',
        });
        expect([status, json['errcode']]).to.deep.equal([502, 'M_UNKNOWN']);
      }
      expect(new Set(contacted())).to.deep.equal(new Set([`127.0.0.1:${trusted.port}`]));
      expect(neighbour.asked).to.deep.equal([]);
    });

    it('follows no redirect of a homeserver that is asked about an OpenID token', async () => {
      const openId = {
        access_token: 'a',
        token_type: 'Bearer',
        matrix_server_name: 'id.example.org',
        expires_in: 1,
      };
      const { status, json } = await post('/_matrix/identity/v2/account/register', openId);
      expect([status, json['errcode']]).to.deep.equal([502, 'M_UNKNOWN']);
      expect(neighbour.asked).to.deep.equal([]);
    });
  });
}
