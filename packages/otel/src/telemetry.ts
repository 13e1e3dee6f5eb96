import {
  createNoopMeter,
  diag,
  metrics,
  trace,
  type Meter,
  type MeterProvider,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import {
  systemClock,
  type Clock,
  type SessionStorage,
  type SmsSender,
  type Threepid,
  type ThreepidOptions,
} from '@threepid/core';
import { CountedDurations, type DurationProducer } from './metrics/duration-producer.js';
import { Observation } from './observation.js';

/** Options of the telemetry. */
export interface TelemetryOptions {
  /** Default: that of the API, `metrics.getMeterProvider()`. */
  readonly meterProvider?: MeterProvider;
  /** Default: that of the API, `trace.getTracerProvider()`. */
  readonly tracerProvider?: TracerProvider;
  /** Counts durations instead of the SDK: from `createDurationProducer`, and given to each reader of the meter provider. */
  readonly durations?: DurationProducer;
  /**
   * True if this process observes the gauges of what is stored (money and the guard's balances), asked at each reading. Of several
   * processes that share a storage, one should. Default: always.
   */
  readonly readsStats?: () => boolean;
  /** For the age of the figures of these gauges. Default: the system's. */
  readonly clock?: Clock;
}

/** Metrics and traces of frameworks. */
export interface Telemetry {
  /**
   * Options for `createThreepid` with which a framework is observed: its `storage`, `sms` and `channels`, the storages of its guard, and
   * its `events`, beside those of the options. Everything else stays as it is.
   */
  options(options: ThreepidOptions): ThreepidOptions;
  /** A framework with spans over its requests, and with gauges of what is stored, until it is closed. */
  observe(threepid: Threepid): Threepid;
  /** A sender whose tries are measured, for a sender among others, such as in a `failover`. One that is observed stays as it is. */
  sender<Sender extends SmsSender>(sender: Sender): Sender;
  /** A storage whose steps are measured, for hosts that use it elsewhere too. One that is observed stays as it is. */
  storage<Storage extends SessionStorage>(storage: Storage): Storage;
}

const name = '@threepid/otel';

/**
 * Creates telemetry for the SDK that is registered now, or for the given providers. Without either, it changes nothing and costs
 * nothing: so register the SDK before.
 */
export function createTelemetry(options: TelemetryOptions = {}): Telemetry {
  const meter = meterOf(options.meterProvider ?? metrics.getMeterProvider());
  const tracer = tracerOf(options.tracerProvider ?? trace.getTracerProvider());
  if (meter === undefined && tracer === undefined) {
    diag.info(`${name}: no SDK is registered, so nothing is measured; register it before createTelemetry`);
    return unobserved;
  }
  const { readsStats = () => true, clock = systemClock } = options;
  const durations = countedOf(options.durations);
  return new Observation({ meter: meter ?? createNoopMeter(), tracer, durations, readsStats, clock });
}

/** @throws TypeError for a producer of somebody else's, which would count nothing. */
function countedOf(producer: DurationProducer | undefined): CountedDurations | undefined {
  if (producer === undefined || producer instanceof CountedDurations) return producer;
  throw new TypeError('durations must come from createDurationProducer of this copy of @threepid/otel');
}

const unobserved: Telemetry = {
  options: (options) => options,
  observe: (threepid) => threepid,
  sender: (sender) => sender,
  storage: (storage) => storage,
};

/** Undefined if nothing takes what is measured. */
function meterOf(provider: MeterProvider): Meter | undefined {
  const meter = provider.getMeter(name);
  return meter === createNoopMeter() ? undefined : meter;
}

/** Undefined if nothing takes what is traced. The API's own provider passes on to that of an SDK, if there is one. */
function tracerOf(provider: TracerProvider | DelegatingProvider): Tracer | undefined {
  return 'getDelegateTracer' in provider ? provider.getDelegateTracer(name) : provider.getTracer(name);
}

interface DelegatingProvider extends TracerProvider {
  getDelegateTracer(name: string): Tracer | undefined;
}
