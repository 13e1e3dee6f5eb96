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
  // Packages that are loaded dynamically or have native parts must not be bundled.
  serverExternalPackages: ['fastify', 'ioredis', 'pino', 'smpp', '@aws-sdk/client-sns'],
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
