import { expect } from 'chai';
import { createServer, Socket } from 'node:net';
import { oneSlash } from '../../../dist/http/request/one-slash.js';
import { addressLost, remoteAddressOf } from '../../../dist/http/request/remote-address.js';
import { splitTarget } from '../../../dist/http/request/split-target.js';

describe('a path', () => {
  for (const [path, single] of [
    ['/_matrix/a', '/_matrix/a'],
    ['//_matrix/a', '/_matrix/a'],
    ['///_matrix//a', '/_matrix//a'],
    ['/id//_matrix/a', '/id/_matrix/a'],
    ['//id/_matrix/a', '//id/_matrix/a'],
    ['//a', '//a'],
    ['//_matrix', '//_matrix'],
    ['/', '/'],
    ['', ''],
  ] as const)
    it(`has one slash before _matrix: '${single}' of '${path}'`, () => {
      expect(oneSlash(path)).to.equal(single);
    });
});

describe('splitTarget', () => {
  for (const [target, prefix, path, query] of [
    ['/a?b=c', undefined, '/a', 'b=c'],
    ['/a', undefined, '/a', ''],
    ['/a?', undefined, '/a', ''],
    ['/a?b?c', undefined, '/a', 'b?c'],
    ['//_matrix/a?b=//_matrix/', undefined, '/_matrix/a', 'b=//_matrix/'],
    ['//_matrix/a', undefined, '/_matrix/a', ''],
    ['http://example.org/a?b', undefined, '/a', 'b'],
    ['HTTPS://example.org:8080/a', undefined, '/a', ''],
    ['https://example.org?b', undefined, '', 'b'],
    ['ftp://example.org/a', undefined, 'ftp://example.org/a', ''],
    ['xhttp://example.org/a', undefined, 'xhttp://example.org/a', ''],
    ['/http://example.org/a', undefined, '/http://example.org/a', ''],
    ['/sub/a?b', '/sub', '/a', 'b'],
    ['/sub', '/sub', '/sub', ''],
    ['/subway/a', '/sub', '/subway/a', ''],
    ['/other/sub/a', '/sub', '/other/sub/a', ''],
    ['/a', '', '/a', ''],
  ] as const)
    it(`makes '${path}' and '${query}' of '${target}' below '${prefix ?? ''}'`, () => {
      expect(splitTarget(target, prefix)).to.deep.equal({ path, query });
    });
});

describe('the address of a caller', () => {
  it('is the one that is known', () => {
    expect(remoteAddressOf('192.0.2.1', new Socket())).to.equal('192.0.2.1');
  });

  it('is lost over TCP if it is not known any more', () => {
    expect(remoteAddressOf(undefined, { server: { address: () => ({ port: 1 }) } })).to.equal(addressLost);
  });

  it('is none over a Unix socket, or where there is no server', () => {
    const sockets = [
      { server: { address: () => '/run/threepid.sock' } },
      { server: createServer() },
      { server: {} },
      {},
      new Socket(),
    ];
    for (const socket of sockets) expect(remoteAddressOf(undefined, socket)).to.equal(undefined);
  });
});
