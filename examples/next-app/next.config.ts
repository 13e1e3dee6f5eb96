import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The protocol's paths have no trailing slash: without this, Next answers 308 instead of 404.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // Packages that are loaded dynamically or have native parts must not be bundled.
  serverExternalPackages: ['fastify', 'ioredis', 'pino', 'smpp', '@aws-sdk/client-sns'],
  allowedDevOrigins: ['127.0.0.1'],
  headers: () =>
    Promise.resolve([
      {
        source: '/',
        headers: [
          { key: 'Content-Security-Policy', value: "frame-ancestors 'none'" },
          { key: 'Referrer-Policy', value: 'no-referrer' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Permissions-Policy', value: 'otp-credentials=(self)' },
        ],
      },
    ]),
};

export default config;
