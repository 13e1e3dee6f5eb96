import { expect } from 'chai';
import { metricsAddress } from '../../dist/settings/parsers/metrics-address.js';

describe('the address of the metrics', () => {
  const read: Readonly<Record<string, readonly [string, number]>> = {
    '9464': ['127.0.0.1', 9464],
    ':9464': ['0.0.0.0', 9464],
    '127.0.0.1:9464': ['127.0.0.1', 9464],
    'localhost:0': ['localhost', 0],
    '0.0.0.0:9464': ['0.0.0.0', 9464],
    '[::1]:9464': ['::1', 9464],
  };
  for (const [text, [host, port]] of Object.entries(read))
    it(`reads ${text}`, () => {
      expect(metricsAddress(text)).to.deep.equal({ host, port });
    });

  for (const text of ['65536', '::1:9464', '[127.0.0.1]:9464', '[::1]', 'http://127.0.0.1:9464', 'a b:1', ''])
    it(`refuses ${text === '' ? 'nothing' : text}`, () => {
      expect(() => metricsAddress(text)).to.throw(TypeError, 'must be a port or host:port');
    });
});
