import { expect } from 'chai';
import { isLoopbackAddress, isLoopbackHost } from '../../dist/domain/loopback.js';

/** A spelling, and whether it is loopback as a host of a URL and as an address. */
const spellings: readonly (readonly [string, boolean, boolean])[] = [
  ['localhost', true, false],
  ['app.localhost', true, false],
  ['a.b.localhost', true, false],
  ['127.0.0.1', true, true],
  ['127.255.255.254', true, true],
  ['::1', false, true],
  ['[::1]', true, false],
  ['0:0:0:0:0:0:0:1', false, true],
  ['::ffff:127.0.0.1', false, true],
  ['::FFFF:127.9.9.9', false, true],
  ['::ffff:7f00:1', false, true],
  ['[::ffff:7f00:1]', false, false],
  ['', false, false],
  ['.localhost', false, false],
  ['localhost.', false, false],
  ['notlocalhost', false, false],
  ['localhost.example.org', false, false],
  ['127.0.0.1.example.org', false, false],
  ['127.1', false, false],
  ['127.0.0.1:80', false, false],
  ['126.255.255.255', false, false],
  ['128.0.0.1', false, false],
  ['0.0.0.0', false, false],
  ['::', false, false],
  ['::2', false, false],
  ['::127.0.0.1', false, false],
  ['::ffff:128.0.0.1', false, false],
  ['2001:db8::1', false, false],
];

describe('a loopback host', () => {
  for (const [text, isHost] of spellings) {
    it(`is ${isHost ? '' : 'not '}'${text}'`, () => {
      expect(isLoopbackHost(text)).to.equal(isHost);
    });
  }

  it('is found in any spelling that the URL parser takes', () => {
    for (const host of ['LOCALHOST', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '[0:0:0:0:0:0:0:1]'])
      expect(isLoopbackHost(new URL(`http://${host}/`).hostname), host).to.equal(true);
  });
});

describe('a loopback address', () => {
  for (const [text, , isAddress] of spellings) {
    it(`is ${isAddress ? '' : 'not '}'${text}'`, () => {
      expect(isLoopbackAddress(text)).to.equal(isAddress);
    });
  }
});
