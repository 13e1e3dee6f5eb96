/** @type {import('next').NextConfig} */
export default {
  // The protocol's paths don't end in a slash. Without this, Next redirects such a path instead of answering 404.
  skipTrailingSlashRedirect: true,
  rewrites: () => ({
    beforeFiles: [{ source: '/pages/_matrix/:path*', destination: '/api/_matrix/:path*' }],
  }),
  experimental: { turbopackSourceMaps: false, turbopackFileSystemCacheForBuild: false },
};
