import { context, propagation, trace } from '@opentelemetry/api';
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings } from 'threepid';
import { createLogger } from '../../dist/log/logger.js';
import { openTelemetrySdk, type TelemetrySdk } from '../../dist/telemetry/telemetry-sdk.js';

const apiKey = 'a-secret-of-the-collector';

/** The SDK reads them from the process's own environment. */
const temporality = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';
const variables = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  temporality,
];

describe('telemetry that no collector takes', () => {
  let lines: Record<string, unknown>[];
  let collector: Server;
  beforeEach(async () => {
    lines = [];
    collector = createServer().listen(0, '127.0.0.1');
    await once(collector, 'listening');
  });
  afterEach(() => {
    collector.close();
    collector.closeAllConnections();
    for (const name of variables) Reflect.deleteProperty(process.env, name);
    for (const api of [trace, context, propagation]) api.disable();
  });

  const open = async (timeoutMs: number): Promise<TelemetrySdk> => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${apiKey}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: String(timeoutMs),
    };
    Object.assign(process.env, environment);
    const logger = createLogger('trace', {
      write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const sdk = await openTelemetrySdk(await readSettings(environment), logger);
    sdk.meterProvider.getMeter('test').createCounter('c').add(1);
    sdk.tracerProvider?.getTracer('test').startSpan('s').end();
    return sdk;
  };

  it('is logged by its kind, without the secrets in its headers', async () => {
    collector.on('request', (_request, response) => response.writeHead(401, `no ${apiKey}`).end(apiKey));
    await (await open(1_000)).close();
    expect(lines.map(({ signal, msg }) => [signal, msg])).to.have.deep.members([
      ['traces', 'telemetry could not be sent'],
      ['metrics', 'telemetry could not be sent'],
    ]);
    for (const line of lines) expect(line).to.have.nested.property('err.code', 401);
    expect(JSON.stringify(lines)).to.not.include(apiKey);
  });

  it('has durations that the SDK counts only if the collector wants differences', async () => {
    collector.on('request', (_request, response) => response.end());
    for (const [preference, isCountedHere] of [
      ['cumulative', true],
      ['delta', false],
    ] as const) {
      process.env[temporality] = preference;
      const sdk = await open(1_000);
      expect(sdk.durations !== undefined, preference).to.equal(isCountedHere);
      await sdk.close();
    }
  });

  it('holds up a stop for 3 seconds at most, if the collector hangs', async () => {
    const sdk = await open(60_000);
    const begun = once(collector, 'request');
    const closed = sdk.close();
    await begun;
    await closed;
  }).timeout(20_000);
});
