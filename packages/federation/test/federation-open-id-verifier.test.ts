import type { LookupFunction } from 'node:net';
import { createTrustList, type OpenIdVerdict, type TrustPolicy } from '@threepid/core';
import { FederationOpenIdVerifier, type FederationOpenIdVerifierOptions } from '@threepid/federation';
import { expect } from 'chai';
import { CertificateAuthority } from './certificates.js';
import { Peer } from './peer.js';

const authority = new CertificateAuthority();
const accessToken = 'an openid token+&=%';

/** The peers of a homeserver, by port: its web root (443) and its federation API (8448 and 8449). */
interface Homeserver {
  readonly web: Peer;
  readonly federation: Peer;
  readonly other: Peer;
}

describe('FederationOpenIdVerifier', () => {
  let homeserver: Homeserver;
  let lookedUp: string[];
  const verifiers: FederationOpenIdVerifier[] = [];

  beforeEach(async () => {
    const [web, federation, other] = await Promise.all([
      Peer.start(authority.issue({ names: ['example.org'] })),
      Peer.start(authority.issue({ names: ['example.org', 'matrix.example.org', 'localhost', '127.0.0.1'] })),
      Peer.start(authority.issue({ names: ['example.org', 'matrix.example.org'] })),
    ]);
    homeserver = { web, federation, other };
    web.answers(404, {});
    federation.answers(200, { sub: '@alice:example.org' });
    other.answers(200, { sub: '@alice:example.org' });
    lookedUp = [];
  });
  afterEach(async () => {
    await Promise.all(verifiers.splice(0).map((verifier) => verifier.close()));
    const { web, federation, other } = homeserver;
    await Promise.all([web.stop(), federation.stop(), other.stop()]);
  });

  function verify(
    serverName: string,
    trustPolicy: TrustPolicy = createTrustList({ own: ['example.org'] }),
    options: Partial<FederationOpenIdVerifierOptions> = {},
  ): Promise<OpenIdVerdict> {
    const verifier = new FederationOpenIdVerifier({
      trustPolicy,
      certificateAuthorities: [authority.cert],
      lookup: toLoopback,
      connectPort,
      ...options,
    });
    verifiers.push(verifier);
    return verifier.verify({ accessToken, serverName });
  }

  const toLoopback: LookupFunction = (hostname, options, callback) => {
    lookedUp.push(hostname);
    if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };

  function connectPort(port: number): number {
    const { web, federation, other } = homeserver;
    return { 443: web.port, 8448: federation.port, 8449: other.port }[port] ?? port;
  }

  it('asks port 8448 if there is no delegation', async () => {
    expect(await verify('example.org')).to.deep.equal({ kind: 'user', userId: '@alice:example.org' });
    const [wellKnown] = homeserver.web.requests;
    expect(wellKnown?.url).to.equal('/.well-known/matrix/server');
    const [request] = homeserver.federation.requests;
    const url = new URL(request?.url ?? '', 'https://example.org');
    expect(url.pathname).to.equal('/_matrix/federation/v1/openid/userinfo');
    expect(url.searchParams.get('access_token')).to.equal(accessToken);
    expect(request?.headers.host).to.equal('example.org:8448');
  });

  it('asks the target of .well-known, with or without a port', async () => {
    homeserver.web.answers(200, { 'm.server': 'matrix.example.org:8449' });
    expect(await verify('example.org')).to.have.property('kind', 'user');
    expect(homeserver.other.requests[0]?.headers.host).to.equal('matrix.example.org:8449');
    homeserver.web.answers(200, { 'm.server': 'Matrix.Example.ORG.' });
    expect(await verify('example.org')).to.have.property('kind', 'user');
    expect(homeserver.federation.requests[0]?.headers.host).to.equal('matrix.example.org:8448');
  });

  it('asks the port of the name, without .well-known', async () => {
    const own = createTrustList({ own: ['example.org:8449'] });
    homeserver.other.answers(200, { sub: '@alice:example.org:8449' });
    expect(await verify('example.org:8449', own)).to.deep.equal({
      kind: 'user',
      userId: '@alice:example.org:8449',
    });
    expect(homeserver.web.connections).to.equal(0);
  });

  it('asks the base URL of a trusted name, without discovery', async () => {
    const trusted = createTrustList({ trusted: { 'example.org': 'https://matrix.example.org:8449/below' } });
    expect(await verify('EXAMPLE.org', trusted)).to.have.property('kind', 'user');
    expect(homeserver.other.requests[0]?.url).to.match(
      /^\/below\/_matrix\/federation\/v1\/openid\/userinfo\?/,
    );
    expect(homeserver.web.connections + homeserver.federation.connections).to.equal(0);
  });

  for (const [title, answer] of Object.entries<readonly [number, unknown]>({
    'an address': [200, { 'm.server': '127.0.0.1:8449' }],
    'an IPv6 address': [200, { 'm.server': '[::1]:8449' }],
    'a mapped address': [200, { 'm.server': '[::ffff:127.0.0.1]' }],
    'an octal address': [200, { 'm.server': '0177.0.0.1' }],
    'a decimal address': [200, { 'm.server': '2130706433:8449' }],
    localhost: [200, { 'm.server': 'localhost:8449' }],
    'a name below localhost': [200, { 'm.server': 'a.localhost:8449' }],
    'a name without a dot': [200, { 'm.server': 'redis:6379' }],
    'a URL': [200, { 'm.server': 'https://matrix.example.org' }],
    'a path': [200, { 'm.server': 'matrix.example.org/path' }],
    'user info': [200, { 'm.server': 'a@matrix.example.org' }],
    'a query': [200, { 'm.server': 'matrix.example.org?x' }],
    'port 0': [200, { 'm.server': 'matrix.example.org:0' }],
    'port 65536': [200, { 'm.server': 'matrix.example.org:65536' }],
    nothing: [200, { 'm.server': '' }],
    'a number': [200, { 'm.server': 5 }],
    'no object': [200, '5'],
    null: [200, 'null'],
    'no JSON': [200, '<html>'],
    'more than 64 KiB': [200, { 'm.server': 'matrix.example.org:8449', x: 'x'.repeat(70_000) }],
    'an error': [500, { 'm.server': 'matrix.example.org:8449' }],
  })) {
    it(`ignores ${title} in .well-known`, async () => {
      homeserver.web.answers(...answer);
      expect(await verify('example.org')).to.have.property('kind', 'user');
      expect(homeserver.federation.requests[0]?.headers.host).to.equal('example.org:8448');
      expect(homeserver.other.connections).to.equal(0);
      expect(new Set(lookedUp)).to.deep.equal(new Set(['example.org']));
    });
  }

  it('follows no redirect, neither of .well-known nor of userinfo', async () => {
    homeserver.web.answers(302, '', {
      location: 'https://matrix.example.org:8449/.well-known/matrix/server',
    });
    homeserver.federation.answers(307, '', { location: 'https://matrix.example.org:8449/' });
    expect(await failure(verify('example.org'))).to.include('HTTP 307');
    expect(homeserver.other.connections).to.equal(0);
  });

  it('requires a certificate for the delegated name', async () => {
    homeserver.web.answers(200, { 'm.server': 'elsewhere.example.net:8449' });
    expect(await failure(verify('example.org'))).to.include('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(homeserver.other.requests).to.deep.equal([]);
  });

  it('requires a certificate of a listed authority', async () => {
    const error = await failure(verify('example.org', undefined, { certificateAuthorities: [] }));
    expect(error).to.match(/UNABLE_TO|SELF_SIGNED/);
    expect(homeserver.federation.requests).to.deep.equal([]);
  });

  it('contacts nobody for a name that the policy does not admit', async () => {
    for (const name of [
      'example.net',
      'example.org.evil.example',
      '127.0.0.1',
      'example.org:8448',
      'example.org/',
      'a@example.org',
      '',
      ' example.org',
      'еxample.org',
      '[::1]',
    ]) {
      expect(await verify(name), name).to.deep.equal({ kind: 'untrusted' });
    }
    expect(lookedUp).to.deep.equal([]);
    const { web, federation, other } = homeserver;
    expect(web.connections + federation.connections + other.connections).to.equal(0);
  });

  it('contacts nobody for an invalid name, even if the policy admits all', async () => {
    const all: TrustPolicy = { judge: () => ({ kind: 'own' }) };
    for (const name of [
      '0x7f.1',
      '2130706433',
      'a b',
      'a/b',
      'http://example.org',
      'example.org:99999',
      '[::1',
      '',
    ]) {
      expect(await verify(name, all), name).to.deep.equal({ kind: 'untrusted' });
    }
    expect(lookedUp).to.deep.equal([]);
  });

  it('believes a homeserver only about its own users', async () => {
    for (const sub of [
      '@alice:example.net',
      '@alice:example.org:8448',
      '@alice:example.org:443',
      '@alice:matrix.example.org',
      '@alice:example.org@example.net',
      '@alice:evil:example.org',
      'alice:example.org',
      '@:example.org',
      '@alice',
      '@a b:example.org',
      '@alice:example.org\n',
      `@${'a'.repeat(255)}:example.org`,
      '',
    ]) {
      homeserver.federation.answers(200, { sub });
      expect(await verify('example.org'), sub).to.deep.equal({ kind: 'unknown' });
    }
  });

  it('returns user ids in canonical form, however the homeserver writes its name', async () => {
    homeserver.federation.answers(200, { sub: '@Alice/=:EXAMPLE.org' });
    expect(await verify('Example.Org.')).to.deep.equal({ kind: 'user', userId: '@Alice/=:example.org' });
  });

  it('answers unknown if the homeserver does not know the token', async () => {
    homeserver.federation.answers(401, {
      errcode: 'M_UNKNOWN_TOKEN',
      error: 'Access token unknown or expired',
    });
    expect(await verify('example.org')).to.deep.equal({ kind: 'unknown' });
  });

  for (const [title, answer] of Object.entries<readonly [number, unknown]>({
    'a 500': [500, {}],
    'a 404': [404, { errcode: 'M_UNRECOGNIZED' }],
    HTML: [200, '<html>'],
    'no sub': [200, {}],
    'a sub that is not a string': [200, { sub: { '@alice:example.org': 1 } }],
    null: [200, 'null'],
    'too much': [200, { sub: '@alice:example.org', x: 'x'.repeat(70_000) }],
  })) {
    it(`rejects for ${title}, without the token in the error`, async () => {
      homeserver.federation.answers(...answer);
      const error = await failure(verify('example.org'));
      expect(error).to.include('https://example.org:8448').and.not.include('openid token');
    });
  }

  it('rejects within one time-out, including discovery', async () => {
    homeserver.web.answer = () => undefined;
    homeserver.federation.answer = () => undefined;
    expect(await failure(verify('example.org', undefined, { timeoutMs: 150 }))).to.include('ETIMEOUT');
    expect(homeserver.federation.requests).to.deep.equal([]);
  });
});

async function failure(verdict: Promise<unknown>): Promise<string> {
  const error: unknown = await verdict.catch((thrown: unknown) => thrown);
  if (error instanceof Error) return error.message;
  throw new Error(`it did not reject, but answered ${JSON.stringify(error)}`);
}
