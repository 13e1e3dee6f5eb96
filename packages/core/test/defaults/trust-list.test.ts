import { createTrustList, denyAllTrustPolicy } from '@threepid/core';
import { expect } from 'chai';

describe('createTrustList', () => {
  const policy = createTrustList({
    own: ['example.org'],
    trusted: { 'id.example.net:8448': 'https://10.0.0.5/base/' },
  });

  it('knows our own names and those it trusts, however they are spelt', () => {
    expect(policy.judge('EXAMPLE.org.')).to.deep.equal({ kind: 'own' });
    expect(policy.judge('Id.Example.Net:8448')).to.deep.equal({
      kind: 'trusted',
      baseUrl: 'https://10.0.0.5/base',
    });
  });

  it('trusts nothing else', () => {
    for (const name of ['id.example.net', 'example.org:8448', 'sub.example.org', '__proto__', '']) {
      expect(policy.judge(name)).to.deep.equal({ kind: 'untrusted' });
    }
    expect(createTrustList({}).judge('example.org')).to.deep.equal({ kind: 'untrusted' });
  });

  it('refuses a list that cannot be meant', () => {
    expect(() => createTrustList({ own: ['https://example.org'] })).to.throw(
      TypeError,
      'is not a server name',
    );
    for (const url of ['id.example.org', 'ftp://x', 'https://u@x', 'https://x?y', 'https://x#y']) {
      expect(() => createTrustList({ trusted: { 'a.example': url } })).to.throw(
        TypeError,
        'is not the base URL',
      );
    }
  });

  it('compares names as host names are compared', async () => {
    const list = createTrustList({
      own: ['Bücher.example'],
      trusted: { 'id.example.org:8448': 'https://a.example' },
    });
    for (const name of [
      'bücher.example',
      'BÜCHER.example',
      'xn--bcher-kva.example',
      'xn--bcher-kva.example.:443',
    ])
      expect(await list.judge(name), name).to.deep.equal({ kind: 'own' });
    expect(await list.judge('ID.example.org:8448')).to.deep.equal({
      kind: 'trusted',
      baseUrl: 'https://a.example',
    });
    for (const name of ['id.example.org', 'id.example.org:8449', 'bucher.example', 'a.example', ''])
      expect(await list.judge(name), name).to.deep.equal({ kind: 'untrusted' });
  });

  it('has ours before theirs', async () => {
    const list = createTrustList({ own: ['example.org'], trusted: { 'example.org': 'https://a.example' } });
    expect(await list.judge('example.org')).to.deep.equal({ kind: 'own' });
  });

  it('trusts nobody unless told', async () => {
    expect(await denyAllTrustPolicy.judge('example.org')).to.deep.equal({ kind: 'untrusted' });
    expect(await createTrustList({}).judge('example.org')).to.deep.equal({ kind: 'untrusted' });
  });

  it('takes a base URL of http too: the server may be on this host', async () => {
    const list = createTrustList({ trusted: { 'example.org': 'http://127.0.0.1:8090/' } });
    expect(await list.judge('example.org')).to.deep.equal({
      kind: 'trusted',
      baseUrl: 'http://127.0.0.1:8090',
    });
  });

  it('refuses names and URLs that can not be right', () => {
    for (const name of ['', 'a b', 'https://example.org', 'example.org/', 'a@example.org', '0x7f.1'])
      expect(() => createTrustList({ own: [name] }), name).to.throw(TypeError, 'server name');
    for (const url of [
      '',
      'example.org',
      'ftp://example.org',
      'xhttps://example.org',
      'httpsx://example.org',
      'xhttp://example.org',
      'https://a@example.org',
      'https://:b@example.org',
      'https://example.org?x',
      'https://example.org#x',
    ])
      expect(() => createTrustList({ trusted: { 'example.org': url } }), url).to.throw(TypeError, 'base URL');
  });
});
