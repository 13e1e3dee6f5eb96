// threepid as a host embeds it: with its defaults, so that all limits and the guard are on.
import { setInterval } from 'node:timers';
import { createThreepid } from '@threepid/core';
import { secret, snsCredentials, twilioAccount } from './accounts.mjs';

/** Packages are imported where they are used, as a host would: its memory is measured. */
export async function threepidOf({
  BENCH_STORAGE,
  BENCH_SMS,
  BENCH_SMS_URL,
  BENCH_GUARD,
  BENCH_LIMITS,
  BENCH_BUDGET,
  BENCH_TELEMETRY,
}) {
  const options = {
    secret,
    storage: await storageOf(BENCH_STORAGE),
    sms: BENCH_SMS === 'sns' ? await sns(BENCH_SMS_URL) : await twilio(BENCH_SMS_URL),
    ...(BENCH_LIMITS === 'off' ? { limits: false } : {}),
    ...guardOf(BENCH_GUARD, BENCH_BUDGET),
  };
  if (BENCH_TELEMETRY !== 'on') return createThreepid(options);
  const telemetry = await measured();
  return telemetry.observe(createThreepid(telemetry.options(options)));
}

/** As the README of packages/otel has it, and read every 5 seconds, more often than Prometheus would. */
async function measured() {
  const { PrometheusExporter, PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const { createDurationProducer, createTelemetry } = await import('@threepid/otel');
  const durations = createDurationProducer({ unitInNames: true });
  const exporter = new PrometheusExporter({ preventServerStart: true, metricProducers: [durations] });
  const serializer = new PrometheusSerializer();
  setInterval(async () => serializer.serialize((await exporter.collect()).resourceMetrics), 5_000).unref();
  return createTelemetry({ durations, meterProvider: new MeterProvider({ readers: [exporter] }) });
}

/** A budget that nobody can spend, so that its cost is all that is seen of it. */
function guardOf(guard, budget) {
  if (guard === 'off') return { guard: { mode: 'off' } };
  return budget === 'on' ? { guard: { budgets: { day: 1_000_000, month: 10_000_000 } } } : {};
}

async function storageOf(url) {
  if (url === 'memory') {
    const { MemorySessionStorage } = await import('@threepid/storage-memory');
    return new MemorySessionStorage({ maxSessions: 10_000_000 });
  }
  const { Cluster, Redis } = await import('ioredis');
  const { RedisSessionStorage } = await import('@threepid/storage-redis');
  const nodes = /^redis-cluster:\/\/(.+)$/.exec(url)?.[1].split(',');
  return new RedisSessionStorage(
    nodes === undefined ? new Redis(url) : new Cluster(nodes.map((node) => `redis://${node}`)),
  );
}

async function twilio(baseUrl) {
  const { TwilioSmsSender } = await import('@threepid/sms-twilio');
  return new TwilioSmsSender({ ...twilioAccount, baseUrl });
}

async function sns(endpoint) {
  const { SNSClient } = await import('@aws-sdk/client-sns');
  const { SnsSmsSender } = await import('@threepid/sms-sns');
  return new SnsSmsSender(new SNSClient({ region: 'eu-west-1', endpoint, credentials: snsCredentials }));
}
