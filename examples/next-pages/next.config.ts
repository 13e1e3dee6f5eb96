import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // A path of the protocol has no slash at its end: without this, Next answers 308 instead of 404.
  skipTrailingSlashRedirect: true,
  // API routes lie below /api, the protocol's paths do not.
  rewrites: () =>
    Promise.resolve({
      beforeFiles: [{ source: '/_matrix/:path*', destination: '/api/_matrix/:path*' }],
    }),
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // What the server loads late or natively stays as it is in node_modules.
  serverExternalPackages: ['fastify', 'ioredis', 'pino', 'smpp', '@aws-sdk/client-sns'],
  allowedDevOrigins: ['127.0.0.1'],
};

export default config;
