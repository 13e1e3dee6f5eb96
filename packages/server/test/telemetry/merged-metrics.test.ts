import { expect } from 'chai';
import { lastingMetrics, mergedMetrics } from '../../dist/telemetry/merged-metrics.js';
import { metricsText } from '../../dist/telemetry/metrics-text.js';
import { counted, gauged, timed } from './counted.js';

const text = (...snapshots: Parameters<typeof mergedMetrics>[0]) =>
  metricsText(mergedMetrics(snapshots))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

describe('the metrics of several processes', () => {
  it('sum counters, label by label, in whatever order the labels stand', () => {
    const one = [
      counted('a.b', [
        [{ x: '1', y: '2' }, 3],
        [{ x: '2' }, 1],
      ]),
    ];
    const other = [counted('a.b', [[{ y: '2', x: '1' }, 4]]), counted('c', [[{}, 5]])];
    expect(text(one, other)).to.deep.equal(['a_b_total{x="1",y="2"} 7', 'a_b_total{x="2"} 1', 'c_total 5']);
  });

  it('sum histograms', () => {
    const lines = text([timed('t', [[{}, [1, 2]]])], [timed('t', [[{}, [10, 20]]])]);
    expect(lines).to.deep.equal([
      't_seconds_count 33',
      't_seconds_sum 49.5',
      't_seconds_bucket{le="1"} 11',
      't_seconds_bucket{le="+Inf"} 33',
    ]);
  });

  it('take the newest of a gauge, or what makes sense', () => {
    const of = (value: number, at: number) => [
      gauged('threepid.spending', [[{ period: 'day' }, value, at]]),
      gauged('threepid.provider.healthy', [[{}, value, at]]),
      gauged('process_resident_memory_bytes', [[{}, value, at]]),
      gauged('nodejs_eventloop_lag_max_seconds', [[{}, value, at]]),
    ];
    const wanted = [
      'threepid_spending{period="day"} 2',
      'threepid_provider_healthy 1',
      'process_resident_memory_bytes 6',
      'nodejs_eventloop_lag_max_seconds 3',
    ];
    expect(text(of(1, 10), of(2, 12.5), of(3, 12.25))).to.deep.equal(wanted);
    expect(text(of(2, 12.5), of(3, 12.25), of(1, 10))).to.deep.equal(wanted);
  });

  it('change no snapshot', () => {
    const one = [counted('a', [[{}, 1]]), timed('t', [[{}, [1, 1]]])];
    const before = JSON.stringify(one);
    mergedMetrics([one, one, one]);
    expect(JSON.stringify(one)).to.equal(before);
  });

  it('keep of a process that has ended what it counted', () => {
    const ended = [counted('a', [[{}, 1]]), gauged('g', [[{}, 1]]), timed('t', [[{}, [1, 0]]])];
    expect(lastingMetrics(ended).map(({ descriptor }) => descriptor.name)).to.deep.equal(['a', 't']);
  });
});
