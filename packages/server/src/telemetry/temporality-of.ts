import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';

/**
 * The temporality in which an instrument's values are read. With cumulative temporality, the SDK repeats what an observable gauge once said for
 * ever: a country that is no longer among the busiest would keep its balance.
 */
export function temporalityOf(
  instrument: InstrumentType,
  others: AggregationTemporality = AggregationTemporality.CUMULATIVE,
): AggregationTemporality {
  return instrument === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : others;
}
