import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The protocol's paths have no trailing slash: without this, Next answers 308 instead of 404.
  skipTrailingSlashRedirect: true,
  // API routes are below /api, but the protocol's paths are not.
  rewrites: () =>
    Promise.resolve({
      beforeFiles: [{ source: '/_matrix/:path*', destination: '/api/_matrix/:path*' }],
    }),
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // Packages that are loaded dynamically or have native parts must not be bundled; large ones take time to bundle.
  serverExternalPackages: [
    'fastify',
    'ioredis',
    'pino',
    'smpp',
    '@aws-sdk/client-pinpoint-sms-voice-v2',
    '@aws-sdk/client-sns',
    '@opentelemetry/api',
    '@opentelemetry/exporter-metrics-otlp-proto',
    '@opentelemetry/exporter-prometheus',
    '@opentelemetry/exporter-trace-otlp-proto',
    '@opentelemetry/resources',
    '@opentelemetry/sdk-metrics',
    '@opentelemetry/sdk-trace-node',
  ],
  // Writing 100 MB for the next start takes a fifth of the time, and an example is seldom started again.
  experimental: { turbopackFileSystemCacheForBuild: false, turbopackFileSystemCacheForDev: false },
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
