import { expect } from 'chai';
import { collectorUrl } from '../../dist/settings/parsers/collector-url.js';

describe('the URL of a collector', () => {
  it('is one of HTTP or HTTPS, as it was written', () => {
    for (const url of ['http://127.0.0.1:4318', 'https://otlp.example.org/v1/traces'])
      expect(collectorUrl(url)).to.equal(url);
  });

  it('is no other, and no error repeats its password', () => {
    for (const url of ['grpc://u:hunter2@127.0.0.1:4317', 'u:hunter2@127.0.0.1', '127.0.0.1:4318', ''])
      expect(() => collectorUrl(url), url)
        .to.throw(TypeError, 'must be an http(s) URL')
        .with.property('message')
        .not.include('hunter2');
  });
});
