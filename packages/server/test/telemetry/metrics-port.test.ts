import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { createLogger } from '../../dist/log/logger.js';
import { MetricsPort, type MetricsSource } from '../../dist/telemetry/metrics-port.js';
import { serveMetrics } from '../../dist/telemetry/serve-metrics.js';

describe('the port of the metrics', () => {
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
  let port: MetricsPort;
  beforeEach(() => (port = new MetricsPort(logger)));
  afterEach(() => port.close());

  const listen = (source: MetricsSource) => port.listen({ host: '127.0.0.1', port: 0 }, source);

  it('serves the metrics to GET and HEAD, and nothing else', async () => {
    const url = await listen(() => Promise.resolve('up 1\n'));
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const answer = await fetch(`${url}?any=thing`);
    expect(answer.headers.get('content-type')).to.equal('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).to.equal('up 1\n');
    const others = [
      [new URL('/', url), 'GET', 404],
      [new URL('/_matrix/identity/versions', url), 'GET', 404],
      [url, 'POST', 405],
      [url, 'HEAD', 200],
    ] as const;
    for (const [other, method, status] of others)
      expect((await fetch(other, { method })).status).to.equal(status);
  });

  it('passes on how long Prometheus waits', async () => {
    const waits: number[] = [];
    const url = await listen((patienceMs) => Promise.resolve(String(waits.push(patienceMs))));
    for (const seconds of ['0.5', '60', 'long', '-1'])
      await fetch(url, { headers: { 'x-prometheus-scrape-timeout-seconds': seconds } });
    await fetch(url);
    expect(waits).to.deep.equal([500, 10_000, 10_000, 10_000, 10_000]);
  });

  it('answers 503 if they cannot be read, and logs why', async () => {
    const url = await listen(() => Promise.reject(new RangeError('+447400123456')));
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).to.deep.equal([503, 'The metrics could not be read\n']);
    const line = lines.join('');
    expect(line).to.include('"the metrics could not be read"').and.include('RangeError');
    expect(line).to.not.include('447400123456');
  });

  it('closes at once, with a scraper that sends half a request, and one that reads nothing', async () => {
    const url = await listen(() => Promise.resolve('x'.repeat(50_000_000)));
    const at = Number(new URL(url).port);
    const [half, slow] = [connect(at), connect(at)];
    half.write('GET /met');
    slow.write('GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(slow, 'readable');
    for (const client of [half, slow]) client.on('error', () => undefined);
    await port.close();
    await port.close();
    expect(await fetch(url).catch(() => 'refused')).to.equal('refused');
    for (const client of [half, slow]) client.destroy();
  });

  it('says which setting must change if it cannot listen', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port: inUse } = taken.address() as AddressInfo;
    const failed = (host: string) =>
      serveMetrics(port, { host, port: inUse }, () => Promise.resolve([])).catch(String);
    expect(await failed('127.0.0.1')).to.include(
      `THREEPID_METRICS: must be another port: ${inUse} is in use`,
    );
    expect(await failed('192.0.2.1')).to.match(/THREEPID_METRICS: must be an address of this machine/);
    taken.close();
  });
});
