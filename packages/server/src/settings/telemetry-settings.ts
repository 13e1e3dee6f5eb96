import { collectorUrl } from './parsers/collector-url.js';
import { metricsAddress } from './parsers/metrics-address.js';
import { optional } from './parsers/optional.js';
import { text } from './parsers/text.js';
import { wholeNumber } from './parsers/whole-number.js';

/**
 * Settings of metrics and traces. The SDK of OpenTelemetry reads the `OTEL_` variables by itself, from `process.env`, and
 * more of them than stand here. Source: OpenTelemetry's "Environment Variable Specification".
 */
export const telemetrySettings = {
  metrics: {
    name: 'THREEPID_METRICS',
    fallback: '',
    help: 'Where Prometheus reads the metrics, by /metrics: a port, which only this machine reaches, such as 9464; host:port, such as 127.0.0.1:9464; or :9464 for all addresses. Nothing protects them: they tell how many messages you send, to which countries, and what they cost. Default: off.',
    parse: optional(metricsAddress),
  },
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: '',
    help: 'Where metrics and traces are sent, by OTLP over HTTP: http://127.0.0.1:4318, for example. Default: nowhere.',
    parse: optional(collectorUrl),
  },
  otlpTracesEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    fallback: '',
    help: 'The whole URL for traces, if it is another one: http://127.0.0.1:4318/v1/traces.',
    parse: optional(collectorUrl),
  },
  otlpMetricsEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    fallback: '',
    help: 'The whole URL for metrics, if it is another one: http://127.0.0.1:4318/v1/metrics.',
    parse: optional(collectorUrl),
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    fallback: '',
    secret: true,
    help: 'Headers for the collector, such as an API key: api-key=secret,tenant=7.',
    parse: text,
  },
  otlpProtocol: {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    fallback: 'http/protobuf',
    help: 'http/protobuf is the only one that this server speaks.',
    parse: text,
  },
  tracesExporter: {
    name: 'OTEL_TRACES_EXPORTER',
    fallback: 'otlp',
    help: 'otlp, or none: no traces.',
    parse: text,
  },
  metricsExporter: {
    name: 'OTEL_METRICS_EXPORTER',
    fallback: 'otlp',
    help: 'otlp, or none: metrics by THREEPID_METRICS alone.',
    parse: text,
  },
  tracesSampler: {
    name: 'OTEL_TRACES_SAMPLER',
    fallback: 'parentbased_always_on',
    help: 'Which requests are traced: always_on, always_off, traceidratio, or each behind parentbased_, which follows the caller.',
    parse: text,
  },
  tracesSamplerArg: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    fallback: '',
    help: 'With traceidratio: which part of the requests, from 0 to 1.',
    parse: text,
  },
  metricExportInterval: {
    name: 'OTEL_METRIC_EXPORT_INTERVAL',
    fallback: '60000',
    help: 'How often metrics are sent, in milliseconds.',
    parse: wholeNumber(100, 86_400_000),
  },
  serviceName: {
    name: 'OTEL_SERVICE_NAME',
    fallback: 'threepid',
    help: "The service's name in metrics and traces that are sent.",
    parse: text,
  },
  resourceAttributes: {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    fallback: '',
    help: 'More about the service: deployment.environment.name=production,service.namespace=accounts.',
    parse: text,
  },
  otelDisabled: {
    name: 'OTEL_SDK_DISABLED',
    fallback: 'false',
    help: 'true: nothing is sent. THREEPID_METRICS is served all the same.',
    parse: text,
  },
};
