import { expect } from 'chai';
import { otlpSignalsOf } from '../../dist/settings/otlp-signals.js';

describe('the signals that are sent to a collector', () => {
  const url = 'http://127.0.0.1:4318';
  const all = { traces: true, metrics: true };
  const none = { traces: false, metrics: false };
  const cases = [
    ['none without an endpoint', {}, none],
    ['both with one', { otlpEndpoint: url }, all],
    ['traces with one of theirs', { otlpTracesEndpoint: url }, { ...none, traces: true }],
    ['metrics with one of theirs', { otlpMetricsEndpoint: url }, { ...none, metrics: true }],
    ['no traces', { otlpEndpoint: url, tracesExporter: 'none' }, { ...all, traces: false }],
    ['no metrics', { otlpEndpoint: url, metricsExporter: 'none' }, { ...all, metrics: false }],
    ['none if the SDK is disabled, in any case', { otlpEndpoint: url, otelDisabled: 'TRUE' }, none],
    ['both if it is not', { otlpEndpoint: url, otelDisabled: 'false' }, all],
  ] as const;
  for (const [title, settings, signals] of cases)
    it(`are ${title}`, () => {
      expect(otlpSignalsOf(settings)).to.deep.equal(signals);
    });
});
