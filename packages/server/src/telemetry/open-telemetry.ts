import type { Telemetry } from '@threepid/otel';
import type { Logger } from 'pino';
import type { Settings } from '../read-settings.js';
import { otlpSignalsOf } from '../settings/otlp-signals.js';
import type { TelemetrySdk } from './telemetry-sdk.js';

/** Metrics and traces of a server. */
export interface ServerTelemetry extends Telemetry, Pick<TelemetrySdk, 'snapshot' | 'close'> {}

/**
 * Opens metrics and traces if the settings ask for any. Else nothing is observed, and nothing of OpenTelemetry is loaded.
 *
 * @param readsStats whether this process reads what several share. Asked at each reading of the metrics.
 */
export async function openTelemetry(
  settings: Settings,
  logger: Logger,
  readsStats: () => boolean,
): Promise<ServerTelemetry> {
  const { traces, metrics } = otlpSignalsOf(settings);
  if (settings.metrics === undefined && !traces && !metrics) return withoutTelemetry;
  const [{ createTelemetry }, { openTelemetrySdk }] = await Promise.all([
    import('@threepid/otel'),
    import('./telemetry-sdk.js'),
  ]);
  const sdk = await openTelemetrySdk(settings, logger);
  const { meterProvider, durations, tracerProvider, snapshot } = sdk;
  const telemetry = createTelemetry({
    meterProvider,
    ...(durations === undefined ? {} : { durations }),
    ...(tracerProvider === undefined ? {} : { tracerProvider }),
    readsStats,
  });
  return {
    options: (options) => telemetry.options(options),
    observe: (threepid) => telemetry.observe(threepid),
    sender: (sender) => telemetry.sender(sender),
    storage: (storage) => telemetry.storage(storage),
    snapshot,
    close: () => sdk.close(),
  };
}

const withoutTelemetry: ServerTelemetry = {
  options: (options) => options,
  observe: (threepid) => threepid,
  sender: (sender) => sender,
  storage: (storage) => storage,
  snapshot: undefined,
  close: () => Promise.resolve(),
};
