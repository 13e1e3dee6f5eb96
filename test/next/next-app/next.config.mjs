/** @type {import('next').NextConfig} */
export default {
  // The protocol's paths don't end in a slash. Without this, Next redirects such a path instead of answering 404.
  skipTrailingSlashRedirect: true,
  rewrites: () => ({
    beforeFiles: [
      { source: '/pages/_matrix/:path*', destination: '/api/_matrix/:path*' },
      // Only for delivery receipts: see below.
      { source: '/pages/_threepid/:path*', destination: '/api/_threepid/:path*' },
    ],
  }),
  experimental: { turbopackSourceMaps: false, turbopackFileSystemCacheForBuild: false },
};
