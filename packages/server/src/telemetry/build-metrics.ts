import type { MetricsSnapshot } from './metrics-snapshot.js';
import { ownGauge } from './own-metrics.js';

/** Metrics that stay the same while the server runs: its version, and when it started. */
export function buildMetrics(version: string): MetricsSnapshot {
  const now = Date.now();
  return [
    ownGauge(
      { name: 'threepid_build_info', description: 'The version of the server.', points: [[{ version }, 1]] },
      now,
    ),
    ownGauge(
      {
        name: 'process_start_time_seconds',
        description: 'Start time of the process since unix epoch in seconds.',
        points: [[{}, Math.round(performance.timeOrigin) / 1_000]],
      },
      now,
    ),
  ];
}
