import { addressLost, createCallerAddressOf, type TrustedProxies } from '@threepid/core';
import { expect } from 'chai';

type Case = readonly [
  proxies: TrustedProxies,
  peer: string | undefined,
  forwardedFor: string,
  address: string | undefined,
  warning: string,
];

const cases: readonly Case[] = [
  // Nobody is trusted.
  [0, '203.0.113.7', '', '203.0.113.7', ''],
  [0, '203.0.113.7', '203.0.113.7', '203.0.113.7', ''],
  [0, '127.0.0.1', '203.0.113.7', '127.0.0.1', "set trustProxy: ['127.0.0.1']"],
  [[], '127.0.0.1', '203.0.113.7', '127.0.0.1', "set trustProxy: ['127.0.0.1']"],
  [0, undefined, '203.0.113.7', undefined, 'knows no address'],
  [[], undefined, '203.0.113.7', undefined, 'knows no address'],
  [0, undefined, '', undefined, 'knows no address'],
  // So many proxies.
  [1, undefined, '198.51.100.1, 203.0.113.7', '203.0.113.7', ''],
  [1, '127.0.0.1', '203.0.113.7', '203.0.113.7', ''],
  [2, undefined, '198.51.100.1, 203.0.113.7,10.0.0.1', '203.0.113.7', ''],
  [2, undefined, '203.0.113.7', undefined, 'fewer addresses than the 2'],
  [2, '127.0.0.1', '203.0.113.7', undefined, 'fewer addresses than the 2'],
  [1, undefined, '', undefined, 'fewer addresses than the 1'],
  [1, undefined, '203.0.113.7, ', undefined, 'fewer addresses than the 1'],
  // Proxies by their addresses.
  [['127.0.0.1'], '127.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7', ''],
  [['127.0.0.1'], '::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7', ''],
  [['127.0.0.1', '10.0.0.0/8'], '127.0.0.1', '198.51.100.1, 203.0.113.7, 10.2.3.4', '203.0.113.7', ''],
  [['127.0.0.1'], '203.0.113.9', '203.0.113.7', '203.0.113.9', ''],
  [['127.0.0.1'], undefined, '198.51.100.1, 203.0.113.7', '203.0.113.7', ''],
  [['127.0.0.1'], '127.0.0.1', '', '127.0.0.1', 'names no caller'],
  [['127.0.0.1'], '127.0.0.1', '203.0.113.7, ', undefined, ''],
  [['127.0.0.1'], '127.0.0.1', 'unknown', 'unknown', ''],
  [['127.0.0.0/8'], '127.0.0.1', '127.0.0.2', '127.0.0.1', 'names no caller'],
  [['127.0.0.1'], undefined, '', undefined, 'names no caller'],
];

describe('createCallerAddressOf', () => {
  for (const [proxies, peer, forwardedFor, address, warning] of cases) {
    it(`takes ${String(address)} of ${String(peer)} and '${forwardedFor}', trusting ${JSON.stringify(proxies)}`, () => {
      const warnings: string[] = [];
      const callerAddressOf = createCallerAddressOf(proxies, (message) => warnings.push(message));
      expect(callerAddressOf(peer, forwardedFor)).to.equal(address);
      if (warning === '') expect(warnings).to.deep.equal([]);
      else
        expect(warnings.join())
          .to.match(/^threepid: .*can not tell such callers apart/)
          .and.to.include(warning);
    });
  }

  it('warns once', () => {
    const warnings: string[] = [];
    const callerAddressOf = createCallerAddressOf(0, (message) => warnings.push(message));
    for (let request = 0; request < 3; request += 1) callerAddressOf(undefined, '');
    expect(warnings).to.have.length(1);
  });

  it('warns on the console unless it is told where, and there in production alone', () => {
    const [usual, environment] = [{ ...console }, process.env['NODE_ENV']];
    const warnings: string[] = [];
    console.warn = (message: string) => void warnings.push(`${process.env['NODE_ENV'] ?? ''}: ${message}`);
    try {
      for (const mode of ['production', 'development']) {
        process.env['NODE_ENV'] = mode;
        expect(createCallerAddressOf(0)('127.0.0.1', '203.0.113.7')).to.equal('127.0.0.1');
      }
    } finally {
      Object.assign(console, usual);
      if (environment === undefined) delete process.env['NODE_ENV'];
      else process.env['NODE_ENV'] = environment;
    }
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^production: threepid: 127\.0\.0\.1 sends X-Forwarded-For/);
  });

  it('finds no address in place of one that was lost', () => {
    for (const proxies of [0, [], ['127.0.0.1']]) {
      const warnings: string[] = [];
      const callerAddressOf = createCallerAddressOf(proxies, (message) => warnings.push(message));
      expect(callerAddressOf(addressLost, '203.0.113.7')).to.equal(addressLost);
      expect(warnings).to.deep.equal([]);
    }
  });

  it('refuses proxies that cannot be', () => {
    for (const proxies of [-1, 1.5, NaN, Infinity])
      expect(() => createCallerAddressOf(proxies, () => undefined)).to.throw(TypeError, 'how many proxies');
    for (const proxies of [['loopback'], ['10.0.0.0/33'], ['']])
      expect(() => createCallerAddressOf(proxies, () => undefined)).to.throw(TypeError, 'range of a proxy');
  });
});
