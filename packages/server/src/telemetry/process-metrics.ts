import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricsSnapshot } from './metrics-snapshot.js';
import { ownCounter, ownGauge } from './own-metrics.js';

/** Interval at which the event loop is watched, in milliseconds. */
const resolutionMs = 20;

/**
 * The use that this process makes of its machine, under the names that Prometheus' client libraries share. Of the event loop, what
 * happened since the last reading.
 */
export class ProcessMetrics {
  private readonly delays = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.delays.enable();
  }

  read(): MetricsSnapshot {
    const now = Date.now();
    const { user, system } = process.cpuUsage();
    const gauge = (name: string, description: string, value: number) =>
      ownGauge({ name, description, points: [[{}, value]] }, now);
    const [p99, max] = [this.delays.percentile(99), this.delays.max].map(lagSeconds);
    this.delays.reset();
    return [
      ownCounter(
        {
          name: 'process_cpu_seconds_total',
          description: 'Total user and system CPU time spent in seconds.',
          points: [[{}, (user + system) / 1e6]],
        },
        now,
      ),
      gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', process.memoryUsage.rss()),
      gauge(
        'nodejs_eventloop_lag_p99_seconds',
        'The 99th percentile of event loop delays since the last scrape.',
        p99 ?? 0,
      ),
      gauge(
        'nodejs_eventloop_lag_max_seconds',
        'The longest event loop delay since the last scrape.',
        max ?? 0,
      ),
    ];
  }

  close(): void {
    this.delays.disable();
  }
}

/** Without the watching interval, which Node counts in. */
function lagSeconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3);
}
