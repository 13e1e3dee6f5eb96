import type { Meter } from '@opentelemetry/api';
import type { Instruments } from './instruments.js';
import type { AnsweringProviders } from './answering-providers.js';

/**
 * Passes on what is kept here when the metrics are read: the SDK calls this before it looks at the other instruments. One that calls it
 * afterwards would export that one reading later.
 */
export function passOnWhenRead(
  meter: Meter,
  { counters, durations, gauges }: Instruments,
  health: AnsweringProviders,
): void {
  meter.addBatchObservableCallback(
    (result) => {
      for (const kept of [...Object.values(counters), ...Object.values(durations)]) kept.passOn();
      for (const { provider, isHealthy } of health.known())
        result.observe(gauges.healthy, isHealthy ? 1 : 0, { provider });
    },
    [gauges.healthy],
  );
}
